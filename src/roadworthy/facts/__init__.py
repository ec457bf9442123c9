"""The facts that packs share, a package for each subject.

A subject's page, its `__init__`, names what others may import of it. A fact is one file with a provider under
`@fact`; it is found, and stands in no list.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from roadworthy.core.filekind import FileKind
from roadworthy.packs.hookspecs import hookimpl
from roadworthy.packs.load import facts_in


@hookimpl
def roadworthy_facts() -> list[Callable[..., Any] | FileKind]:
    """Return the engine's own providers and kinds of files."""
    return facts_in(__name__)
