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


@pytest.mark.parametrize(
    "line",
    [
        *(
            "foo",
            "foo/",
            "/foo",
            "/foo/",
            "*.pyc",
            "*.py[cod]",
            "*$py.class",
            "foo*",
            ".*",
            "*~",
            "a?b",
            "f*o",
        ),
        *(
            "foo ",
            "foo.",
            ".env",
            "[ab]",
            "*[ab]",
            "?",
            "*,b",
            "x*b*",
            ".#*",
            "d/*",
            "d/*/e",
            "f o",
            "[a-f]oo",
            "*.p[a-y]*",
        ),
    ],
)
def test_a_simple_line_matches_as_pathspec_has_it(line: str) -> None:
    from pathspec import GitIgnoreSpec

    one, known = IgnoreSpec([line, "nothing-of-this"]), GitIgnoreSpec.from_lines([line])
    names = (
        "foo",
        "afoo",
        "foob",
        "fo",
        "f.o",
        "fo/o",
        "x.pyc",
        "x.py",
        "x$py.class",
        ".x",
        "x~",
        "axb",
        "foo.",
    )
    for name in (*names, ".env", "a", "b", "ab", "xa", "foo\n", "\nfoo", "é"):
        for path in (name, f"{name}/", f"d/{name}", f"d/e/{name}/", f"{name}/d/e.py", f"d/{name}/e.py"):
            assert one.match_file(path) is known.match_file(path), (line, path)


@pytest.mark.parametrize(
    ("lines", "spared"),
    [
        (["*.py[cod]", "/build/", "dist"], True),
        (["a", "!a"], False),
        (["docs/_build"], True),
        (["a/*"], True),
        (["a**"], False),
        (["//"], False),
        (["[b-a]"], False),
        (["*"], False),
    ],
)
def test_pathspec_is_asked_only_about_lines_that_are_not_simple(lines: list[str], spared: bool) -> None:
    found = IgnoreSpec(lines)
    found.match_file("a")
    assert (found._made is None) is spared
