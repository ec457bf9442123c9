"""Where scores on the test set stand for those of a validation set, and what learns from test rows."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Sequence

from roadworthy import dotted
from roadworthy import path_words as words
from roadworthy_rules._roots import root
from roadworthy_rules._test_choice import is_test_rows

_VALIDATION = frozenset(("val", "valid", "validation"))
_HELD = _VALIDATION | {"dev"}
_TRAINED = frozenset(("train", "training", "trn"))
_RISING = frozenset(
    "acc accs accuracies accuracy auc aucs dice f1 iou map miou psnr r2 score scores ssim top1".split()
)
_FALLING = frozenset("error errors loss losses mae mse rmse".split())
_BEST = frozenset("best highest lowest max maximum min minimum".split())
_PICKS = {"max": _RISING, "amax": _RISING, "min": _FALLING, "amin": _FALLING}
#: What a name keeps of the best of several models, and what finds it.
_KEPT = frozenset("classifier clf estimator model name regressor".split())
_EXTREMES = frozenset("idxmax idxmin max min nlargest nsmallest sort_values sorted".split())
_SHOWS = frozenset("critical debug info log print warning write".split())
#: What only counts or wraps rows.
_MEASURES_NOTHING = frozenset(
    "DataLoader Subset TensorDataset enumerate iter len next print range tqdm zip".split()
)
_UPDATES = frozenset("backward fit minimize partial_fit step train_on_batch".split())
#: A list of the rows of the training, in the code.
_LIST = re.compile(r"(?:^|/)train[a-z_-]{0,20}\.(?:csv|json|jsonl|lst|npy|parquet|tsv|txt)$")
_PARTS = frozenset("end fold index mode part phase split stage start subset test train training val".split())
_SEEDS = frozenset(("random_seed", "random_state", "seed"))
#: What makes of a model another one that is fitted in its place.
_WRAPS = frozenset("CalibratedClassifierCV Pipeline clone deepcopy make_pipeline".split())
#: Measures whose names do not end in `score`.
_MEASURES = frozenset("mean_absolute_error mean_squared_error root_mean_squared_error roc_curve".split())
#: What lays rows out for a picture, each set on its own.
_PICTURES = ("mds", "tsne", "umap")


def validated_on_test(nodes: Iterable[ast.AST]) -> Iterator[tuple[str, ast.expr]]:
    """Yield where a loop that trains measures what it calls a validation score on the test set."""
    seen: set[int] = set()
    for loop in nodes:
        if not isinstance(loop, (ast.For, ast.While)) or id(loop) in seen:
            continue
        parts = [part for statement in loop.body for part in ast.walk(statement)]
        if not any(map(_trains, parts)):
            continue
        seen |= {id(part) for part in parts}
        for part in parts:
            match part:
                case ast.Assign(targets=[target], value=ast.Call() as call):
                    rows = _measured_rows(call)
                    scores = [name for name in _bound(target) if words(name) & _VALIDATION]
                    if rows and scores and not words(scores[0]) & {"test"}:
                        yield f"`{scores[0]}` is measured on `{rows}` while the training goes on", call


def best_on_test(nodes: Iterable[ast.AST]) -> Iterator[tuple[str, ast.expr]]:
    """Yield where the best of the scores on the test set is kept, or shown."""
    for node in nodes:
        values: list[ast.AST] = []
        match node:
            case ast.Assign(targets=[target], value=value) if words(dotted(target)) & _BEST:
                values = [value]
            case ast.Call(func=function) if dotted(function).rpartition(".")[2] in _SHOWS:
                values = [*node.args]
        for part in (part for value in values for part in ast.walk(value)):
            if isinstance(part, ast.Call) and (score := _picked(part)):
                picked = dotted(part.func).rpartition(".")[2]
                yield f"`{picked}` picks the best of `{score}`, on the test set", part


def fitted_on_test(nodes: Sequence[ast.AST]) -> Iterator[tuple[str, ast.expr]]:
    """Yield where a transformer learns from the test rows, after one that learned from the training rows."""
    fits = [
        node
        for node in nodes
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "fit_transform"
        and node.args
    ]
    if not any(words(root(call.args[0])) & _TRAINED for call in fits):
        return
    for call in fits:
        name = root(call.args[0])
        owner = ast.unparse(call.func.value) if isinstance(call.func, ast.Attribute) else ""
        said = words(name)
        pictured = any(word in owner.lower() for word in _PICTURES)
        if "test" in said and not said & (_TRAINED | _HELD) and len(owner) < 80 and not pictured:
            yield f"`{owner}` learns from `{name}` again", call


def read_from_training(nodes: Iterable[ast.AST]) -> Iterator[tuple[str, ast.expr]]:
    """Yield where the test set is read from the list of the training, and from nothing else."""
    for node in nodes:
        match node:
            case ast.Assign(targets=[ast.Name() | ast.Attribute() as target], value=ast.Call() as call):
                if not is_test_rows(target):
                    continue
            case _:
                continue
        parts = [part for part in ast.walk(call) if isinstance(part, (ast.Constant, ast.keyword))]
        texts = [part.value for part in parts if isinstance(part, ast.Constant)]
        files = [text for text in texts if isinstance(text, str) and _LIST.search(text)]
        # What says which part of the list it wants takes that part.
        apart = any(isinstance(part, ast.keyword) and words(part.arg or "") & _PARTS for part in parts)
        apart = apart or any(isinstance(text, (int, float)) for text in texts)
        apart = apart or any(isinstance(text, str) and words(text) & (_HELD | {"test"}) for text in texts)
        if len(files) == 1 and not apart:
            name = files[0].rpartition("/")[2]
            yield f"`{dotted(target)}` is read from `{name}`", call


def tuned_on_test(nodes: Iterable[ast.AST]) -> Iterator[tuple[str, ast.expr]]:
    """Yield where a loop over values of a parameter scores the model of each value on the test set."""
    for loop in nodes:
        if not isinstance(loop, ast.For):
            continue
        values = {part.id for part in ast.walk(loop.target) if isinstance(part, ast.Name)}
        parts = [part for statement in loop.body for part in ast.walk(statement)]
        calls = [part for part in parts if isinstance(part, ast.Call)]
        made = next((call for call in calls if _takes(call, values)), None)
        if made is None or not any(isinstance(part, ast.Attribute) and part.attr == "fit" for part in parts):
            continue
        # Rows that are divided in the loop are others each time.
        bound = {
            name for part in parts if isinstance(part, ast.Assign) for t in part.targets for name in _bound(t)
        }
        for call in calls:
            rows = _scored_rows(call)
            if rows and rows not in bound:
                model = dotted(made.func).rpartition(".")[2]
                yield f"each `{model}` of the loop is scored on `{rows}`, the test set", call
                break


def picked_on_test(nodes: Sequence[ast.AST]) -> Iterator[tuple[str, ast.expr]]:
    """Yield where the best of several models is picked by scores on the test set."""
    loops = (node for node in nodes if isinstance(node, ast.For))
    scored = next(filter(None, map(_fitted_and_scored, loops)), None)
    for node in nodes if scored is not None else ():
        if isinstance(node, ast.Assign) and len(node.targets) == 1:
            name = next(_bound(node.targets[0]), "")
            said = words(name)
            if "best" in said and said & _KEPT and _picks(node.value) and scored is not None:
                yield (
                    f"`{name}` is the best of models that are scored on `{scored[0]}`, the test set",
                    scored[1],
                )
                return


def _fitted_and_scored(loop: ast.For) -> tuple[str, ast.Call] | None:
    """Return the test rows that a loop over models fits and scores each of them on, and the call."""
    models = {part.id for part in ast.walk(loop.target) if isinstance(part, ast.Name)}
    parts = [part for statement in loop.body for part in ast.walk(statement)]
    calls = [part for part in parts if isinstance(part, ast.Call)]
    for part in parts:
        match part:
            # A pipeline or a clone of a model is one of the models, too.
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call(func=made) as call):
                if dotted(made).rpartition(".")[2] in _WRAPS and not models.isdisjoint(_read(call)):
                    models.add(name)
    if any(words(dotted(call.func)) & {"cross", "cv", "search"} for call in calls):
        return None
    fits = [
        call.func.value for call in calls if isinstance(call.func, ast.Attribute) and call.func.attr == "fit"
    ]
    if not any(root(owner) in models for owner in fits):
        return None
    return next(((rows, call) for call in calls if (rows := _scored_rows(call))), None)


def _read(call: ast.Call) -> set[str]:
    return {part.id for part in ast.walk(call) if isinstance(part, ast.Name)}


def _picks(value: ast.expr) -> bool:
    """Tell whether an expression takes the largest or smallest of something."""
    return any(
        isinstance(part, ast.Call) and dotted(part.func).rpartition(".")[2] in _EXTREMES
        for part in ast.walk(value)
    )


def _takes(call: ast.Call, values: set[str]) -> bool:
    """Tell whether a call makes an estimator with a value of the loop as an argument, other than a seed."""
    made = dotted(call.func).rpartition(".")[2]
    if not made[:1].isupper() or made.isupper():
        return False
    given = [*call.args, *(item.value for item in call.keywords if item.arg not in _SEEDS)]
    return any(isinstance(item, ast.Name) and item.id in values for item in given)


def _scored_rows(call: ast.Call) -> str:
    """Return the name of the test rows that a call scores a model on."""
    last = call.func.attr if isinstance(call.func, ast.Attribute) else dotted(call.func)
    if call.args and (last == "score" or last.endswith("_score") or last in _MEASURES):
        first = call.args[0]
        return dotted(first) if is_test_rows(first) else ""
    return ""


def _trains(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return False
    last = node.func.attr if isinstance(node.func, ast.Attribute) else dotted(node.func)
    return last in _UPDATES or (bool(words(last) & {"train"}) and bool(node.args))


def _measured_rows(call: ast.Call) -> str:
    """Return the name of the test rows that a call gets, "" where it gets others too."""
    if dotted(call.func).rpartition(".")[2] in _MEASURES_NOTHING:
        return ""
    found = ""
    for item in (*call.args, *(one.value for one in call.keywords)):
        for part in ast.walk(item):
            if isinstance(part, (ast.Name, ast.Attribute)):
                name = dotted(part)
                if words(name) & (_TRAINED | _HELD):
                    return ""
                if not found and is_test_rows(part):
                    found = name
    return found


def _picked(call: ast.Call) -> str:
    """Return the name of the scores on the test set that a call picks the best of."""
    owner, _, last = dotted(call.func).rpartition(".")
    if last not in _PICKS or owner not in ("", "np", "numpy", "torch"):
        return ""
    kinds = _PICKS[last]
    for item in call.args:
        name = dotted(item) if isinstance(item, (ast.Name, ast.Attribute)) else ""
        said = words(name)
        if "test" in said and said & kinds and not said & (_TRAINED | _HELD | _BEST):
            return name
    return ""


def _bound(target: ast.expr) -> Iterator[str]:
    for item in target.elts if isinstance(target, (ast.Tuple, ast.List)) else [target]:
        if name := dotted(item):
            yield name
