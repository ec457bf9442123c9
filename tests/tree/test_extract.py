"""What is depended on of a file is noted, and all of it where it is read in any other way."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from roadworthy.core.fault import Unreadable
from roadworthy.core.seen import Seen
from roadworthy.core.trace import Trace, digest_of_data, extractor, is_extractor, unpacked
from roadworthy.locate.files import Files
from roadworthy.tree.kept import Kept
from roadworthy.tree.tree import DirectoryTree, MemoryTree, Tree


@extractor
def first_word(files: Files, path: str, number: int = 0) -> str:
    return files.text(path).split()[number]


@extractor
def with_another(files: Files, path: str) -> str:
    return files.text(path) + files.text("b.py")


@pytest.fixture
def tree(tmp_path: Path) -> DirectoryTree:
    (tmp_path / "a.py").write_text("one two\n")
    (tmp_path / "b.py").write_text("three\n")
    return DirectoryTree(str(tmp_path), kept=Kept(Seen(Trace())))


def notes(tree: DirectoryTree) -> dict[str, list[Any]]:
    """Return what is noted, by the names of files that are not used as a whole."""
    assert tree.kept.seen is not None
    assert tree.kept.seen.trace is not None
    record = unpacked(tree.kept.seen.trace.packed())
    return {Path(path).name: found[0][2:] for path, found in record["files"].items()}


def test_an_extract_is_noted_by_its_hash(tree: DirectoryTree) -> None:
    assert tree.extract("a.py", first_word) == "one"
    assert tree.extract("a.py", first_word, 1) == "two"
    assert tree.extract("b.py", first_word) == "three"
    _, _, extracts, judged = notes(tree)["a.py"]
    assert extracts == [[0, digest_of_data("one")], [1, digest_of_data("two")]]
    assert judged == []
    assert notes(tree)["b.py"][2] == [[0, digest_of_data("three")]]


@pytest.mark.parametrize(
    "read",
    [
        lambda tree: tree.read("a.py"),
        lambda tree: tree.text("a.py"),
        lambda tree: tree.lines("a.py", strict=False),
        lambda tree: tree.once("a.py", lambda files, path: 1),
        lambda tree: tree.open("a.py").close(),
        lambda tree: tree.texts.read("a.py"),
    ],
)
@pytest.mark.parametrize("before", [True, False])
def test_any_other_way_to_read_depends_on_all(
    tree: DirectoryTree, read: Callable[[DirectoryTree], object], before: bool
) -> None:
    if before:
        read(tree)
    tree.extract("a.py", first_word)
    if not before:
        # What was read before is kept, and noted all the same.
        read(tree)
    tree.extract("b.py", first_word)
    assert list(notes(tree)) == ["b.py"]


def test_what_reads_one_file_alone_notes_others(tree: DirectoryTree) -> None:
    assert tree.only("a.py").lines("a.py").text == "one two\n"
    tree.extract("a.py", with_another)
    assert list(notes(tree)) == ["a.py"]
    for read in (tree.only("a.py").read, tree.only("a.py").text):
        read("b.py")
    assert list(notes(tree)) == ["a.py"]


def test_what_cannot_be_extracted_depends_on_all(tree: DirectoryTree, tmp_path: Path) -> None:
    (tmp_path / "b.py").write_bytes(b"\xff")
    with pytest.raises(Unreadable):
        tree.extract("b.py", first_word)
    with pytest.raises(IndexError):
        tree.extract("a.py", first_word, 2)
    assert notes(tree) == {}


def test_sizes_are_noted_as_far_as_they_matter(tree: DirectoryTree) -> None:
    assert list(tree.files) == ["a.py", "b.py"]
    assert "a.py" in tree.files
    assert len(tree.files) == 2
    assert notes(tree) == {}
    assert not tree.exceeds("a.py", 100)
    assert not tree.exceeds("a.py", 50)
    assert tree.exceeds("a.py", 2)
    assert tree.exceeds("a.py", 1)
    assert not tree.exceeds("absent.py", 0)
    assert notes(tree) == {"a.py": [2, 50, [], []]}
    assert tree.files["a.py"] == tree.files.get("a.py") == 8
    assert dict(tree.files) == {"a.py": 8, "b.py": 6}
    assert notes(tree) == {"a.py": [7, 8, [], []], "b.py": [5, 6, [], []]}


@pytest.mark.parametrize("ask", [dict, lambda sizes: list(sizes.items()), lambda sizes: sum(sizes.values())])
def test_who_asks_for_all_sizes_depends_on_all(tree: DirectoryTree, ask: Callable[[object], object]) -> None:
    ask(tree.files)
    assert {name: found[:2] for name, found in notes(tree).items()} == {"a.py": [7, 8], "b.py": [5, 6]}


def test_a_file_of_two_trees(tree: DirectoryTree, tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "c.py").write_text("four\n")
    whole, inner = (DirectoryTree(str(root), kept=tree.kept) for root in (tmp_path, tmp_path / "inner"))
    whole.extract("inner/c.py", first_word)
    assert list(notes(tree)) == ["c.py"]
    inner.read("c.py")
    assert notes(tree) == {}


@pytest.mark.parametrize("root", [None, "."])
def test_trees_without_a_trace_give_the_same(tree: DirectoryTree, root: str | None) -> None:
    other: Tree = DirectoryTree(tree.root) if root else MemoryTree({"a.py": b"one two\n"})
    assert other.extract("a.py", first_word, 1) == "two"
    assert other.only("a.py").extract("a.py", first_word) == "one"
    assert (other.exceeds("a.py", 7), other.exceeds("a.py", 8), other.exceeds("c.py", 0)) == (
        True,
        False,
        False,
    )


def test_extractors_are_marked() -> None:
    assert is_extractor(first_word)
    assert not is_extractor(json.loads)
    assert not is_extractor("first_word")


def test_no_rule_or_fact_asks_for_all_sizes() -> None:
    """Else every file is depended on by its size: `tree.exceeds` asks of those that are looked at."""
    top = Path(__file__).parents[2]
    found = [
        f"{path.relative_to(top)}: {match[0]}"
        for home in (top / "src" / "roadworthy" / "facts", top / "rules")
        for path in sorted(home.rglob("*.py"))
        for match in re.finditer(
            r"\b(?:tree|repository)\.files\.(?:items|values)\(\)", path.read_text(encoding="utf-8")
        )
    ]
    assert found == []


def test_an_extractor_that_gives_a_set_is_refused() -> None:
    """A set has no order, so two runs would not know that it is the same."""

    def words(files: Files, path: str) -> frozenset[str]:
        return frozenset(files.text(path).split())

    with pytest.raises(TypeError, match="words` gives frozenset\\[str\\]: an extractor gives plain data"):
        extractor(words)
