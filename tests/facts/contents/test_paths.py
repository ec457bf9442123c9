"""Globs over paths, held against the standard library and the patterns of setuptools."""

from __future__ import annotations

import glob
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadworthy.facts.contents.manifest import pattern_matcher
from roadworthy.facts.contents.paths import TreePaths, clean

FILES = ["a.py", "b.txt", "d/a.py", "d/.h/x.py", "d/e/a.py", "d/e/f/c.json", ".hidden/a.py", "[x].py"]
PATTERNS = [
    "*",
    "*.py",
    "**",
    "**/*.py",
    "d/*",
    "d/**",
    "d/**/*.json",
    "?.py",
    "[ab].*",
    "d/[!x]*",
    "x/*",
    "d/e",
    "./a.py",
]


@pytest.mark.parametrize("pattern", PATTERNS)
def test_globs_match_what_the_standard_library_matches(pattern: str, tmp_path: Path) -> None:
    for name in FILES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    found = {os.path.normpath(path) for path in glob.glob(pattern, root_dir=tmp_path, recursive=True)} - {"."}
    assert set(TreePaths.of(FILES).glob(pattern, hidden=False)) == found


@pytest.mark.parametrize(
    ("pattern", "path", "matches"),
    [
        ("**/*.py[co]", "a/b/x.pyc", True),
        ("**/*.py[co]", "x.pyo", True),
        ("docs/**", "docs/a/b", True),
        ("docs/**", "docs", False),
        ("*.py", "a/b.py", False),
        ("a[!b]c", "axc", True),
        ("a[", "a[", True),
    ],
)
def test_patterns_of_the_manifest(pattern: str, path: str, matches: bool) -> None:
    assert pattern_matcher(pattern)(path) is matches


@pytest.mark.parametrize(
    ("path", "expected"), [("./a//b/", "a/b"), (".", ""), ("../x", None), ("/x", None), ("a/../b", "b")]
)
def test_paths_stay_in_the_tree(path: str, expected: str | None) -> None:
    assert clean(path) == expected


@given(st.text(alphabet="*?[]!/a.", max_size=12))
def test_no_pattern_is_too_odd(pattern: str) -> None:
    TreePaths.of(FILES).glob(pattern)
    pattern_matcher(pattern)("a/a.py")


def test_a_pattern_of_many_stars_matches_nothing_and_does_not_hang() -> None:
    deep = TreePaths.of(["/".join("a" * 40) + "/b.py"])
    assert deep.glob("**/a/" * 20 + "c") == []
    assert not pattern_matcher("*a" * 200)("a" * 4000)
