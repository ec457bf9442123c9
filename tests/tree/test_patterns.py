"""Patterns as in .gitignore, from files that may be hostile."""

from __future__ import annotations

import pytest

from roadworthy.tree.patterns import IgnoreSpec


@pytest.mark.parametrize(
    ("lines", "path", "matched"),
    [
        (["*.pyc"], "a/b.pyc", True),
        (["*.pyc"], "a/b.py", False),
        (["a*b*c*d"], "a1b2c3d", True),
        (["a*b*c*d"], "abcd", True),
        (["a*b*c*d"], "acbd", False),
        (["a*b*c"], "abXcabc", True),
        (["a*b*c"], "a/bc", False),
        (["/build/"], "build/x.py", True),
        (["/build/"], "src/build/x.py", False),
        (["docs/**/*.txt"], "docs/a/b/c.txt", True),
        (["*.log", "!keep.log"], "keep.log", False),
        (["# a comment", "", "x"], "x", True),
        (["# a comment"], "# a comment", False),
        # Git takes a pattern that cannot be read as none, and goes on.
        (["a[", "!", "b"], "b", True),
    ],
)
def test_paths_are_matched_as_git_does(lines: list[str], path: str, matched: bool) -> None:
    assert IgnoreSpec(lines).match_file(path) is matched


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("a" * 1000, True),
        ("a" * 1001, False),
        ("**/a/**/b/**", True),
        ("**/a/**/b/**/c/**", False),
        ("a**/b**/c**/d**/e", True),
    ],
)
def test_a_pattern_that_takes_long_to_match_is_left_out(line: str, kept: bool) -> None:
    assert bool(len(IgnoreSpec([line]))) is kept


def test_a_file_has_so_many_patterns_and_no_more() -> None:
    lines = [f"a{number}" for number in range(5_001)]
    found = IgnoreSpec(lines)
    assert found.match_file("a4999")
    assert not found.match_file("a5000")
