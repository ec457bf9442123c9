"""The fact `ManifestIn`: the template of setuptools that says what an sdist holds."""

from __future__ import annotations

from roadworthy.core.fact import fact
from roadworthy.core.late_dataclass import dataclass, field
from roadworthy.tree.tree import Tree

PATH = "MANIFEST.in"


@dataclass(frozen=True, slots=True)
class ManifestIn:
    """The text of MANIFEST.in ("Controlling files in the distribution", setuptools' documentation)."""

    path: str
    text: str = field(repr=False)


@fact
def manifest_in(tree: Tree) -> ManifestIn | None:
    """Read the file at the root; bytes that are not UTF-8 are replaced, as no command has any."""
    if PATH not in tree.files:
        return None
    return ManifestIn(PATH, tree.text(PATH, strict=False))
