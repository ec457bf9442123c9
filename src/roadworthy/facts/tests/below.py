"""The tests of projects that lie inside another one, and that are inspected by themselves."""

from __future__ import annotations

import os

from roadworthy.core.fault import Blocked
from roadworthy.facts.tests.testsettings import takes_file
from roadworthy.tree.tree import DirectoryTree, Tree, texts_of
from roadworthy.tree.walk import SKIPPED_DIRECTORIES, first_entries

#: Directories of tests, as most projects call theirs.
_FOLDERS = ("tests", "test")
_PASSED_OVER = SKIPPED_DIRECTORIES | {"venv", ".venv"}


def tests_below(tree: Tree) -> tuple[str, ...]:
    """Return the paths of the projects inside this one that have tests: they, or a member of theirs."""
    below = (item.path for item in tree.skipped if not item.path.endswith("/") and item.path != ".")
    return tuple(path for path in below if _has_tests(tree, path))


def _has_tests(tree: Tree, path: str) -> bool:
    if any(tree.exists(f"{path}/{name}") for name in _FOLDERS):
        return True
    # A link may lead out of the tree.
    if not isinstance(tree, DirectoryTree) or not tree.exists(path):
        return False
    texts = texts_of(tree.root, tree.kept)
    for entry in first_entries(os.path.join(tree.root, path), tree.kept.seen, _PASSED_OVER):
        if takes_file(None, entry.name) and entry.is_file(follow_symlinks=False):
            try:
                text = texts.text(os.path.relpath(entry.path, tree.root).replace(os.sep, "/"), strict=False)
            except Blocked:
                continue
            # A file has the name of a test for other reasons, too: `test_worker.py` of a service.
            if "def test" in text or "TestCase" in text:
                return True
    return False
