"""The fact `Codeowners`: who owns what, as CODEOWNERS says."""

from __future__ import annotations

from dataclasses import dataclass

from roadworthy import Tree, fact


@dataclass(frozen=True)
class Codeowners:
    """The owners named in CODEOWNERS, and where it lies."""

    path: str
    owners: frozenset[str]


@fact
def codeowners(tree: Tree) -> Codeowners | None:
    """Read CODEOWNERS from the places where GitHub looks for it."""
    for path in (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"):
        if path in tree.files:
            words = [word for line in tree.text(path).splitlines() for word in line.split("#")[0].split()]
            return Codeowners(path, frozenset(word for word in words if word.startswith("@")))
    return None
