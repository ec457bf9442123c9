"""What a function asks for and gives: names of types, read from its annotations or known beforehand."""

from __future__ import annotations

import sys
import types
from collections.abc import Callable
from functools import cache
from typing import Any

from roadworthy.core.fault import Blocked, Problem
from roadworthy.core.late_dataclass import dataclass

#: What a fact is asked for by: the name of a class, `tuple[NAME, ...]` for all of a kind, or several of them.
#: Names, so that what a function asks for can be told where nothing of it was imported.
Key = str | tuple[str, ...]

_TUPLE, _REST = "tuple[", ", ...]"


class SignatureFault(Exception):
    """A function's signature cannot be served; `problem` leads to it."""

    def __init__(self, message: str, function: Callable[..., Any]) -> None:
        code = getattr(function, "__code__", None)
        file, line = getattr(code, "co_filename", "<unknown>"), getattr(code, "co_firstlineno", 0)
        self.problem = Problem(message, file, line)
        super().__init__(f"{file}:{line}: {message}")


@dataclass(frozen=True, slots=True)
class Need:
    """One parameter: the key asked for, and whether None will do, or the reason why it cannot be had."""

    name: str
    key: Key
    optional: bool
    tolerant: bool = False


@dataclass(frozen=True, slots=True)
class Signature:
    """What a function asks for and gives, whether it may give None, and the names of its options."""

    function: Callable[..., Any]
    needs: tuple[Need, ...]
    gives: Key
    maybe: bool
    options: tuple[str, ...]


class Deferred:
    """A function of a module that is imported once the function is called, or `loaded`.

    `needs`, `gives`, `maybe` and `options` are those of its `Signature`, `reads` that of its `@fact`.
    """

    __slots__ = ("_function", "gives", "maybe", "module", "name", "needs", "options", "reads")

    def __init__(
        self,
        module: str,
        name: str,
        needs: tuple[Need, ...] = (),
        gives: Key = "",
        maybe: bool = False,
        options: tuple[str, ...] = (),
        reads: str = "",
    ) -> None:
        self.module, self.name = module, name
        self.needs, self.gives, self.maybe, self.options, self.reads = needs, gives, maybe, options, reads
        self._function: Callable[..., Any] | None = None

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        """Call the function, which is imported for it."""
        return (self._function or self.load())(*arguments, **options)

    def load(self) -> Callable[..., Any]:
        """Return the function, which is imported for it once."""
        if self._function is None:
            found = imported(self.module, self.name)
            # A rule and a practice are values that hold their functions.
            self._function = getattr(found, "function", found)
        return self._function


def loaded(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return the function itself, which may have to be imported."""
    return function.load() if isinstance(function, Deferred) else function


#: Tells of a file whether its nodes are worth a look: asked once a file, and not once a node.
Where = Callable[[Any], bool]
_WHERE = "__roadworthy_where__"


def set_where(function: Callable[..., Any], where: Where) -> None:
    """Note in which files a function that is called with nodes can find anything."""
    setattr(function, _WHERE, where)


def is_asked(function: Callable[..., Any], context: Any) -> bool:
    """Tell whether a function is to be called with the nodes that lie in a context.

    Where that cannot be told, it is: what it does with them then is its own.
    """
    where: Where | None = getattr(function, _WHERE, None)
    try:
        return where is None or where(context)
    except Exception:
        return True


def imported(module: str, name: str) -> Any:
    """Return what a module calls by a dotted name; imports the module."""
    if module not in sys.modules:
        __import__(module)
    value: Any = sys.modules[module]
    for part in name.split("."):
        value = getattr(value, part)
    return value


def key_of(kind: Any) -> Any:
    """Return the key that stands for a class or another annotation; a key stands for itself."""
    if isinstance(kind, type) and not isinstance(kind, types.GenericAlias):
        return f"{kind.__module__}.{kind.__qualname__}"
    arguments = getattr(kind, "__args__", None)
    if getattr(kind, "__origin__", None) is tuple and arguments and len(arguments) == 2:
        return f"{_TUPLE}{key_of(arguments[0])}, {'...' if arguments[1] is ... else key_of(arguments[1])}]"
    return kind if isinstance(kind, (str, tuple)) else str(kind)


def every(kind: type | str) -> str:
    """Return the key of all facts of a kind: `tuple[kind, ...]`."""
    return f"{_TUPLE}{key_of(kind)}{_REST}"


def item_of(key: Key) -> str | None:
    """Return `X` for the key `tuple[X, ...]`, and None for any other key."""
    if isinstance(key, str) and key.startswith(_TUPLE) and key.endswith(_REST):
        return key[len(_TUPLE) : -len(_REST)]
    return None


def is_kind(key: Key) -> bool:
    """Tell whether a key names one class, which there may be several facts of."""
    return isinstance(key, str) and not key.startswith(_TUPLE)


def members_of(annotation: Any) -> tuple[Any, ...]:
    """Return the members of a union, or the annotation alone."""
    union = isinstance(annotation, types.UnionType) or str(getattr(annotation, "__origin__", "")) == (
        "typing.Union"
    )
    return tuple(annotation.__args__) if union else (annotation,)


def read_signature(function: Callable[..., Any]) -> Signature:
    """Return a provider's, rule's or practice's signature.

    Raises `SignatureFault` where a parameter or the result lacks an annotation, an annotation names
    nothing, or a parameter is variadic or positional with a default.
    """
    if isinstance(function, Deferred):
        return Signature(function, function.needs, function.gives, function.maybe, function.options)
    return _annotated(function)


@cache
def _annotated(function: Callable[..., Any]) -> Signature:
    code = getattr(function, "__code__", None)
    if code is None:
        raise SignatureFault(f"`{function!r}` is not a plain function", function)
    if code.co_flags & 0x0C:
        raise SignatureFault("`*` and `**` parameters cannot be served", function)
    hints = hints_of(function)
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
    needs = tuple(Need(name, *_asked(hints[name])) for name in names)
    gives, maybe, _ = _asked(hints["return"])
    return Signature(function, needs, gives, maybe, options)


def hints_of(function: Callable[..., Any]) -> dict[str, Any]:
    """Return the annotations of a function as types; raises `SignatureFault` where one names nothing."""
    from typing import get_type_hints

    try:
        return get_type_hints(loaded(function))
    except Exception as error:
        raise SignatureFault(f"an annotation cannot be read: {error}", function) from error


def _asked(annotation: Any) -> tuple[Key, bool, bool]:
    """Return the key that an annotation stands for, and whether it allows None, and `Blocked`."""
    kinds = members_of(annotation)
    rest = tuple(key_of(kind) for kind in kinds if kind is not type(None) and kind is not Blocked)
    return rest[0] if len(rest) == 1 else rest, type(None) in kinds, Blocked in kinds


def show(key: Key) -> str:
    """Return a key as its author wrote it, more or less: `Wheel`, `tuple[Wheel, ...]`."""
    if item := item_of(key):
        return f"tuple[{show(item)}, ...]"
    if isinstance(key, tuple):
        return " | ".join(map(show, key))
    return key.rpartition(".")[2]
