"""Rows in the order of a listing, and the functions that split them."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from roadworthy import Location, Module, ModuleSummary, last_name, nodes_of
from roadworthy_rules.code.files._listed_pairs import listed_pair
from roadworthy_rules.code.files._listed_splits import (
    is_listing,
    is_ordered,
    is_seeded,
    listed_split,
    splits_first,
)
from roadworthy_rules.code.training._loops import inside, scopes

#: One of these is in the text of what lists a directory.
_HINTS = ("glob", "iterdir", "listdir", "scandir")
#: What waits for new files, or draws rows in any order.
_OTHERS = frozenset("choice permutation sample shuffle sleep unlink remove wait".split())


@dataclass(frozen=True, slots=True)
class ListedOrder:
    """Rows in the order of a listing: what takes them so, in words, and where.

    `handed` is the function that gets them and may split them, "" where none does.
    """

    message: str
    at: Location
    related: tuple[Location, ...] = ()
    handed: str = ""


@dataclass(frozen=True, slots=True)
class SplitFunction:
    """A function that splits its first argument by a seed, in the order of its rows."""

    path: str
    name: str


def is_splitter(
    name: str, path: str, splitters: Sequence[SplitFunction], modules: Sequence[ModuleSummary]
) -> bool:
    """Tell whether a name means in a module one of the functions that split what they get."""
    if any(one.path == path and one.name == name for one in splitters):
        return True
    taken = [item for one in modules if one.path == path for item in one.imports]
    named = [item for item in taken if item.name and item.binds == name]
    sources = named or [item for item in taken if item.name == "*"]
    for item in sources:
        end = "/".join(["", *item.module.split(".")]) + ".py"
        called = name if item.name == "*" else item.name
        if item.module and any(f"/{one.path}".endswith(end) and one.name == called for one in splitters):
            return True
    return False


def split_functions_in(module: Module) -> tuple[SplitFunction, ...]:
    """Return the functions of a module that split what they get by a seed."""
    if module.role != "source" or "train_test_split" not in module.text:
        return ()
    functions = [item for item in module.tree.body if isinstance(item, ast.FunctionDef)]
    return tuple(SplitFunction(module.path, item.name) for item in functions if splits_first(item))


def orders_in(module: Module) -> Iterator[ListedOrder]:
    """Yield the rows of a module in the order in which a directory was listed."""
    text = module.text
    if module.role != "source" or not any(word in text for word in _HINTS):
        return
    seen: set[int] = set()
    for node in nodes_of(module, ast.ClassDef, ast.FunctionDef) if _numbers(text) else ():
        if (call := _listed(node)) is not None:
            seen.add(id(call))
            name = last_name(call.func)
            yield ListedOrder(
                f"`{node.name}` takes its files in the order of `{name}`, which is any", module.at(call)
            )
    for scope in scopes(module) if "zip(" in text else ():
        pair = listed_pair(inside(scope))
        if pair is not None and seen.isdisjoint(map(id, pair)):
            first, second, together = pair
            seen.update((id(first), id(second)))
            yield ListedOrder(
                f"`zip` pairs two lists of files in the order of `{last_name(first.func)}`, which is any",
                module.at(first),
                (module.at(second), module.at(together)),
            )
    if "train" not in text:
        return
    seeded = is_seeded(nodes_of(module, ast.Call))
    for scope in scopes(module):
        split = listed_split(inside(scope), seeded)
        if split is not None and id(split[0]) not in seen:
            call, where, handed = split
            seen.add(id(call))
            yield ListedOrder(
                f"a split takes the files in the order of `{last_name(call.func)}`, which is any",
                module.at(call),
                (module.at(where),),
                handed,
            )


def _numbers(text: str) -> bool:
    """Tell whether a module may number its files: in a dataset, or in a generator without an end."""
    return "__getitem__" in text or ("yield" in text and "while" in text)


def _listed(node: ast.ClassDef | ast.FunctionDef) -> ast.Call | None:
    """Return the first call that lists a directory, where a class or generator numbers what it gives."""
    if isinstance(node, ast.FunctionDef):
        parts = _repeated(node)
    elif any(isinstance(item, ast.FunctionDef) and item.name == "__getitem__" for item in node.body):
        parts = list(ast.walk(node))
    else:
        return None
    if any(map(is_ordered, parts)):
        return None
    listed = (part for part in parts if isinstance(part, ast.Call) and is_listing(part))
    return min(listed, key=lambda item: (item.lineno, item.col_offset), default=None)


def _repeated(function: ast.FunctionDef) -> list[ast.AST]:
    """Return the nodes of a generator that yields without an end what it finds in a directory."""
    for statement in function.body:
        match statement:
            case ast.While(test=ast.Constant(value=True | 1)):
                parts = list(ast.walk(statement))
                loops = [part for part in statement.body if isinstance(part, ast.For)]
                yields = any(isinstance(part, ast.Yield) for loop in loops for part in ast.walk(loop))
                called = {last_name(part.func) for part in parts if isinstance(part, ast.Call)}
                over = any(isinstance(loop.iter, ast.Call) for loop in loops)
                if yields and over and called.isdisjoint(_OTHERS):
                    return [part for loop in loops for part in ast.walk(loop.iter)]
    return []
