"""Files that others wrote and that a project only holds: copies of projects, libraries of charms, builds."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from roadworthy.core.late_re import re
from roadworthy.data.copied_projects import copied_projects
from roadworthy.tree.tree import Tree

#: How many of a known project's files a directory holds that is a copy.
_ENOUGH = 5
#: What the project itself has at its top, and hardly anyone copies.
_OF_ORIGINAL = ("CONTRIBUTING.md", ".github/workflows/ci-testing.yml")
#: What setuptools makes of a package before it packs it.
_BUILT = re.compile(r"((?:[^\n]*/)?)build/lib(?:[.-][^/\n]*)?/")
#: A library of a charm, and the name in the metadata of one.
_CHARM = re.compile(r"((?:[^\n]*/)?)lib/charms/(\w+)/v\d+/\w+\.py")
_NAME = re.compile(r"^name:[ \t]*+[\"']?([\w-]+)", re.MULTILINE)
_BUILDING = ("setup.py", "setup.cfg", "pyproject.toml")


def known_copies(files: Collection[str]) -> frozenset[str]:
    """Return those of the files that are copied of a project which many copy, such as YOLOv5.

    A directory holds a copy if it has five of the project's files. One with the project's guide for
    contributors holds the project itself.
    """
    known = copied_projects()
    lasts = {inner.rpartition("/")[2] for paths in known.values() for inner in paths}
    by_last: dict[str, list[str]] = {}
    for path in files:
        last = path.rpartition("/")[2]
        if last in lasts:
            by_last.setdefault(last, []).append(path)
    found: set[str] = set()
    for paths in known.values():
        held: dict[str, list[str]] = {}
        for inner in paths:
            for path in by_last.get(inner.rpartition("/")[2], ()):
                if path == inner or path.endswith(f"/{inner}"):
                    held.setdefault(path[: -len(inner)], []).append(path)
        for base, copies in held.items():
            if len(copies) >= _ENOUGH and not any(f"{base}{name}" in files for name in _OF_ORIGINAL):
                found.update(copies)
    return frozenset(found)


def charm_copies(tree: Tree) -> Iterator[str]:
    """Yield the libraries of other charms that charmcraft copied: `lib/charms/<charm>/v0/<library>.py`.

    Those of the charm itself lie there as well, below its own name.
    """
    for path in tree.files:
        match = _CHARM.fullmatch(path) if "lib/charms/" in path else None
        if match is None:
            continue
        said = (f"{match[1]}{name}" for name in ("charmcraft.yaml", "metadata.yaml"))
        texts = [tree.text(name, strict=False) for name in said if name in tree.files]
        own = {found[1].replace("-", "_") for text in texts for found in _NAME.finditer(text)}
        if texts and match[2] not in own and "LIBAPI" in tree.text(path, strict=False):
            yield path


def built_copies(files: Collection[str]) -> Iterator[str]:
    """Yield the files of `build/lib` beside what builds it: Git may track them."""
    for path in files:
        match = _BUILT.match(path) if "build/lib" in path else None
        if match and any(f"{match[1]}{name}" in files for name in _BUILDING):
            yield path
