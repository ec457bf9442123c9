"""What a function asks for and gives, read from its annotations."""

from __future__ import annotations

import types
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, get_args, get_origin, get_type_hints

from roadworthy.core.fault import Problem

#: What a fact is asked for by: a class, or `tuple[Class, ...]` for all of a kind.
Key = Any


class SignatureFault(Exception):
    """A function's signature cannot be served; `problem` leads to it."""

    def __init__(self, message: str, function: Callable[..., Any]) -> None:
        code = getattr(function, "__code__", None)
        file, line = getattr(code, "co_filename", "<unknown>"), getattr(code, "co_firstlineno", 0)
        self.problem = Problem(message, file, line)
        super().__init__(f"{file}:{line}: {message}")


@dataclass(frozen=True, slots=True)
class Need:
    """One parameter: the key asked for, and whether None will do."""

    name: str
    key: Key
    optional: bool


@dataclass(frozen=True, slots=True)
class Signature:
    """What a function asks for and gives, read from its annotations."""

    function: Callable[..., Any]
    needs: tuple[Need, ...]
    gives: Key
    options: tuple[str, ...]


def every(kind: type) -> Key:
    """Return the key of all facts of a kind: `tuple[kind, ...]`."""
    return types.GenericAlias(tuple, (kind, ...))


def item_of(key: Key) -> type | None:
    """Return `X` for the key `tuple[X, ...]`, and None for any other key."""
    args = get_args(key)
    return args[0] if len(args) == 2 and args[1] is ... and key == every(args[0]) else None


def members_of(annotation: Any) -> tuple[Any, ...]:
    """Return the members of a union, or the annotation alone."""
    union = isinstance(annotation, types.UnionType) or str(get_origin(annotation)) == "typing.Union"
    return get_args(annotation) if union else (annotation,)


@cache
def read_signature(function: Callable[..., Any]) -> Signature:
    """Read a provider's or rule's signature.

    Raises `SignatureFault` where a parameter or the result lacks an annotation, an annotation names
    nothing, or a parameter is variadic or positional with a default.
    """
    code = getattr(function, "__code__", None)
    if code is None:
        raise SignatureFault(f"`{function!r}` is not a plain function", function)
    if code.co_flags & 0x0C:
        raise SignatureFault("`*` and `**` parameters cannot be served", function)
    try:
        hints = get_type_hints(function)
    except Exception as error:
        raise SignatureFault(f"an annotation cannot be read: {error}", function) from error
    if function.__defaults__:
        raise SignatureFault("a parameter with a default must be keyword-only: it is an option", function)
    names = code.co_varnames[: code.co_argcount]
    options = code.co_varnames[code.co_argcount : code.co_argcount + code.co_kwonlyargcount]
    for name in (*names, *options, "return"):
        if name not in hints:
            what = "the result" if name == "return" else f"parameter `{name}`"
            raise SignatureFault(f"{what} has no annotation", function)
    for name in options:
        if name not in (function.__kwdefaults__ or {}):
            raise SignatureFault(f"option `{name}` has no default", function)
    needs = []
    for name in names:
        kinds = members_of(hints[name])
        rest = tuple(kind for kind in kinds if kind is not type(None))
        key = rest[0] if len(rest) == 1 else rest
        needs.append(Need(name, key, len(rest) < len(kinds)))
    return Signature(function, tuple(needs), hints["return"], options)


def show(key: Key) -> str:
    """Return a key as its author wrote it, more or less: `Wheel`, `tuple[Wheel, ...]`."""
    if item := item_of(key):
        return f"tuple[{item.__name__}, ...]"
    if isinstance(key, tuple):
        return " | ".join(map(show, key))
    return getattr(key, "__name__", str(key))
