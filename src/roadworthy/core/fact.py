"""What marks a function as the provider of a fact."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

_Function = TypeVar("_Function", bound=Callable[..., Any])
_MARK = "__roadworthy_fact__"


def fact(function: _Function) -> _Function:
    """Mark an annotated function as a provider, so that `facts_in` finds it; it stays the function it was."""
    setattr(function, _MARK, True)
    return function


def is_fact(value: object) -> bool:
    """Tell whether a value is a function that `fact` marked."""
    return callable(value) and getattr(value, _MARK, False) is True
