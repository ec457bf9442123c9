"""Sums and lists of values over the rounds of loops, and where they begin anew."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from roadworthy import dotted, last_name, path_words
from roadworthy_rules.code.training._loops import inside, stored_names

#: Words of lists that are meant to hold the values of all rounds.
_LASTING = frozenset("all history hist overall recent window".split())
_MEANS = frozenset(("average", "fmean", "mean", "nanmean"))
Found = tuple[ast.AST, str]


def begun(nodes: Iterable[ast.AST]) -> dict[str, bool]:
    """Return the names that statements set to zero or to an empty list; true where it is a list."""
    found: dict[str, bool] = {}
    for node in nodes:
        match node:
            case ast.Assign(targets=targets, value=value) if (kind := _start(value)) is not None:
                found.update((name, kind) for target in targets for name in _plain_names(target))
            case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Tuple(elts=values)):
                for name, value in zip(names, values, strict=False):
                    if isinstance(name, ast.Name) and (kind := _start(value)) is not None:
                        found[name.id] = kind
    return found


def _start(value: ast.expr) -> bool | None:
    match value:
        case ast.Constant(value=int() | float() as number) if number == 0 and number is not False:
            return False
        case ast.List(elts=[]) | ast.Call(func=ast.Name(id="list"), args=[]):
            return True
    return None


def _plain_names(target: ast.expr) -> list[str]:
    return [target.id] if isinstance(target, ast.Name) else []


def grown(nodes: Iterable[ast.AST]) -> set[str]:
    """Return the names that nodes add to, or append to."""
    found = set()
    for node in nodes:
        match node:
            case ast.AugAssign(target=ast.Name(id=name), op=ast.Add()):
                found.add(name)
            case ast.Call(func=ast.Attribute(attr="append" | "extend", value=ast.Name(id=name))):
                found.add(name)
    return found


def begins_anew(nodes: Iterable[ast.AST], name: str) -> bool:
    """Tell whether nodes give a name another value, or empty a list."""
    for node in nodes:
        match node:
            case ast.Name(id=bound, ctx=ast.Store() | ast.Del()) if bound == name:
                return True
            case ast.Call(func=ast.Attribute(attr="clear" | "pop", value=ast.Name(id=bound))) if (
                bound == name
            ):
                return True
            case ast.Subscript(value=ast.Name(id=bound), ctx=ast.Store() | ast.Del()) if bound == name:
                return True
            case ast.Global(names=names) | ast.Nonlocal(names=names) if name in names:
                return True
    return False


def averages(nodes: Iterable[ast.AST], name: str, *, is_list: bool) -> Iterator[tuple[ast.expr, ast.expr]]:
    """Yield where a sum or list is averaged, each with the number of values: `total / len(loader)`.

    For the mean of a list, that is the list itself.
    """
    for node in nodes:
        match node:
            case ast.BinOp(left=left, op=ast.Div(), right=number) if not is_list and _is(left, name):
                yield node, number
            case ast.BinOp(left=ast.Call(func=ast.Name(id="sum"), args=[given]), op=ast.Div()) if (
                is_list and _is(given, name)
            ):
                yield node, given
            case ast.Call(args=[given, *_]) if is_list and _is(given, name):
                if last_name(node.func) in _MEANS:
                    yield node, given


def _is(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def _trains(nodes: Iterable[ast.AST]) -> bool:
    return any(isinstance(node, ast.Attribute) and node.attr == "backward" for node in nodes)


def carried_over(scope: ast.AST) -> Iterator[Found]:
    """Yield where each epoch or phase averages values of the ones before it as well, and a message.

    `scope` is a function, or a module without its functions.
    """
    nodes = list(inside(scope))
    loops = [node for node in nodes if isinstance(node, ast.For)]
    for loop in loops:
        parts = list(inside(loop))
        phases = _phases(loop)
        if not phases and not ("epoch" in path_words(dotted(loop.target)) and _trains(parts)):
            continue
        own = set(map(id, parts))
        inner = [part for part in parts if isinstance(part, ast.For)]
        within = {id(part): part for one in inner for part in inside(one)}
        outside = [part for part in parts if id(part) not in within]
        start = begun(node for node in nodes if id(node) not in own)
        # How many values a phase has may depend on the phase, and never says how many epochs there were.
        stored = stored_names(parts) - (stored_names(ast.walk(loop.target)) if phases else set())
        for name in sorted(grown(within.values()) - grown(outside)):
            is_list = start.get(name)
            if is_list is None or path_words(name) & _LASTING or _resets(parts, name):
                continue
            for at, number in averages(outside, name, is_list=is_list):
                # A number that grows as well gives the mean of all rounds.
                counted = {part.id for part in ast.walk(number) if isinstance(part, ast.Name)} & stored
                if is_list or not counted:
                    of = "phases" if phases else "epochs"
                    yield at, f"`{name}` is averaged over all {of} so far, for nothing empties it"
                    break


def _resets(parts: Iterable[ast.AST], name: str) -> bool:
    """Tell whether a loop gives a name another value in any way but by adding to it."""
    nodes = list(parts)
    added = {
        id(node.target) for node in nodes if isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Add)
    }
    return begins_anew((node for node in nodes if id(node) not in added), name)


def _phases(loop: ast.For) -> bool:
    """Tell whether a loop goes over the training and the validation."""
    match loop.iter:
        case ast.List(elts=items) | ast.Tuple(elts=items):
            said = [item.value for item in items if isinstance(item, ast.Constant)]
            return len(said) > 1 and any(isinstance(text, str) and "train" in text.lower() for text in said)
    return False


def kept_for_validation(block: Sequence[ast.stmt]) -> Iterator[Found]:
    """Yield where the average of the validation holds the values of the training before it, and a message."""
    loops = [(number, item) for number, item in enumerate(block) if isinstance(item, ast.For)]
    for (first, training), (second, held) in pairwise(loops):
        before, after = list(inside(training)), list(inside(held))
        if not _trains(before) or _trains(after):
            continue
        between = [part for item in block[first + 1 : second] for part in (item, *inside(item))]
        start = begun(part for item in block[:first] for part in (item, *inside(item)))
        rest = [part for item in block[second + 1 :] for part in (item, *inside(item))]
        for name in sorted(grown(before) & grown(after)):
            is_list = start.get(name)
            if is_list is None or any(_resets(nodes, name) for nodes in (before, between, after)):
                continue
            # What is averaged in between is that of the training alone.
            shown = next(averages(between, name, is_list=is_list), None)
            for at, _ in averages(rest, name, is_list=is_list):
                if shown is not None:
                    yield at, f"`{name}` holds the values of the training as well, for nothing empties it"
                break


def of_last_round(block: Sequence[ast.stmt]) -> Iterator[Found]:
    """Yield where a sum that begins anew in each round is divided by the number of rounds, and a message."""
    for number, loop in enumerate(block):
        if not isinstance(loop, ast.For) or not (counts := _counts(loop.iter)):
            continue
        inner = [part for item in loop.body for part in inside(item) if isinstance(part, ast.For)]
        inner += [item for item in loop.body if isinstance(item, ast.For)]
        if any(_counts(one.iter) & counts for one in inner):
            continue
        yield from _of_itself(loop.body, counts)
        start = begun(loop.body)
        grows = grown(inside(loop))
        rest = [part for item in block[number + 1 :] for part in (item, *inside(item))]
        for name, is_list in start.items():
            if is_list or name not in grows:
                continue
            for part in rest:
                match part:
                    case (
                        ast.AugAssign(target=target, op=ast.Div(), value=by)
                        | ast.BinOp(left=target, op=ast.Div(), right=by)
                    ) if _is(target, name) and ast.unparse(by) in counts:
                        yield part, f"`{name}` is the sum of the last round only, and is divided by all"
                        break
                    case ast.Name(id=bound, ctx=ast.Store()) if bound == name:
                        break


def _of_itself(block: Sequence[ast.stmt], counts: set[str]) -> Iterator[Found]:
    """Yield where a round sets a value anew, and adds to it the share of this round: `x += x / rounds`."""
    made: set[str] = set()
    for statement in block:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                own = any(_is(part, name) for part in ast.walk(value) if isinstance(part, ast.Name))
                (made.discard if own else made.add)(name)
            case ast.AugAssign(
                target=ast.Name(id=name),
                op=ast.Add(),
                value=ast.BinOp(left=share, op=ast.Div(), right=number),
            ) if name in made and ast.unparse(number) in counts:
                if isinstance(share, ast.Call) and last_name(share.func) == "item" and not share.args:
                    share = share.func.value if isinstance(share.func, ast.Attribute) else share
                if _is(share, name):
                    yield (
                        statement,
                        f"`{name}` is set anew in each round, so its mean has the last round only",
                    )


def _counts(rows: ast.expr) -> set[str]:
    """Return how code writes the number of rounds of a loop: `folds`, `len(rows)`, `folds.n_splits`."""
    while isinstance(rows, ast.Call) and last_name(rows.func) in ("enumerate", "tqdm") and rows.args:
        rows = rows.args[0]
    match rows:
        case ast.Call(func=ast.Name(id="range"), args=[end]):
            return {ast.unparse(end)}
        case ast.Call(func=ast.Attribute(attr="split", value=folds)):
            return {f"{ast.unparse(folds)}.n_splits", f"{ast.unparse(folds)}.get_n_splits()"}
        case ast.Name() | ast.Attribute():
            return {f"len({ast.unparse(rows)})"}
    return set()
