"""The fact `CodeReadme`: the README of a project that has code."""

from __future__ import annotations

from roadworthy.core.fact import fact
from roadworthy.core.late_dataclass import dataclass
from roadworthy.facts.notebooks import NotebookSummary
from roadworthy.facts.python import ModuleSummary
from roadworthy.facts.repository.repository import Repository
from roadworthy.tree.tree import Tree

_SIZE = 100_000


@dataclass(frozen=True, slots=True)
class CodeReadme:
    """The README of a project that has modules or notebooks, which it can say something about."""

    path: str
    text: str


@fact
def code_readme(
    repository: Repository,
    tree: Tree,
    modules: tuple[ModuleSummary, ...],
    notebooks: tuple[NotebookSummary, ...],
) -> CodeReadme | None:
    """Read the README; a part of a larger repository needs none of its own."""
    found = repository.named("README")
    is_part = bool(repository.prefix) and not repository.is_whole
    if not (modules or notebooks) or not found or is_part:
        return None
    if not 0 < repository.files.get(found, 0) < _SIZE or not tree.exists(found):
        return None
    return CodeReadme(found, tree.text(found, strict=False))
