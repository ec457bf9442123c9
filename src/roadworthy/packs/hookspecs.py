"""What a pack may offer: four hooks, which only return values."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import pluggy

from roadworthy.core.filekind import FileKind
from roadworthy.core.practice import Practice
from roadworthy.core.rule import Rule
from roadworthy.packs.entrypoints import GROUP

if TYPE_CHECKING:
    from roadworthy.core.result import Report

hookspec = pluggy.HookspecMarker(GROUP)


class Hooks:
    """What a pack may offer. Every hook only returns values."""

    @hookspec
    def roadworthy_rules(self) -> Iterable[Rule]:  # type: ignore[empty-body]
        """Return the pack's rules; usually `rules_in(__name__)`."""

    @hookspec
    def roadworthy_practices(self) -> Iterable[Practice]:  # type: ignore[empty-body]
        """Return what earns the points of the pack's group; usually `practices_in(_practices)`."""

    @hookspec
    def roadworthy_facts(self) -> Iterable[Callable[..., Any] | FileKind]:  # type: ignore[empty-body]
        """Return providers and kinds of files; usually `facts_in(__name__)`.

        A provider is an annotated function from facts to a new fact.
        """

    @hookspec
    def roadworthy_reports(self) -> dict[str, Callable[[Report], str]]:  # type: ignore[empty-body]
        """Return report formats by name: functions from a report to text."""
