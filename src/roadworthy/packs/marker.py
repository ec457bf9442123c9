"""The marker of a pack's hooks: a run that knows what packs offer by an index does without pluggy."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any, TypeVar, overload

from roadworthy.packs.entrypoints import GROUP

_Function = TypeVar("_Function", bound=Callable[..., Any])
#: What a function keeps the options by, until its pack is loaded.
_KEPT = f"{GROUP}_hook"


@overload
def hookimpl(function: _Function) -> _Function: ...
@overload
def hookimpl(**options: Any) -> Callable[[_Function], _Function]: ...
def hookimpl(function: Any = None, **options: Any) -> Any:
    """Mark a function as one of a pack's hooks; the options are those of `pluggy.HookimplMarker`."""

    def marked(found: Any) -> Any:
        setattr(found, _KEPT, options)
        return found

    return marked if function is None else marked(function)


def mark_for_pluggy(module: ModuleType) -> None:
    """Mark the hooks of a module as pluggy looks for them; raises `TypeError` for an unknown option."""
    import pluggy

    marker = pluggy.HookimplMarker(GROUP)
    for value in list(vars(module).values()):
        options = getattr(value, _KEPT, None) if callable(value) else None
        if isinstance(options, dict):
            marker(value, **options)
