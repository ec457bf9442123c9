"""Statements that do nothing: a method that is not called, and a call whose result is dropped."""

import ast
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from roadworthy import dotted

#: Methods that are called for what they do, in code that trains networks.
_ACTIONS = frozenset("backward eval step train zero_grad".split())
_NETWORKS = ("torch", "paddle")
#: Methods that give another table, array or text, and leave their own as it is.
_OF_TABLES = frozenset(
    "astype drop_duplicates dropna fillna reset_index set_index sort_index sort_values".split()
)
_TABLES = ("pandas", "geopandas")
_OF_ARRAYS = frozenset("permute reshape squeeze unsqueeze".split())
_ARRAYS = ("numpy", "torch", "tensorflow", "jax")
_OF_TEXTS = frozenset("casefold lower lstrip rstrip strip swapcase upper".split())
#: The classes of tables and arrays.
_CLASSES = frozenset("DataFrame GeoDataFrame GeoSeries Index Series Tensor Variable".split())
_DROPPED = _OF_TABLES | _OF_ARRAYS | _OF_TEXTS
#: Methods that texts and bytes alone have, and those that give one where their result is kept.
_ONLY_TEXTS = frozenset(
    "encode endswith isalpha isdigit isnumeric removeprefix removesuffix splitlines startswith zfill".split()
)
_GIVE_TEXTS = _OF_TEXTS | frozenset("decode format join read read_text readline replace".split())
_GIVE_LISTS = frozenset("readlines rsplit split splitlines".split())
#: Built-ins that compute nothing until something iterates them, and progress bars that may wrap them.
_LAZY = frozenset(("filter", "map"))
_BARS = ("tqdm", "tqdm.tqdm")
_MAKE_TEXTS = frozenset("ascii chr format input repr str".split())
#: The nodes that tell which names are of texts, and which statements are tried.
TELLING: tuple[type[Any], ...] = (
    ast.AnnAssign,
    ast.Assign,
    ast.Call,
    ast.For,
    ast.Try,
    ast.With,
    ast.arg,
)


def dropped_in(
    statements: Iterable[ast.Expr], text: str, telling: Callable[[], Iterable[ast.AST]]
) -> Iterator[tuple[ast.Expr, str]]:
    """Yield the statements that do nothing, each with the reason.

    `text` is of the code around them, and `telling` gives its nodes of the types `TELLING`.
    """
    found = [(node, message) for node in statements if (message := _dropped(node, text))]
    if not found:
        return
    nodes = list(telling())
    tried = {id(node.body[-1]) for node in nodes if isinstance(node, ast.Try)}
    texts, objects = _texts(nodes), set(_objects(nodes))
    for node, message in found:
        match node.value:
            # Other objects have methods of these names that change them: a window is lowered.
            case ast.Call(func=ast.Attribute(value=owner, attr=name)) if name in _OF_TEXTS:
                sure = _is_text(owner, texts)
            # What a function of the project gives may be anything, and need not be kept.
            case ast.Call(func=ast.Attribute(value=ast.Call(func=ast.Name()))):
                sure = False
            case ast.Call(func=ast.Attribute(value=owner)):
                sure = dotted(owner) not in objects
            case _:
                sure = True
        # What is tried is whether the call fails.
        if sure and id(node) not in tried:
            yield node, message


def _objects(nodes: Iterable[ast.AST]) -> Iterator[str]:
    """Yield the names of what is made of other classes, whose methods may change it."""
    for node in nodes:
        match node:
            case ast.Assign(targets=[target], value=ast.Call(func=ast.Name(id=made))):
                if made[0].isupper() and made not in _CLASSES:
                    yield dotted(target)


def _texts(nodes: Iterable[ast.AST]) -> set[str]:
    """Return the names, as they are written, of what is a text for certain."""
    found: set[str] = set()
    files: set[str] = set()
    for node in sorted(nodes, key=lambda node: getattr(node, "lineno", 0)):
        match node:
            case ast.Call(func=ast.Attribute(value=owner, attr=name)) if name in _ONLY_TEXTS:
                found.add(dotted(owner))
            case ast.Assign(targets=[target], value=value):
                if _is_text(value, found):
                    found.add(dotted(target))
                elif _is_opened(value):
                    files.add(dotted(target))
            case ast.With(items=items):
                opened = [item for item in items if _is_opened(item.context_expr)]
                files.update(dotted(item.optional_vars) for item in opened if item.optional_vars)
            case ast.For(target=ast.Name(id=name), iter=rows):
                if _is_opened(rows) or _gives_texts(rows) or (dotted(rows) in files and dotted(rows)):
                    found.add(name)
            case ast.AnnAssign(target=ast.Name(id=name), annotation=ast.Name(id="str")):
                found.add(name)
            case ast.arg(arg=name, annotation=ast.Name(id="str")):
                found.add(name)
    return found - {""}


def _is_text(node: ast.expr, texts: set[str]) -> bool:
    while isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Add, ast.Mod)):
        node = node.left
    match node:
        case ast.Name() | ast.Attribute():
            return bool(dotted(node)) and dotted(node) in texts
        case ast.Constant(value=value):
            return isinstance(value, (str, bytes))
        case ast.Call(func=ast.Name(id=name)):
            return name in _MAKE_TEXTS
        case ast.Call(func=ast.Attribute(attr=name)):
            return name in _GIVE_TEXTS
        case ast.Subscript(value=value):
            return _gives_texts(value)
    return isinstance(node, ast.JoinedStr)


def _gives_texts(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and getattr(node.func, "attr", "") in _GIVE_LISTS


def _is_opened(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "open"


def _dropped(statement: ast.Expr, text: str) -> str:
    """Return why a statement does nothing, "" if it may do something; `text` is of the code around it."""
    match statement.value:
        case ast.Attribute(value=ast.Name() | ast.Attribute() as owner, attr=name) if name in _ACTIONS:
            # `self.step` is as likely a property.
            if _names(text, _NETWORKS) and ast.unparse(owner) not in ("self", "cls"):
                return f"`{ast.unparse(statement)}` is not called: its parentheses are missing"
        case ast.Call() as call if name := _never_iterated(call, text):
            return f"`{name}(...)` is never iterated, so it computes nothing"
        case ast.Call(func=ast.Attribute(value=owner, attr=name), keywords=keywords) if not any(
            keyword.arg in ("inplace", "out", None) for keyword in keywords
        ):
            if name not in _DROPPED or ast.unparse(owner) in ("self", "cls", "super()"):
                return ""
            tables = name in _OF_TABLES and _names(text, _TABLES)
            arrays = name in _OF_ARRAYS and _names(text, _ARRAYS)
            if tables or arrays or (name in _OF_TEXTS and not statement.value.args[1:] and not keywords):
                shown = ast.unparse(statement)
                shown = shown if len(shown) <= 60 else f"{shown[:59]}…"
                return f"`{shown}` does nothing: `{name}` gives a new value, which is dropped"
    return ""


def _never_iterated(call: ast.Call, text: str) -> str:
    """Return what a statement makes to be iterated, "" where it makes nothing of the kind."""
    name = dotted(call.func)
    if name in _BARS and call.args and isinstance(call.args[0], ast.Call):
        return name if _never_iterated(call.args[0], text) else ""
    if name in _LAZY and len(call.args) > 1 and f"def {name}(" not in text and f"import {name}" not in text:
        return name
    return ""


def _names(text: str, words: tuple[str, ...]) -> bool:
    return any(word in text for word in words)
