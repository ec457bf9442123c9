"""Rows for validation or test that change at random, as only a training wants it."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence

from roadworthy import dotted, path_words

_RANDOM = frozenset(
    "AutoAugment ColorJitter RandAugment RandomAdjustSharpness RandomAffine RandomAutocontrast RandomCrop"
    " RandomEqualize RandomErasing RandomGrayscale RandomHorizontalFlip RandomInvert RandomPerspective"
    " RandomPosterize RandomResizedCrop RandomRotation RandomSolarize RandomVerticalFlip"
    " TrivialAugmentWide".split()
)
_ALBUMENTATIONS = frozenset(
    "CoarseDropout ElasticTransform GridDistortion HorizontalFlip HueSaturationValue RandomBrightnessContrast"
    " RandomRotate90 ShiftScaleRotate VerticalFlip".split()
)
_KERAS = "ImageDataGenerator"
#: What a generator of Keras changes at random.
_CHANGES = frozenset(
    "brightness_range channel_shift_range height_shift_range horizontal_flip rotation_range shear_range"
    " vertical_flip width_shift_range zoom_range".split()
)
_HELD = frozenset("dev eval evaluation test testing val valid validation".split())
_TRAINED = frozenset("aug augment augmented train training tta".split())
#: What a condition asks for that tells the rows of the training from the others.
_ASKS = _HELD | _TRAINED | frozenset("mode phase split stage subset".split())
#: Keywords by which data sets of a project change their rows at random, and what takes that back.
_OWN_CHANGES = frozenset("apply_augmentation augment augmentation augmentations do_augment use_aug".split())
_TAKES_BACK = frozenset("dataset augment augmentation transform".split())
#: Keywords that take a transform.
_TAKES = frozenset(("transform", "transforms"))


def may_change(text: str) -> bool:
    """Tell whether a text has one of the names that are looked for."""
    if _KERAS in text or ("random_split" in text and "augment" in text):
        return True
    known = _RANDOM if "torchvision" in text else frozenset[str]()
    known |= _ALBUMENTATIONS if "albumentations" in text else frozenset()
    return any(name in text for name in known)


def held_rows_changed(
    named: Iterable[tuple[str, ast.expr]], scopes: Sequence[tuple[Sequence[str], Sequence[ast.AST]]]
) -> list[tuple[ast.expr, str]]:
    """Return each expression that changes held-out rows at random, with a message.

    `named` is what is bound to names and to keys of tables. Each scope has its parameters and its nodes in
    the order of the code; the first one is that of the module.
    """
    found: dict[int, tuple[ast.expr, str]] = {}
    named = list(named)
    on = {name for name, value in named if isinstance(value, ast.Constant) and value.value is True}
    on -= {name for name, value in named if not isinstance(value, ast.Constant) or value.value is not True}
    for name, value in named:
        if _is_held(name) and (drawn := _drawn(value)):
            found.setdefault(value.lineno, (value, f"`{drawn}` changes the rows of `{name}` at random"))
    known: dict[str, str] = {}
    for number, (given, nodes) in enumerate(scopes):
        state = {name: drawn for name, drawn in known.items() if name not in given}
        for value, message in (*_in_scope(nodes, state), *_own_rows(nodes, on)):
            found.setdefault(value.lineno, (value, message))
        known = state if number == 0 else known
    return [found[line] for line in sorted(found)]


def _in_scope(nodes: Sequence[ast.AST], drawn: dict[str, str]) -> Iterator[tuple[ast.expr, str]]:
    """Yield each expression that hands random transforms, or their results, to held-out rows, and why."""
    asked, elsewhere = _branches(nodes)
    phases: dict[str, str] = {}
    reported: set[str] = set()
    for node in nodes:
        match node:
            case (
                ast.For(target=ast.Name(id=name), iter=ast.List() | ast.Tuple() as phase)
                | ast.comprehension(target=ast.Name(id=name), iter=ast.List() | ast.Tuple() as phase)
            ):
                phases[name] = _phase(phase)
            case ast.Assign(targets=[target], value=value) if name := dotted(target):
                handed = next((one for one in _handed(value) if one in drawn), "")
                if handed and _is_held(name) and handed not in reported and _takes(value, handed):
                    yield value, _message(name, handed, drawn[handed])
                    reported.add(name)
                if change := _drawn(value) or drawn.get(handed, ""):
                    if id(node) not in asked:
                        drawn[name] = change
                elif id(node) not in elsewhere:
                    drawn.pop(name, None)
            case ast.Call(func=function, args=[first, *_]) if dotted(first) in drawn:
                change = drawn[dotted(first)]
                if dotted(function).rpartition(".")[2] == "random_split":
                    yield node, f"`{change}` changes all rows at random, and `random_split` divides them"
        if isinstance(node, (ast.Call, ast.DictComp)):
            yield from _in_phases(node, drawn, phases)


def _own_rows(nodes: Sequence[ast.AST], on: set[str]) -> Iterator[tuple[ast.expr, str]]:
    """Yield each split of a data set of the project that is told to change its rows; `on` are true names."""
    drawn: dict[str, str] = {}
    if any(
        isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store) and node.attr in _TAKES_BACK
        for node in nodes
    ):
        return
    for node in nodes:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                drawn.pop(name, None)
                for item in value.keywords if isinstance(value, ast.Call) else ():
                    true = isinstance(item.value, ast.Constant) and item.value.value is True
                    if item.arg in _OWN_CHANGES and (true or dotted(item.value) in on):
                        drawn[name] = f"{item.arg}={ast.unparse(item.value)}"
            case ast.Call(func=function, args=[ast.Name(id=name), *_]) if name in drawn:
                if dotted(function).rpartition(".")[2] == "random_split":
                    yield node, f"`{drawn[name]}` changes all rows at random, and `random_split` divides them"


def _in_phases(
    node: ast.Call | ast.DictComp, drawn: dict[str, str], phases: dict[str, str]
) -> Iterator[tuple[ast.expr, str]]:
    """Yield a call that gives the same transform to the rows of all phases."""
    known, call = phases, node.value if isinstance(node, ast.DictComp) else node
    if isinstance(node, ast.DictComp):
        known = phases | {
            part.target.id: _phase(part.iter)
            for part in node.generators
            if isinstance(part.target, ast.Name) and isinstance(part.iter, (ast.List, ast.Tuple))
        }
    if not known or not isinstance(call, ast.Call):
        return
    transform = next((name for name in _given_transforms(call) if name in drawn), "")
    if not transform:
        return
    mentioned = (part.id for part in ast.walk(call) if isinstance(part, ast.Name))
    held = next((known[name] for name in mentioned if known.get(name)), "")
    if held:
        yield call, f"`{drawn[transform]}` changes the rows of `{held}` at random"


def _branches(nodes: Sequence[ast.AST]) -> tuple[set[int], set[int]]:
    """Return the statements whose condition asks for the phase, and those of any `else`."""
    asked: set[int] = set()
    elsewhere: set[int] = set()
    for node in nodes:
        if isinstance(node, ast.If):
            elsewhere |= {id(part) for statement in node.orelse for part in ast.walk(statement)}
            said = {
                word
                for part in ast.walk(node.test)
                for word in path_words(
                    part.value
                    if isinstance(part, ast.Constant) and isinstance(part.value, str)
                    else dotted(part)
                )
            }
            if said & _ASKS:
                asked |= {id(part) for part in ast.walk(node)}
    return asked, elsewhere


def _message(name: str, handed: str, change: str) -> str:
    if "train" in path_words(handed):
        return f"`{name}` has rows of the training, which `{change}` changes at random"
    return f"`{change}` changes the rows of `{name}` at random"


def _phase(values: ast.List | ast.Tuple) -> str:
    """Return the first text that names held-out rows, if another one names training rows."""
    texts = [item.value for item in values.elts if isinstance(item, ast.Constant)]
    said = [text for text in texts if isinstance(text, str)]
    if not any("train" in path_words(text) for text in said):
        return ""
    return next((text for text in said if _is_held(text)), "")


def _drawn(value: ast.expr) -> str:
    """Return the first random transform that an expression puts together, "" if none does."""
    if not isinstance(value, (ast.Call, ast.List, ast.Tuple, ast.BinOp)):
        return ""
    for node in ast.walk(value):
        if isinstance(node, ast.Call):
            name = dotted(node.func)
            last = name.rpartition(".")[2]
            if last in _RANDOM or last in _ALBUMENTATIONS:
                return name
            if last == _KERAS and any(item.arg in _CHANGES and _is_on(item.value) for item in node.keywords):
                return name
    return ""


def _is_on(value: ast.expr) -> bool:
    return not (isinstance(value, ast.Constant) and not value.value)


def _is_held(name: str) -> bool:
    said = path_words(name)
    return bool(said & _HELD) and not said & _TRAINED


def _handed(value: ast.expr) -> list[str]:
    """Return the names that a call or an expression of lists gets, and that of what a method is called on."""
    if isinstance(value, ast.Call):
        items = [*value.args, *(item.value for item in value.keywords)]
        own = value.func.value if isinstance(value.func, ast.Attribute) else None
        names = [dotted(own)] if own is not None else []
        return [*names, *(name for item in items for name in _handed_in(item))]
    return _handed_in(value) if isinstance(value, (ast.BinOp, ast.List)) else []


def _handed_in(value: ast.expr) -> list[str]:
    """Return the names in a sum or a list of transforms, or the one that an expression is."""
    if isinstance(value, ast.BinOp):
        return [*_handed_in(value.left), *_handed_in(value.right)]
    if isinstance(value, (ast.List, ast.Tuple)):
        return [name for item in value.elts for name in _handed_in(item)]
    value = value.value if isinstance(value, ast.Starred) else value
    return [name] if (name := dotted(value)) and "(" not in name else []


def _given_transforms(call: ast.Call) -> list[str]:
    """Return the names that a call may get as its transform."""
    given = [item.value for item in call.keywords if item.arg in _TAKES]
    made = dotted(call.func).rpartition(".")[2]
    if not given and made[:1].isupper():
        given = call.args[1:]
    return [dotted(item) for item in given]


def _takes(value: ast.expr, handed: str) -> bool:
    """Tell whether a call makes rows of what it is handed."""
    if not isinstance(value, ast.Call):
        return False
    if isinstance(value.func, ast.Attribute) and value.func.attr.startswith("flow"):
        return dotted(value.func.value) == handed
    made = dotted(value.func).rpartition(".")[2]
    keyed = any(item.arg in _TAKES and dotted(item.value) == handed for item in value.keywords)
    return keyed or (made[:1].isupper() and made not in ("Compose", "SubsetRandomSampler"))
