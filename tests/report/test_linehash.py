from __future__ import annotations

from itertools import chain

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from roadworthy.locate.lines import Lines
from roadworthy.report.linehash import WINDOW, line_hashes

PIECES = st.sampled_from(
    [" ", "\t", "\n", "\r", "\r\n", "a", "bA", "af", "é", "😀", "\uffff", "\0", "\x0c", "\u2028", "x" * 60]
)
TEXTS = st.builds(
    lambda mark, pieces, times: mark + "".join(pieces) * times,
    st.sampled_from(["", "\ufeff"]),
    st.lists(PIECES | st.text(max_size=5), max_size=60),
    st.integers(1, 3),
)


def plain_hashes(text: str) -> dict[int, str]:
    """Hash each line by the definition, a unit at a time: a ring of 100 units, and a hash that rolls."""
    raw = text.encode("utf-16-le", "surrogatepass")
    units = [int.from_bytes(raw[i : i + 2], "little") for i in range(0, len(raw), 2)]
    window, pending = [0] * WINDOW, [0] * WINDOW
    found: dict[int, str] = {}
    counts: dict[int, int] = {}
    value, line, index, line_starts, after_cr = 0, 0, 0, True, False

    def emit() -> None:
        if pending[index]:
            counts[value] = counts.get(value, 0) + 1
            found[pending[index]] = f"{value:x}:{counts[value]}"
            pending[index] = 0

    for unit in chain(units, [65535]):
        skipped = unit in (0x20, 0x09) or (after_cr and unit == 0x0A)
        after_cr = unit == 0x0D
        if skipped:
            continue
        unit = 0x0A if unit == 0x0D else unit
        emit()
        if line_starts:
            line += 1
            pending[index] = line
        line_starts = unit == 0x0A
        value = (value * 37 + unit - window[index] * 37**WINDOW) % 2**64
        window[index] = unit
        index = (index + 1) % WINDOW
    for _ in range(WINDOW):
        emit()
        value = (value * 37 - window[index] * 37**WINDOW) % 2**64
        window[index] = 0
        index = (index + 1) % WINDOW
    return found


@given(TEXTS)
@example("")
@example("bA\naf\nbA\n")
@example("\ufeff😀\r\n\r\n \r \n\t")
def test_hashes_are_those_of_the_definition(text: str) -> None:
    assert line_hashes(text, range(1, 1_000)) == plain_hashes(text)


@given(TEXTS, st.sets(st.integers(-1, 50), max_size=4))
def test_asking_for_some_lines_changes_no_answer(text: str, wanted: set[int]) -> None:
    every = plain_hashes(text)
    assert line_hashes(text, wanted) == {line: every[line] for line in wanted if line in every}


@given(TEXTS)
def test_every_line_that_reports_count_has_a_hash(text: str) -> None:
    lines = len(Lines(text).starts)
    assert sorted(line_hashes(text, range(1, lines + 2))) == list(range(1, lines + 1))


# Computed with GitHub's own code.
@pytest.mark.parametrize(
    ("text", "hashes"),
    [
        ("", ["c129715d7a2bc9a3:1"]),
        (
            " a\nb\n  \t\tc\n d",
            ["271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1", "a23a3dc5e078b07b:1"],
        ),
        (
            "Lorem ipsum dolor sit amet.\r\n" * 6,
            [
                "a7f2ff13bc495cf2:1",
                "a7f2ff13bc495cf2:2",
                "a7f2ff1481e87703:1",
                "a9cf91f7bbf1862b:1",
                "55ec222b86bcae53:1",
                "cc97dc7b1d7d8f7b:1",
                "c129715d7a2bc9a3:1",
            ],
        ),
    ],
)
def test_known_answers(text: str, hashes: list[str]) -> None:
    assert list(line_hashes(text, range(1, 100)).values()) == hashes


def test_equal_hashes_of_different_lines_are_counted_together() -> None:
    # 98 * 37 + 65 == 97 * 37 + 102
    text = ("bA" + "x" * 120 + "\n") + ("af" + "x" * 120 + "\n")
    first, second = line_hashes(text, [1, 2]).values()
    assert first.partition(":")[0] == second.partition(":")[0]
    assert (first[-2:], second[-2:]) == (":1", ":2")


def test_a_byte_order_mark_counts_in_the_first_line_only() -> None:
    text = "a\nb\n"
    plain, marked = line_hashes(text, [1, 2]), line_hashes("\ufeff" + text, [1, 2])
    assert plain[1] != marked[1]
    assert plain[2] == marked[2]
