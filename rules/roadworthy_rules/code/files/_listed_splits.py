"""Splits of files that stand in the order in which a directory was listed."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from roadworthy import dotted, last_name, path_words

_LISTS = frozenset("glob glob.glob glob.iglob listdir os.listdir os.scandir".split())
_LISTING = frozenset(("glob", "iterdir", "rglob"))
#: What brings an order about, or shows that none is needed.
_ORDERS = frozenset("argsort intersection natsorted sort sort_values sorted".split())
#: What keeps the rows of its argument and their order: the first argument, or the last of `map` and `filter`.
_KEEPS = frozenset(
    "Series array asarray concatenate enumerate filter list map stack tqdm tuple vstack".split()
)
_METHODS = frozenset("astype copy numpy reshape to_numpy tolist".split())
_MAKES_SEEDED = frozenset("Generator Random RandomState default_rng".split())
#: Words of names of what a split gives.
_TRAINED = frozenset("train trained training".split())
_HELD = frozenset("dev eval evaluation test testing val valid validation".split())
#: A cut before this number takes a few files aside, and is no split.
_FEW = 10


def is_listing(call: ast.Call) -> bool:
    """Tell whether a call lists the files of a directory, in any order."""
    if dotted(call.func) in _LISTS:
        return True
    return isinstance(call.func, ast.Attribute) and call.func.attr in _LISTING


def is_seeded(calls: Sequence[ast.Call]) -> bool:
    """Tell whether a module seeds a generator: one of its calls gives it a number."""
    return any(
        (call.args or call.keywords) and ("seed" in path_words(name) or name in _MAKES_SEEDED)
        for call in calls
        if (name := last_name(call.func))
    )


@dataclass(slots=True)
class _Listed:
    """What the names of a scope hold: rows in the order of a listing, counts of them, and drawn numbers."""

    rows: dict[str, ast.Call] = field(default_factory=dict)
    counts: dict[str, ast.Call] = field(default_factory=dict)
    drawn: dict[str, ast.Call] = field(default_factory=dict)
    shuffled: set[str] = field(default_factory=set)

    def listing(self, value: ast.AST) -> ast.Call | None:
        """Return the call that an expression has its order of rows from."""
        match value:
            case ast.Name(id=name):
                return self.rows.get(name)
            case ast.Call() if is_listing(value):
                return value
            case ast.Call(func=ast.Attribute(value=inner, attr=name)) if name in _METHODS:
                return self.listing(inner)
            case ast.Call(func=function, args=[*_, given]) if last_name(function) in _KEEPS:
                first = given if last_name(function) in ("filter", "map") else value.args[0]
                return self.listing(first)
            case ast.ListComp(generators=[one]):
                return self.listing(one.iter)
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                return self.listing(left) or self.listing(right)
        return None

    def counted(self, value: ast.expr) -> ast.Call | None:
        """Return the call that lists the rows whose number an expression is."""
        match value:
            case ast.Name(id=name):
                return self.counts.get(name)
            case ast.Call(func=ast.Name(id="len"), args=[given]):
                return self.listing(given)
        return None

    def bind(self, name: str, value: ast.expr) -> None:
        """Note what a name holds from now on."""
        rows, number = self.listing(value), self.counted(value)
        self.rows.pop(name, None)
        self.counts.pop(name, None)
        self.drawn.pop(name, None)
        match value:
            case ast.Call(func=function, args=[given]) if last_name(function) == "permutation":
                rows, drawn = self.listing(given), self.counted(given)
                if rows is not None:
                    self.shuffled.add(name)
                if drawn is not None:
                    self.drawn[name] = drawn
            case ast.Name(id=other) if other in self.shuffled:
                self.shuffled.add(name)
            case _:
                self.shuffled.discard(name)
        if rows is not None:
            self.rows[name] = rows
        elif number is not None:
            self.counts[name] = number


def listed_split(nodes: Sequence[ast.AST], seeded: bool) -> tuple[ast.Call, ast.AST, str] | None:
    """Return the call that lists the files which a scope splits in that order, and where it splits them.

    The third is the function that may split them, "" where the scope does so itself.

    `nodes` are those of the scope in the order of the code. A split is `train_test_split` with a seed, or two
    parts of which one begins where the other ends: slices, loops over numbers, or slices of a permutation. A
    permutation or shuffle counts only if the module is `seeded`: without a seed, no order keeps the split.
    """
    if any(map(is_ordered, nodes)):
        return None
    known = _Listed()
    parts = _parts(nodes) if _names_split(nodes) else {}
    handed: tuple[ast.Call, ast.AST, str] | None = None
    for node in nodes:
        match node:
            case ast.Assign(
                targets=[ast.Tuple() as target], value=ast.Call(func=ast.Name(id=name), args=[given, *_])
            ) if name != "train_test_split" and (call := known.listing(given)) is not None:
                handed = handed or ((call, node, name) if _names_split([*ast.walk(target)]) else None)
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                known.bind(name, value)
            case ast.For(iter=rows) if (call := known.listing(rows)) is not None:
                known.rows.update(dict.fromkeys(_appended(node), call))
            case ast.Call(func=function, args=[given, *_]) if last_name(function) == "train_test_split":
                if (call := known.listing(given)) is not None and _has_seed(node):
                    return call, node, ""
            case ast.Call(func=ast.Attribute(attr="shuffle"), args=[ast.Name(id=name)]):
                known.shuffled.add(name)
            case ast.Subscript(value=ast.Name(id=name)) if name in parts:
                if name in known.rows and (seeded or name not in known.shuffled):
                    return known.rows[name], node, ""
                if name in known.drawn and seeded and _takes(known, nodes):
                    return known.drawn[name], node, ""
    return handed


def _names_split(nodes: Sequence[ast.AST]) -> bool:
    """Tell whether names or texts of a scope speak of rows to train with and of rows that are held back."""
    said: set[str] = set()
    for node in nodes:
        match node:
            case ast.Name(id=text) | ast.Constant(value=str(text)) | ast.Attribute(attr=text):
                said |= path_words(text)
    return bool(said & _TRAINED) and bool(said & _HELD)


def _parts(nodes: Sequence[ast.AST]) -> set[str]:
    """Return the names whose rows are taken in two parts, of which one begins where the other ends."""
    heads: set[tuple[str, str]] = set()
    tails: set[tuple[str, str]] = set()
    for node in nodes:
        match node:
            case ast.Subscript(value=ast.Name(id=name), slice=ast.Slice(lower=lower, upper=upper, step=None)):
                if lower is None and upper is not None and _is_cut(upper):
                    heads.add((name, ast.unparse(upper)))
                elif lower is not None:
                    tails.add((name, ast.unparse(lower)))
            case ast.For(
                target=ast.Name(id=number), iter=ast.Call(func=ast.Name(id="range"), args=[first, *others])
            ) if len(others) < 2:
                (tails if others else heads).update((name, ast.unparse(first)) for name in _at(node, number))
    return {name for name, _ in heads & tails}


def _at(loop: ast.For, number: str) -> Iterator[str]:
    """Yield the names that a loop takes one row of, by its number."""
    for part in ast.walk(loop):
        match part:
            case ast.Subscript(value=ast.Name(id=name), slice=ast.Name(id=index)) if index == number:
                yield name


def _takes(known: _Listed, nodes: Sequence[ast.AST]) -> bool:
    """Tell whether a scope takes several rows of a listing by the numbers in a name."""
    return any(
        isinstance(node, ast.Subscript)
        and isinstance(node.value, ast.Name)
        and node.value.id in known.rows
        and isinstance(node.slice, ast.Name)
        for node in nodes
    )


def _appended(loop: ast.For) -> Iterator[str]:
    """Yield the lists that a loop adds to."""
    for part in ast.walk(loop):
        match part:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="append"), args=[_]):
                yield name


def _has_seed(call: ast.Call) -> bool:
    """Tell whether a call of `train_test_split` draws, and has a seed."""
    given = {item.arg: item.value for item in call.keywords}
    state = given.get("random_state")
    return state is not None and not (isinstance(state, ast.Constant) and state.value is None)


def _is_cut(value: ast.expr) -> bool:
    """Tell whether a slice up to a value may be one part of a split."""
    if isinstance(value, ast.Constant):
        return isinstance(value.value, int) and value.value >= _FEW
    return not isinstance(value, ast.UnaryOp)


def is_ordered(node: ast.AST) -> bool:
    """Tell whether a node brings an order about, or shows that none is needed."""
    if isinstance(node, ast.Attribute):
        return node.attr in _ORDERS
    return isinstance(node, ast.Call) and last_name(node.func) in _ORDERS


def splits_first(function: ast.FunctionDef) -> bool:
    """Tell whether a function splits its first argument by a seed, in the order of its rows."""
    given = [*function.args.posonlyargs, *function.args.args]
    parts = [part for statement in function.body for part in ast.walk(statement)]
    if not given or any(map(is_ordered, parts)):
        return False
    first = given[0].arg
    calls = [
        part
        for part in parts
        if isinstance(part, ast.Call) and last_name(part.func) == "train_test_split" and _has_seed(part)
    ]
    handed = [call for call in calls if call.args and dotted(call.args[0]) == first]
    bound = [
        part.lineno for part in parts if isinstance(part, ast.Name) and part.id == first and _is_stored(part)
    ]
    return any(all(call.lineno < line for line in bound) for call in handed)


def _is_stored(name: ast.Name) -> bool:
    return isinstance(name.ctx, ast.Store)
