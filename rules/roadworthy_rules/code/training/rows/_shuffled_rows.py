"""Rows that are drawn without a state into parts: by `sample(frac=1)` and a cut, or by `choice`."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence

from roadworthy import Module, dotted, path_words
from roadworthy_rules.code.training._loops import inside, scopes
from roadworthy_rules.code.training.scores._blocks import blocks

_PARTS = frozenset("dev test testing train training trn val valid validation".split())
#: Short names of parts that mean something else in other places.
_SHORT = frozenset("trn tst vld".split())
#: Names of folders that hold a part.
_FOLDERS = _PARTS | {"eval", "evaluation"}
#: What follows on `sample` and keeps the order.
_KEEPS = frozenset(("copy", "reset_index"))


def sampled_splits(module: Module) -> list[ast.Call]:
    """Return the calls of `sample` in a module, without a state, whose rows are cut into parts."""
    if ".sample(" not in module.text or "frac" not in module.text:
        return []
    return [call for scope in scopes(module) for block in blocks(scope) for call in _parted(block)]


def _parted(block: Sequence[ast.stmt]) -> Iterator[ast.Call]:
    """Yield the calls of `sample` in a block whose rows are cut into a first part and the rest."""
    for number, statement in enumerate(block):
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if (call := _sample(value)) is not None:
                parts = {part for later in block[number + 1 :] for part in _cut(later, name)}
                marks = {mark for later in block[number + 1 :] for mark in _marked(later, name)}
                if parts == {"first", "rest"} or len(marks) > 1:
                    yield call


def _sample(value: ast.expr) -> ast.Call | None:
    """Return the call that draws all rows without a state, whatever resets their index."""
    while isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute) and value.func.attr in _KEEPS:
        value = value.func.value
    if not isinstance(value, ast.Call) or not isinstance(value.func, ast.Attribute) or value.args:
        return None
    given = {item.arg: item.value for item in value.keywords}
    share = given.get("frac")
    whole = isinstance(share, ast.Constant) and share.value == 1
    state = given.get("random_state")
    unseeded = state is None or (isinstance(state, ast.Constant) and state.value is None)
    return value if value.func.attr == "sample" and whole and unseeded and None not in given else None


def _cut(statement: ast.stmt, name: str) -> Iterator[str]:
    """Yield "first" and "rest" for the parts of a table that a statement gives a name of rows to."""
    if not isinstance(statement, ast.Assign):
        return
    pairs = [(statement.targets[0], statement.value)]
    match pairs[0]:
        case (ast.Tuple(elts=targets), ast.Tuple(elts=values)) if len(targets) == len(values):
            pairs = list(zip(targets, values, strict=True))
    for target, value in pairs:
        if not path_words(dotted(target)) & _PARTS:
            continue
        for part in ast.walk(value):
            match part:
                case ast.Call(func=ast.Attribute(attr="head" | "tail" as end, value=ast.Name(id=table))):
                    if table == name:
                        yield "first" if end == "head" else "rest"
                case ast.Subscript(value=rows, slice=index) if dotted(rows) in (name, f"{name}.iloc"):
                    index = index.elts[0] if isinstance(index, ast.Tuple) else index
                    if isinstance(index, ast.Slice) and index.step is None and (index.lower or index.upper):
                        zero = isinstance(index.lower, ast.Constant) and index.lower.value == 0
                        yield "first" if index.lower is None or zero else "rest"


def _marked(statement: ast.stmt, name: str) -> Iterator[str]:
    """Yield the part that a statement writes into a column of a table, for rows by their positions."""
    match statement:
        case ast.Assign(
            targets=[
                ast.Subscript(
                    value=ast.Subscript(value=ast.Name(id=table), slice=ast.Constant(value=str()))
                    | ast.Subscript(value=ast.Attribute(value=ast.Name(id=table), attr="iloc"))
                    | ast.Attribute(value=ast.Name(id=table), attr="iloc"),
                    slice=ast.Slice() | ast.Tuple(elts=[ast.Slice(), _]),
                )
            ],
            value=ast.Constant(value=str(part)),
        ) if table == name and part.lower() in _PARTS:
            yield part


def chosen_splits(module: Module, numpy: str) -> list[ast.Call]:
    """Return the calls of `choice` in a module that draw the rows of one part, and leave the rest to another.

    `numpy` is what the module calls the library.
    """
    if not numpy or f"{numpy}.random.choice" not in module.text or f"{numpy}.setdiff1d" not in module.text:
        return []
    found = []
    for scope in scopes(module):
        drawn: dict[str, ast.Call] = {}
        for name, value in _bound(scope):
            if _is_choice(value, numpy):
                drawn[name] = value
            elif dotted(value.func) == f"{numpy}.setdiff1d" and len(value.args) > 1:
                call = drawn.pop(dotted(value.args[1]), None)
                if call is not None and dotted(call.args[0]) == dotted(value.args[0]) != "":
                    words = path_words(name) | path_words(dotted(value.args[1]))
                    found += [call] if words & (_PARTS | _SHORT) else []
    return found


def moved_splits(module: Module, numpy: str) -> list[ast.Call]:
    """Return the calls of `choice` in a module whose files are moved to the folder of another part.

    `numpy` is what the module calls the library.
    """
    if not numpy or f"{numpy}.random.choice" not in module.text or "shutil" not in module.text:
        return []
    found = []
    for scope in scopes(module):
        drawn = {name: value for name, value in _bound(scope) if _is_choice(value, numpy)}
        if not drawn:
            continue
        nodes = inside(scope)
        folders = {
            dotted(node.targets[0]): node.value
            for node in nodes
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        }
        for node in nodes:
            match node:
                case ast.For(target=ast.Name(id=file), iter=ast.Name(id=name)) if name in drawn:
                    if any(_to_part(part, file, folders) for part in ast.walk(node)):
                        found.append(drawn.pop(name))
    return found


def _to_part(node: ast.AST, file: str, folders: Mapping[str, ast.Constant]) -> bool:
    """Tell whether a call moves a file into a folder that has the name of a part of the rows."""
    match node:
        case ast.Call(func=func, args=[source, folder, *_]) if dotted(func) == "shutil.move":
            given = [folders.get(dotted(part), part) for part in ast.walk(folder)]
            texts = [part.value for part in given if isinstance(part, ast.Constant)]
            held = any(isinstance(part, ast.Name) and part.id == file for part in ast.walk(source))
            return held and any(isinstance(text, str) and path_words(text) & _FOLDERS for text in texts)
    return False


def _bound(scope: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Yield the names that a scope binds to calls, in the order of the code."""
    for node in inside(scope):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call() as value):
                yield name, value


def _is_choice(call: ast.Call, numpy: str) -> bool:
    """Tell whether a call of `choice` draws rows without replacement."""
    if dotted(call.func) != f"{numpy}.random.choice":
        return False
    given = {item.arg: ast.unparse(item.value) for item in call.keywords}
    return bool(call.args) and given.get("replace") == "False" and None not in given
