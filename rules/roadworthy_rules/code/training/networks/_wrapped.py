"""Networks of torch that a scope wraps for several GPUs."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from roadworthy import dotted

_WRAPPERS = frozenset(("DataParallel", "DistributedDataParallel"))
#: How torch's own wrappers are written; a project may have others, which hand attributes on.
_OWNERS = frozenset(("", "nn", "nn.parallel", "parallel", "torch.nn", "torch.nn.parallel"))


def wrapped_in(nodes: Iterable[ast.AST]) -> Iterator[tuple[ast.Assign, str]]:
    """Yield the assignments that put a network into a wrapper under its own name, and that name."""
    for node in nodes:
        match node:
            case ast.Assign(targets=[target], value=ast.Call(func=function, args=[given, *_])):
                owner, _, made = dotted(function).rpartition(".")
                name = dotted(target)
                if made in _WRAPPERS and owner in _OWNERS and name and dotted(given) == name:
                    yield node, name


def class_of(nodes: Iterable[ast.AST], name: str) -> str:
    """Return the class that a name is made of, without its module; "" where no call makes it."""
    for node in nodes:
        match node:
            case ast.Assign(targets=[target], value=value) if dotted(target) == name and (
                made := _made(value)
            ):
                return made
    return ""


def _made(value: ast.expr) -> str:
    """Return the class that an expression makes: `Net` of `Net(3).to(device)`."""
    while isinstance(value, ast.Call):
        if isinstance(value.func, ast.Attribute) and isinstance(value.func.value, ast.Call):
            value = value.func.value
            continue
        called = dotted(value.func).rpartition(".")[2]
        return called if called[:1].isupper() and called not in _WRAPPERS else ""
    return ""
