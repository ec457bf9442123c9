"""What the engine offers as packs do: the facts that they share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from roadworthy import facts
from roadworthy.core.filekind import FileKind
from roadworthy.packs.load import facts_in
from roadworthy.packs.marker import hookimpl


@hookimpl
def roadworthy_facts() -> list[Callable[..., Any] | FileKind]:
    """Return the engine's own providers and kinds of files."""
    return facts_in(facts.__name__)
