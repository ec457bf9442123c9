"""Verdicts on texts that are kept from one run to the next."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from roadworthy.core import verdicts
from roadworthy.core.store import Store, opened
from roadworthy.core.verdicts import Verdicts


@pytest.fixture
def store(tmp_path: Path) -> Store:
    found = opened({"XDG_CACHE_HOME": str(tmp_path)})
    assert found is not None
    return found


class Judge:
    """Says something, and counts how often it was asked."""

    def __init__(self, says: Any) -> None:
        self.says, self.asked = says, 0

    def __call__(self) -> Any:
        """Say it."""
        self.asked += 1
        return self.says


def test_a_text_is_judged_once(store: Store) -> None:
    judge = Judge((3, "odd"))
    for _ in range(2):
        run = Verdicts(store, "salt")
        assert run.of("rendering", "text", judge) == [3, "odd"]
        run.write()
    assert judge.asked == 1


@pytest.mark.parametrize(
    ("salt", "subject", "text"),
    [("other", "rendering", "text"), ("salt", "other", "text"), ("salt", "rendering", "other")],
)
def test_other_programs_subjects_and_texts_are_judged_anew(
    store: Store, salt: str, subject: str, text: str
) -> None:
    first = Verdicts(store, "salt")
    first.of("rendering", "text", Judge(1))
    first.write()
    judge = Judge(2)
    assert Verdicts(store, salt).of(subject, text, judge) == 2
    assert judge.asked == 1


def test_without_a_store_nothing_is_kept() -> None:
    judge, run = Judge(None), Verdicts()
    assert run.of("rendering", "text", judge) is None
    assert run.of("rendering", "text", judge) is None
    run.write()
    assert judge.asked == 2


def test_a_damaged_entry_is_as_good_as_none(store: Store) -> None:
    first = Verdicts(store)
    first.of("rendering", "text", Judge(1))
    first.write()
    (entry,) = Path(store.directory).glob("verdicts*.entry")
    data = bytearray(entry.read_bytes())
    data[-2] ^= 1
    entry.write_bytes(bytes(data))
    assert Verdicts(store).of("rendering", "text", Judge(2)) == 2


def test_those_that_were_used_last_are_kept(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verdicts, "_KEPT", 2)
    run = Verdicts(store)
    for text in ("a", "b", "a", "c"):
        run.of("rendering", text, Judge(text))
    run.write()
    again = Verdicts(store)
    judges = {text: Judge("new") for text in "abc"}
    assert {text: again.of("rendering", text, judge) for text, judge in judges.items()} == {
        "a": "a",
        "b": "new",
        "c": "c",
    }


@dataclass(frozen=True)
class Read:
    """A value with what is kept of files."""

    name: str
    head: bytes
    sizes: tuple[int, ...] = ()


def test_a_value_is_made_once(store: Store) -> None:
    judge = Judge(Read("a", b"\0\xff", (1, 2)))
    for _ in range(2):
        assert Verdicts(store).value(lambda: ("read", "a"), Read, judge) == judge.says
    assert judge.asked == 1
    assert Verdicts(store).value(lambda: ("read", "b"), Read, Judge(Read("b", b""))).name == "b"
    assert Verdicts(store, "salt").value(lambda: ("read", "a"), Read, Judge(Read("c", b""))).name == "c"


def test_a_value_that_no_longer_holds_is_not_kept(store: Store) -> None:
    judge = Judge(Read("a", b""))
    for _ in range(2):
        Verdicts(store).value(lambda: ("read", "a"), Read, judge, lambda: False)
    assert judge.asked == 2


def test_without_a_store_no_one_asks_what_a_value_is_about() -> None:
    def about() -> tuple[str, ...]:
        raise AssertionError("nothing is kept")

    assert Verdicts().value(about, Read, lambda: "made") == "made"
