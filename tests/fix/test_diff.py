"""The diff: what Git would show, and what `git apply` and `patch` accept."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from roadworthy.fix.diff import diff


def test_a_change() -> None:
    expected = "--- a/x.toml\n+++ b/x.toml\n@@ -1,2 +1,2 @@\n a\n-b\n+c\n"
    assert diff({"x.toml": b"a\nb\n", "y": b""}, {"x.toml": b"a\nc\n"}) == expected


def test_files_are_sorted_and_equal_ones_left_out() -> None:
    found = diff({"a": b"1\n", "b": b"1\n", "c": b"1\n"}, {"c": b"2\n", "b": b"1\n", "a": b"2\n"})
    assert [line for line in found.splitlines() if line.startswith("+++")] == ["+++ b/a", "+++ b/c"]
    assert diff({"a": b""}, {"a": b""}) == ""
    assert diff({"a": b""}, {}) == ""


def test_a_created_file_comes_from_nowhere() -> None:
    assert diff({}, {"a": b"x\n"}) == "--- /dev/null\n+++ b/a\n@@ -0,0 +1 @@\n+x\n"
    assert diff({}, {"src/py.typed": b""}) == "--- /dev/null\n+++ b/src/py.typed\n"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (b"a", b"b", "-a\n\\ No newline at end of file\n+b\n\\ No newline at end of file\n"),
        (b"a", b"a\n", "-a\n\\ No newline at end of file\n+a\n"),
        (b"a\n", b"a", "-a\n+a\n\\ No newline at end of file\n"),
    ],
)
def test_no_newline_at_the_end(old: bytes, new: bytes, expected: str) -> None:
    assert diff({"f": old}, {"f": new}) == "--- a/f\n+++ b/f\n@@ -1 +1 @@\n" + expected


def test_only_a_line_feed_ends_a_line() -> None:
    expected = "--- a/f\n+++ b/f\n@@ -1,2 +1,2 @@\n a\x0cb\u2028c\r\n-d\r\n+e\r\n"
    assert (
        diff({"f": "a\x0cb\u2028c\r\nd\r\n".encode()}, {"f": "a\x0cb\u2028c\r\ne\r\n".encode()}) == expected
    )


def test_names_that_could_be_taken_for_something_else() -> None:
    found = diff({}, {"a b": b"x\n", 'q"\\': b"x\n", "n\n\x1b[31mé": b"x\n"})
    assert "+++ b/a b\t\n" in found
    assert '+++ "b/q\\042\\134"\n' in found
    assert '+++ "b/n\\012\\033[31m\\303\\251"\n' in found


@pytest.mark.skipif(shutil.which("git") is None, reason="needs Git")
def test_git_applies_it(tmp_path: Path) -> None:
    old = {"a.txt": b"1\n2\n3", "b c.txt": b"1\r\n2\r\n", "d": b"x\n"}
    new = {"a.txt": b"1\n2\n4", "b c.txt": b"1\r\n3\r\n", "new/e": b"e", "d": b"x"}
    for path, data in old.items():
        (tmp_path / path).write_bytes(data)
    patch = diff(old, new).encode()
    command = ["git", "apply", "--whitespace=nowarn", "-"]
    subprocess.run(command, input=patch, cwd=tmp_path, check=True)
    assert {path: (tmp_path / path).read_bytes() for path in new} == new
