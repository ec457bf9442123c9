"""Sums over the rounds of a loop that are divided by another number than that of the rounds."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeGuard

from roadworthy import dotted, flat_statements, last_name, path_words
from roadworthy_rules.code.training._loops import inside, stored_names

_BATCHES = frozenset("batches dataloader dataloaders dl loader loaders".split())


def wrongly_divided(block: Sequence[ast.stmt]) -> Iterator[tuple[ast.AST, str]]:
    """Yield where statements that run one after the other divide a sum by a wrong count, and a message."""
    flat = list(flat_statements(block))
    for number, loop in enumerate(flat):
        if not isinstance(loop, ast.For):
            continue
        added = _added(loop)
        counted = _last_index(loop)
        batches = _of_batches(loop)
        if not added or (counted is None and not batches):
            continue
        before = stored_names(part for item in flat[:number] for part in inside(item))
        rest = [part for item in flat[number + 1 :] for part in (item, *inside(item))]
        for part, total, by in _divisions(rest, added & before):
            match by:
                case ast.Name(id=name) if name == counted:
                    yield part, f"`{total}` is divided by `{name}`, the last index, which is one too few"
                case ast.Call(func=ast.Name(id="len"), args=[ast.Name(id=name)]) if name in batches - before:
                    yield (
                        part,
                        f"`{total}` of all batches is divided by the length of one, `len({name})`",
                    )


def _added(loop: ast.For) -> set[str]:
    """Return the names that each round adds to once, and that nothing else in the loop changes."""
    if loop.orelse or any(isinstance(part, (ast.Break, ast.Continue)) for part in inside(loop)):
        return set()
    stores = [part.id for part in inside(loop) if _is_store(part)]
    return {
        item.target.id
        for item in flat_statements(loop.body)
        if isinstance(item, ast.AugAssign)
        and isinstance(item.op, ast.Add)
        and isinstance(item.target, ast.Name)
        and stores.count(item.target.id) == 1
        # The square of a deviation is divided by one less than the number.
        and not any(isinstance(part, ast.Pow) for part in ast.walk(item.value))
    }


def _last_index(loop: ast.For) -> str | None:
    """Return the name that ends with the last index of the rounds, where the first is zero."""
    rows = loop.iter
    while isinstance(rows, ast.Call) and last_name(rows.func) in ("tqdm", "trange") and rows.args:
        rows = rows.args[0]
    match rows, loop.target:
        case ast.Call(func=ast.Name(id="enumerate"), args=[_], keywords=[]), ast.Tuple(
            elts=[ast.Name(id=name), *_]
        ):
            pass
        case ast.Call(func=ast.Name(id="range"), args=[_]), ast.Name(id=name):
            pass
        case _:
            return None
    return name if sum(_is_store(part) and part.id == name for part in inside(loop)) == 1 else None


def _of_batches(loop: ast.For) -> set[str]:
    """Return the names that each round of a loop over batches gives another value, those it adds to aside."""
    names = {dotted(part) for part in ast.walk(loop.iter) if isinstance(part, (ast.Name, ast.Attribute))}
    if not any(path_words(name) & _BATCHES for name in names):
        return set()
    found = {part.id for part in ast.walk(loop.target) if isinstance(part, ast.Name)}
    for item in flat_statements(loop.body):
        match item:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call()):
                found.add(name)
    return found


def _divisions(nodes: Iterable[ast.AST], totals: set[str]) -> Iterator[tuple[ast.AST, str, ast.expr]]:
    """Yield where sums are divided, the name of each, and by what, up to where the latter gets a value."""
    gone: set[str] = set()
    for node in nodes:
        match node:
            case ast.BinOp(left=ast.Name(id=total), op=ast.Div(), right=by) if total in totals - gone:
                pass
            case ast.AugAssign(target=ast.Name(id=total), op=ast.Div(), value=by) if total in totals - gone:
                pass
            case ast.Name(id=name, ctx=ast.Store()):
                gone.add(name)
                continue
            case _:
                continue
        while isinstance(by, ast.Call) and last_name(by.func) == "float" and by.args:
            by = by.args[0]
        if not gone & {part.id for part in ast.walk(by) if isinstance(part, ast.Name)}:
            yield node, total, by


def _is_store(node: ast.AST) -> TypeGuard[ast.Name]:
    return isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
