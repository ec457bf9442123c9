"""What is kept of files that were read: for whom, how much, and what never."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

import pytest

from roadworthy.core import limits
from roadworthy.core.fault import Unreadable
from roadworthy.core.finding import Location
from roadworthy.locate.files import Files
from roadworthy.tree.kept import Kept
from roadworthy.tree.texts import Texts
from roadworthy.tree.toml import load_toml
from roadworthy.tree.tree import DirectoryTree, MemoryTree, texts_of
from roadworthy.tree.yaml import load_yaml
from tests.counting import counting


class Shelf:
    """Files that count how often they are opened."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = files
        self.opened: Counter[str] = Counter()

    def open(self, path: str) -> BinaryIO:
        self.opened[path] += 1
        if path not in self.files:
            raise Unreadable("no such file", Location(path))
        return BytesIO(self.files[path])


def test_a_file_is_opened_once() -> None:
    shelf = Shelf({"a": b"x = 1\n"})
    texts = Texts(shelf.open)
    assert texts.read("a") == texts.read("a") == b"x = 1\n"
    assert texts.lines("a") is texts.lines("a")
    assert load_toml(texts, "a") is load_toml(texts, "a")
    assert shelf.opened == {"a": 1}


def test_a_file_that_is_missing_is_looked_for_once_and_said_to_be_each_time() -> None:
    shelf = Shelf({})
    texts = Texts(shelf.open)
    for _ in range(2):
        with pytest.raises(Unreadable, match="no such file"):
            texts.text("a")
    assert shelf.opened == {"a": 1}


def test_what_is_over_one_limit_may_be_within_another() -> None:
    texts = Texts(Shelf({"a": b"12345"}).open)
    for limit in (4, 1):
        with pytest.raises(Unreadable, match="larger than 0 KiB"):
            texts.read("a", limit)
    assert texts.read("a", 5) == b"12345"
    with pytest.raises(Unreadable, match="larger than 0 KiB"):
        texts.text("a", 4)


def test_what_is_known_to_be_too_large_is_not_opened() -> None:
    shelf = Shelf({"a": b"12345"})
    with pytest.raises(Unreadable, match="the limit for such a file"):
        Texts(shelf.open, {"a": 5}).read("a", 4)
    assert not shelf.opened


def test_bytes_that_are_no_utf8_are_a_fault_or_replaced() -> None:
    texts = Texts(Shelf({"a": b"\xef\xbb\xbfk\xe9y\r\nz"}).open)
    for _ in range(2):
        with pytest.raises(Unreadable, match="not valid UTF-8: invalid continuation byte at byte 4"):
            texts.lines("a")
        assert texts.text("a", strict=False) == "k\ufffdy\r\nz"


def test_a_byte_order_mark_is_no_text() -> None:
    assert Texts(Shelf({"a": b"\xef\xbb\xbfx"}).open).text("a") == "x"


def test_a_fault_is_raised_again_without_parsing_again() -> None:
    made = []

    def broken(files: Files, path: str) -> None:
        made.append(files.read(path))
        raise ValueError(path)

    texts = Texts(Shelf({"a": b"1", "b": b"2"}).open)
    for path in ("a", "a", "b"):
        with pytest.raises(ValueError, match=path):
            texts.once(path, broken)
    assert made == [b"1", b"2"]


@pytest.mark.parametrize(("load", "text"), [(load_toml, b"x ="), (load_yaml, b"x: [")])
def test_a_fault_in_the_syntax_is_told_to_all_who_ask(load: object, text: bytes) -> None:
    tree = MemoryTree({"a": text})
    told = set()
    for _ in range(2):
        with pytest.raises(Unreadable) as caught:
            load(tree, "a")  # type: ignore[operator]
        told.add((caught.value.message, caught.value.location))
    assert len(told) == 1


def test_the_oldest_files_give_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "KEPT_FIRST", 0)
    monkeypatch.setattr(limits, "KEPT", 40)
    shelf = Shelf({name: name.encode() * 10 for name in "abcde"} | {"large": b"x" * 41})
    texts = Texts(shelf.open)
    for name in ("a", "b", "c", "d", "a", "e", "e", "b", "a", "large", "large"):
        assert texts.read(name) == shelf.files[name]
    assert shelf.opened == {"a": 2, "b": 1, "c": 1, "d": 1, "e": 1, "large": 2}


def test_the_files_that_are_read_first_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "KEPT_FIRST", 25)
    monkeypatch.setattr(limits, "KEPT", 40)
    shelf = Shelf({name: name.encode() * 10 for name in "abcdefgh"})
    texts = Texts(shelf.open)
    for name in (*"abcdefgh", *"abcdefgh"):
        assert texts.read(name) == shelf.files[name]
    assert shelf.opened == {"a": 1, "b": 1, **dict.fromkeys("cdefgh", 2)}


def test_few_texts_are_kept_and_none_of_a_file_that_gave_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "KEPT_FIRST", 0)
    monkeypatch.setattr(limits, "KEPT", 40)
    monkeypatch.setattr(limits, "KEPT_TEXT", 20)
    files = {name: name.encode() * 10 for name in "abcde"}
    shelf = Shelf(files)
    texts = Texts(shelf.open)
    first = texts.lines("a")
    assert texts.lines("a") is first
    texts.lines("b")
    texts.lines("c")
    again = texts.lines("a")
    assert again is not first
    assert again.text == first.text
    assert shelf.opened == {"a": 1, "b": 1, "c": 1}
    texts.read("d")
    texts.read("e")
    files["a"] = b"other"
    assert texts.text("a") == "other"


def test_trees_of_one_run_share_what_they_read(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner/a.toml").write_text("x = [")
    kept = Kept()
    with counting(tmp_path) as counts:
        with pytest.raises(Unreadable) as caught:
            load_toml(texts_of(str(tmp_path / "inner"), kept), "a.toml")
        assert caught.value.location.file == "a.toml"
        with pytest.raises(Unreadable) as caught:
            load_toml(DirectoryTree(str(tmp_path), kept=kept), "inner/a.toml")
        assert caught.value.location.file == "inner/a.toml"
    assert counts.opened == {"inner/a.toml": 1}


def test_an_overlay_is_its_own_trees_alone(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("disk")
    tree = DirectoryTree(str(tmp_path))
    assert tree.text("a.py") == "disk"
    laid = replace(tree, overlay={"a.py": b"laid over"})
    assert (laid.text("a.py"), laid.text("a.py")) == ("laid over", "laid over")
    again = replace(laid, overlay={"a.py": b"and again"})
    assert (again.text("a.py"), laid.text("a.py"), tree.text("a.py")) == ("and again", "laid over", "disk")
