"""Offsets, lines and columns: in code points, and with the line ends that editors know."""

from __future__ import annotations

import ast
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from roadworthy.core.finding import Span
from roadworthy.locate.lines import Lines
from tests.counting import calls

#: Machines that run tests are busy.
patiently = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def test_a_span_counts_from_one_and_its_end_is_exclusive() -> None:
    lines = Lines("a = 1\nbb = 22\n")
    assert lines.span(0, 1) == Span(1, 1, 1, 2)
    assert lines.span(11, 13) == Span(2, 6, 2, 8)
    assert lines.span(4, 8) == Span(1, 5, 2, 3)
    assert lines.span(13, 14) == Span(2, 8, 3, 1)  # the line's end included


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [""]),
        ("a", ["a"]),
        ("a\n", ["a", ""]),
        ("a\r\nb\rc\nd", ["a", "b", "c", "d"]),
        ("a\n\rb", ["a", "", "b"]),
        # What str.splitlines takes for line ends.
        ("a\x0bb\x0cc\x1cd\x85e\u2028f\u2029g", ["a\x0bb\x0cc\x1cd\x85e\u2028f\u2029g"]),
    ],
)
def test_lines_end_with_lf_crlf_and_cr_only(text: str, expected: list[str]) -> None:
    lines = Lines(text)
    assert [lines.line(n) for n in range(1, len(expected) + 1)] == expected
    assert lines.line(len(expected) + 1) == ""
    assert lines.line(0) == ""


def test_columns_are_code_points() -> None:
    text = 'x = "😀é"; y\n'
    assert Lines(text).span(text.index("y"), len(text) - 1) == Span(1, 11, 1, 12)


@patiently
@given(st.text() | st.text("a\r\n\x0c😀"), st.data())
def test_offset_and_position_are_each_other_s_inverse(text: str, data: st.DataObject) -> None:
    lines = Lines(text)
    offset = data.draw(st.integers(0, len(text)))
    line, column = lines.position(offset)
    assert lines.offset(line, column) == offset
    assert lines.span(offset, offset) == Span(line, column, line, column)


@patiently
@given(st.text() | st.text("a\r\n\x0c😀"))
def test_the_lines_are_the_text_without_its_line_ends(text: str) -> None:
    lines = Lines(text)
    last, _ = lines.position(len(text))
    found = [lines.line(n) for n in range(1, last + 1)]
    assert found == text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def test_a_place_outside_stands_for_the_nearest_one_inside() -> None:
    lines = Lines("ab\ncd")
    assert lines.span(-5, 99) == Span(1, 1, 2, 3)
    assert lines.offset(0, 7) == 0
    assert lines.offset(1, 0) == 0
    assert lines.offset(1, 99) == 3
    assert lines.offset(2, 99) == 5
    assert lines.offset(3, 1) == 5


def test_the_columns_of_ast() -> None:
    text = 'if x:\n    é = "😀"; call(é)\n'
    call = ast.walk(ast.parse(text))
    node = next(node for node in call if isinstance(node, ast.Call))
    lines = Lines(text)
    column = lines.utf8_column(node.lineno, node.col_offset)
    assert text[lines.offset(node.lineno, column) :].startswith("call(")


@patiently
@given(st.text(st.characters(exclude_characters="\r\n", codec="utf-8")), st.data())
def test_a_utf8_column_is_that_of_the_character(text: str, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(text)))
    assert Lines(f"\n{text}\n").utf8_column(2, len(text[:index].encode())) == index + 1


def test_utf8_columns_outside_of_the_line_or_inside_of_a_character() -> None:
    lines = Lines("aé\n")
    assert lines.utf8_column(1, -3) == 1
    assert lines.utf8_column(1, 2) == 2
    assert lines.utf8_column(1, 99) == 3
    assert lines.utf8_column(9, 5) == 1
    ascii_only = Lines("ab\ncd\n")
    assert [ascii_only.utf8_column(1, offset) for offset in (0, 1, 2, 3, 9)] == [1, 2, 3, 3, 3]
    assert [ascii_only.utf8_column(line, 1) for line in (0, 1, 2, 3, 4)] == [1, 2, 2, 1, 1]


def test_a_place_in_a_large_text_takes_no_more_steps() -> None:
    def look(lines: Lines, start: int) -> None:
        for n in range(start, start + 900):
            assert lines.offset(n, 1) == (n - 1) * 41
            assert lines.span(n * 41, n * 41 + 1).line == n + 1

    small, large = (Lines(("x" * 40 + "\n") * count) for count in (1_000, 50_000))
    few, many = calls(partial(look, small, 1)), calls(partial(look, large, 49_000))
    assert many < 2 * few


@given(st.text(st.sampled_from("ab\n\r\x0c\x85\u2028")))
def test_numbered_lines_are_those_that_an_editor_counts(text: str) -> None:
    lines = Lines(text)
    found = list(lines.numbered())
    assert [number for number, _ in found] == list(range(1, len(found) + 1))
    assert all(line == lines.line(number) for number, line in found)
    ends = text.replace("\r\n", "\n").replace("\r", "\n")
    assert [line for _, line in found] == (ends.removesuffix("\n").split("\n") if ends else [])
