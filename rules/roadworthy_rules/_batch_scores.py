"""Scores and losses that a loop over batches puts together in a way that gives another number."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterable, Iterator

from roadworthy import dotted, last_name, path_words

#: Scores whose mean over batches is not the score of all rows.
WHOLE = frozenset(
    "average_precision_score balanced_accuracy_score bleu cohen_kappa_score corpus_bleu f1_score fbeta_score"
    " matthews_corrcoef precision_recall_fscore_support precision_score r2_score recall_score"
    " roc_auc_score".split()
)
#: Words of functions of the project's own that compute such a score.
_NAMED = frozenset("auc auroc bleu cer f1 iou jaccard kappa mcc miou precision recall rouge wer".split())
#: Words of functions that compute something else: what a training minimizes, or a number for each box.
_OTHERS = frozenset("bbox bboxes box boxes loss losses pairwise".split())
#: Words of scores of one image, whose mean over batches of one image is right.
_OF_IMAGES = frozenset("iou jaccard miou".split())
_SINGLE = re.compile(r"batch_size ?= ?1\b")
#: What takes a number out of a tensor, and leaves it as it is.
_UNWRAPS = frozenset("cpu detach item numpy tolist".split())
_BATCHES = frozenset(
    "batch batches dataloader dl dloader generator iterator loader loaders testloader trainloader"
    " valloader".split()
)
#: One of these is in the text of what goes over batches.
BATCHES = ("loader", "batch", "generator", "iterator", "dl")
_WRAPS = frozenset(("enumerate", "tqdm", "islice", "trange"))
#: What makes a loss that is summed over the rows, or counts rows.
_SUMS = ('reduction="sum"', "reduction='sum'", "size_average=False", "reduce_sum", "reduction = 'sum'")


def whole_scores(nodes: Iterable[ast.AST], text: str) -> Iterator[tuple[ast.Call, str]]:
    """Yield where a loop adds up a score of each batch that only all rows together have, and a message.

    `text` is that of the module or notebook. Scores of images that are computed one by one are left out: in a
    loop over the images of a batch, or where a batch is one image.
    """
    single = bool(_SINGLE.search(text))
    for loop in nodes:
        if not isinstance(loop, ast.For) or not over_batches(loop.iter):
            continue
        parts = [part for statement in loop.body for part in ast.walk(statement)]
        inner = {id(part) for item in parts if isinstance(item, ast.For) for part in ast.walk(item)}
        bound: dict[str, ast.Call] = {}
        for part in parts:
            match part:
                case ast.Assign(targets=[ast.Name(id=name)], value=value):
                    if isinstance(made := _unwrapped(value), ast.Call) and _is_whole(made):
                        bound[name] = made
        for part in parts:
            added: ast.expr | None = None
            match part:
                case ast.AugAssign(op=ast.Add(), value=value):
                    added = value
                case ast.Call(func=ast.Attribute(attr="append"), args=[value]):
                    added = value
            if added is None:
                continue
            added = _unwrapped(added)
            call = added if isinstance(added, ast.Call) else bound.get(dotted(added))
            if call is not None and _is_whole(call):
                of_images = path_words(last_name(call.func)) & _OF_IMAGES
                if of_images and (single or id(call) in inner):
                    continue
                yield (
                    call,
                    f"`{last_name(call.func)}` is computed of each batch, and its mean is another score",
                )
                break


def _is_whole(call: ast.Call) -> bool:
    """Tell whether a call computes a score that only all rows together have."""
    name = last_name(call.func)
    if name in WHOLE:
        return True
    # A function of the project's own says by its name what it computes, and gets predictions and labels.
    said = path_words(name)
    return bool(said & _NAMED) and not said & _OTHERS and name.islower() and len(call.args) > 1


def _unwrapped(value: ast.expr) -> ast.expr:
    """Return the tensor that a number is taken out of: `f1(a, b)` of `f1(a, b).cpu().numpy()`."""
    while True:
        match value:
            case ast.Call(func=ast.Attribute(value=inner, attr=name), args=[]) if name in _UNWRAPS:
                value = inner
            case ast.Call(func=ast.Name(id="float"), args=[inner]):
                value = inner
            case _:
                return value


def means_divided(scopes: Iterable[Iterable[ast.AST]], text: str) -> Iterator[tuple[ast.BinOp, str]]:
    """Yield where a sum of mean losses is divided by a number that is not that of the batches, and a message.

    Each scope has its nodes in the order of the code.
    """
    if any(hint in text for hint in _SUMS):
        return
    for scope in scopes:
        nodes = list(scope)
        for number, loop in enumerate(nodes):
            if isinstance(loop, ast.For) and over_batches(loop.iter) and (summed := _summed(loop)):
                yield from _every_so_often(loop, summed)
                yield from _by_rows(nodes[number:], summed)


def means_by_batch(nodes: Iterable[ast.AST]) -> Iterator[tuple[ast.BinOp, str]]:
    """Yield where a loop over batches adds up means, each divided by the rows of its batch, and a message."""
    for loop in nodes:
        if not isinstance(loop, ast.For) or not over_batches(loop.iter):
            continue
        parts = [part for statement in loop.body for part in ast.walk(statement)]
        # A mean of the parts of a batch, which an inner loop goes over, is right.
        if any(isinstance(part, (ast.For, ast.While)) for part in parts):
            continue
        values: dict[str, list[ast.expr]] = {}
        for part in parts:
            match part:
                case ast.Assign(targets=[ast.Name(id=name)], value=value):
                    values.setdefault(name, []).append(value)
        batch = _of_batch(loop, parts)
        for part in parts:
            match part:
                case ast.AugAssign(
                    target=ast.Name() | ast.Attribute() | ast.Subscript(),
                    op=ast.Add(),
                    value=ast.BinOp(
                        left=left,
                        op=ast.Div(),
                        right=ast.Call(func=ast.Name(id="len"), args=[ast.Name(id=rows)]),
                    ) as share,
                ) if rows in batch:
                    known = values.get(dotted(left), [])
                    if len(known) == 1 and _is_mean(known[0]):
                        shown = ast.unparse(share.right)
                        text = (
                            f"`{dotted(left)}` is a mean already, and `{shown}` is not the number of batches"
                        )
                        yield share, text
                        break


def _of_batch(loop: ast.For, parts: Iterable[ast.AST]) -> set[str]:
    """Return the names in a loop that hold the rows of its batch, or what calls make of them."""
    found = {part.id for part in ast.walk(loop.target) if isinstance(part, ast.Name)}
    made = [part for part in parts if isinstance(part, ast.Assign)]
    while True:
        names = {
            part.id
            for item in made
            if _takes(item.value, found)
            for target in item.targets
            for part in (target.elts[:1] if isinstance(target, ast.Tuple) else [target])
            if isinstance(part, ast.Name)
        }
        if names <= found:
            return found
        found |= names


def _takes(value: ast.expr, names: Collection[str]) -> bool:
    """Tell whether a value is what a call makes of some names, as a network does of a batch."""
    if not isinstance(value, ast.Call):
        return False
    given = [*value.args, *([value.func.value] if isinstance(value.func, ast.Attribute) else [])]
    return any(isinstance(item, ast.Name) and item.id in names for item in given)


def _is_mean(value: ast.expr) -> bool:
    """Tell whether a value is a mean of all that it is made of."""
    value = _unwrapped(value)
    if not isinstance(value, ast.Call) or last_name(value.func) != "mean" or value.keywords:
        return False
    return len(value.args) == (1 if dotted(value.func) in ("np.mean", "numpy.mean", "torch.mean") else 0)


def over_batches(rows: ast.expr) -> bool:
    """Tell whether a loop goes over batches, by the name of what it goes over."""
    while isinstance(rows, ast.Call) and last_name(rows.func) in _WRAPS and rows.args:
        rows = rows.args[0]
    name = dotted(rows)
    return bool(path_words(name) & _BATCHES) and "len" not in name


def _summed(loop: ast.For) -> set[str]:
    """Return the names that a loop adds the mean loss of each batch to, as it is."""
    found = set()
    for statement in loop.body:
        for part in ast.walk(statement):
            match part:
                case ast.AugAssign(target=ast.Name(id=name), op=ast.Add(), value=value) if _is_loss(value):
                    found.add(name)
    return found


def _is_loss(value: ast.expr) -> bool:
    """Tell whether an expression is the loss of a batch: `loss.item()`, `loss.data[0]`, `loss`."""
    while isinstance(value, (ast.Subscript, ast.Call, ast.Attribute)):
        if isinstance(value, ast.Call) and (value.args or last_name(value.func) not in ("item", "detach")):
            return False
        value = value.func if isinstance(value, ast.Call) else value.value
    return isinstance(value, ast.Name) and "loss" in path_words(value.id)


def _every_so_often(loop: ast.For, summed: set[str]) -> Iterator[tuple[ast.BinOp, str]]:
    """Yield where a sum over so many batches is divided by another number."""
    for statement in loop.body:
        for node in ast.walk(statement):
            if not isinstance(node, ast.If) or (every := _period(node.test)) is None:
                continue
            parts = [part for item in node.body for part in ast.walk(item)]
            for part in parts:
                match part:
                    case ast.BinOp(
                        left=ast.Name(id=name), op=ast.Div(), right=ast.Constant(value=int() | float() as by)
                    ) if name in summed and by not in (every, 1) and _is_cleared(node, name):
                        yield part, f"`{name}` is the sum of {every} batches, and is divided by {by}"
                        return


def _period(test: ast.expr) -> int | None:
    """Return the number of batches after which a condition holds again; None for other conditions."""
    match test:
        case ast.Compare(
            left=ast.BinOp(op=ast.Mod(), right=ast.Constant(value=int() as every)), ops=[ast.Eq()]
        ):
            return every
        case _:
            return None


def _is_cleared(node: ast.If, name: str) -> bool:
    """Tell whether a sum begins anew behind a condition."""
    return any(
        isinstance(item, ast.Assign) and any(dotted(target) == name for target in item.targets)
        for item in node.body
    )


def _by_rows(nodes: list[ast.AST], summed: set[str]) -> Iterator[tuple[ast.BinOp, str]]:
    """Yield where a sum of mean losses is divided by the number of rows."""
    for node in nodes:
        match node:
            case ast.BinOp(left=left, op=ast.Div(), right=right):
                name = dotted(left)
                if name in summed and _counts_rows(right):
                    shown = ast.unparse(right)
                    yield node, f"`{name}` is a sum of means of batches, and `{shown}` is the number of rows"
                    return


def _counts_rows(value: ast.expr) -> bool:
    """Tell whether an expression is the number of rows of a loader: `len(loader.dataset)`."""
    match value:
        case ast.Call(func=ast.Name(id="len"), args=[ast.Attribute(attr="dataset")]):
            return True
        case ast.Call(func=ast.Name(id="len"), args=[ast.Attribute(attr="sampler")]):
            return True
        case _:
            return False
