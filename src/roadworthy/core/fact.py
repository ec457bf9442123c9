"""What marks a function as the provider of a fact."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, TypeVar, cast, overload

from roadworthy.core.signature import Deferred, Where, set_where

_Function = TypeVar("_Function", bound=Callable[..., Any])
#: What a provider reads: the files of a project, one file for each value, or the artifacts of a project.
Reads = Literal["files", "file", "artifacts"]
_MARK = "__roadworthy_fact__"


@overload
def fact(function: _Function, /) -> _Function: ...


@overload
def fact(*, reads: Reads = ..., where: Where | None = ...) -> Callable[[_Function], _Function]: ...


def fact(function: Any = None, /, *, reads: Reads = "files", where: Where | None = None) -> Any:
    """Mark an annotated function as a provider, so that `facts_in` finds it; it stays the function it was.

    `reads="artifacts"` says that its value can be had from artifacts alone, without a project beside them;
    `reads="file"`, that each of its values is made of one file alone, whatever others say. A provider that
    asks for nodes is asked only in files of which `where` is true.
    """

    def mark(found: _Function) -> _Function:
        setattr(found, _MARK, reads)
        if where:
            set_where(found, where)
        return found

    return mark if function is None else mark(function)


def reads_of(value: object) -> Reads | None:
    """Return what a marked function reads; None for any other value."""
    if isinstance(value, Deferred):
        return cast("Reads", value.reads) if value.reads else None
    mark: Reads | None = getattr(value, _MARK, None) if callable(value) else None
    return mark
