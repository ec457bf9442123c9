"""What lies in a project's directory and is no part of it: ignored, excluded, built, or a project itself."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable

from roadworthy.core.fault import Unreadable
from roadworthy.core.late_re import re
from roadworthy.core.skipped import Skipped
from roadworthy.facts.repository import tracked_files
from roadworthy.projects.roots import is_file, is_package
from roadworthy.tree.kept import Kept
from roadworthy.tree.patterns import IgnoreSpec
from roadworthy.tree.tree import texts_of
from roadworthy.tree.walk import holds_code

#: What is said of a project inside another one that is not inspected with it.
OWN = "a project of its own: name it to inspect it"
#: What setuptools leaves where it built something.
_BUILT = re.compile(r"build/(lib|bdist\.|temp\.)[^/]*/")


def ignored_in(root: str, exclude: Iterable[str], nested: list[Skipped], kept: Kept) -> Callable[[str], bool]:
    """Return what tells whether a path is left out: by .gitignore files, `exclude`, or its own project."""
    excluded = IgnoreSpec(exclude)
    specs = {"": IgnoreSpec(_gitignore(root, kept))}
    tracked = _tracked(root, kept)

    def note(path: str, reason: str) -> None:
        if path.endswith("/") and holds_code(os.path.join(root, path), kept.seen):
            nested.append(Skipped(path, reason, "ordinary"))

    def matched(path: str) -> bool:
        above = path.rstrip("/")
        prefixes = ["", *(above[: at + 1] for at, sign in enumerate(above) if sign == "/")]
        for prefix in prefixes:
            spec = specs.get(prefix.rstrip("/"))
            if spec is not None and spec.match_file(path[len(prefix) :]):
                note(path, "ignored by .gitignore")
                return True
        if _BUILT.match(path):
            note(path, "what setuptools left of a build")
            return True
        return False

    def ignored(path: str) -> bool:
        # What Git tracks is part of the project, whatever a .gitignore says.
        if excluded.match_file(path):
            note(path, "left out by the setting `exclude`")
            return True
        if path not in tracked and matched(path):
            return True
        if path.endswith("/"):
            full = os.path.join(root, path)
            if is_file(full, ".gitignore", kept):
                specs[path.rstrip("/")] = IgnoreSpec(_gitignore(full, kept))
            if is_package(full, kept):
                # No project lies in another one's package: there it would only hide what is packaged.
                hides = is_file(full, "__init__.py", kept)
                nested.append(Skipped(path.rstrip("/"), OWN, "suspicious" if hides else "plain"))
                return True
        return False

    return ignored


def _tracked(root: str, kept: Kept) -> frozenset[str]:
    """Return the files that Git tracks, and their directories with a slash at the end; none without Git."""
    paths = tracked_files(root, kept) or ()
    found = set(paths)
    for path in paths:
        parent = path.rpartition("/")[0]
        while parent and f"{parent}/" not in found:
            found.add(f"{parent}/")
            parent = parent.rpartition("/")[0]
    return frozenset(found)


def _gitignore(directory: str, kept: Kept) -> list[str]:
    try:
        return texts_of(directory, kept).text(".gitignore", strict=False).splitlines()
    except Unreadable:
        return []
