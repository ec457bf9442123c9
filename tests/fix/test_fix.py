"""Applying fixes: wholly or not at all, in order, and only where they prove themselves."""

from __future__ import annotations

import json
from typing import Any

import pytest

from roadworthy.core.finding import Append, Create, Edit, Fix, Location, Remove, Replace, Set, Span
from roadworthy.fix.apply import Fixed, apply

from .helpers import TOML, at, fixed, reason, run, span

PY = "src/demo.py"
NOTEBOOK = "demo.ipynb"


def py(line: int, column: int, end_line: int, end_column: int) -> Location:
    return span(PY, line, column, end_line, end_column)


def titles(done: Fixed) -> tuple[list[str], list[str], list[str]]:
    """Return the titles of the fixes that were applied, dropped, and that wait."""
    return (
        [fix.title for fix in done.applied],
        [fix.title for fix, _ in done.dropped],
        [fix.title for fix in done.waiting],
    )


def test_nothing_to_do() -> None:
    assert apply({"a": b""}, []) == Fixed({}, (), (), ())
    assert "changes nothing" in reason("")


def test_only_the_files_that_changed_are_returned() -> None:
    done = run({TOML: "x = 1\n", "a.py": "", "b.txt": "b"}, Fix("set", Set(at("x"), 2)))
    assert done.files == {TOML: b"x = 2\n"}


def test_a_fix_is_applied_wholly_or_not_at_all() -> None:
    files = {TOML: "x = 1\n", PY: "y = 1\n"}
    half = Fix("half", Create("new", ""), Set(at("x"), 2), Replace(py(1, 5, 1, 6), "("))
    after = Fix("after", Set(at("x"), 3))
    done = run(files, half, after)
    assert done.files == {TOML: b"x = 3\n"}
    assert titles(done) == (["after"], ["half"], [])
    assert done.dropped[0][1] == f"{PY} would not be valid any more"


def test_files_of_one_fix_change_together() -> None:
    both = Fix("both", Set(at("x"), 2), Replace(py(1, 5, 1, 6), "3"), Create("new", "n"))
    assert run({TOML: "x = 1\n", PY: "y = 1\n"}, both).files == {
        TOML: b"x = 2\n",
        PY: b"y = 3\n",
        "new": b"n",
    }


@pytest.mark.parametrize(
    ("first", "second", "waits"),
    [
        (Set(at("a", "x"), 2), Set(at("a", "x"), 3), True),
        (Set(at("a", "x"), 2), Remove(at("a")), True),
        (Remove(at("a")), Set(at("a", "x"), 2), True),
        (Set(at("a", "x"), 2), Set(at("a", "y"), 3), False),
        (Remove(at("l", 0)), Remove(at("l", 0)), True),
        (Remove(at("l", 0)), Remove(at("l", 1)), False),
        (Remove(at("l", 0)), Set(at("l", 1), 3), False),
        (Append(at("l"), 1), Append(at("l"), 1), True),
        (Append(at("l"), 1), Append(at("l"), 2), True),
        (Append(at("l"), 1), Remove(at("l", 0)), False),
        (Append(at("l"), 1), Remove(at("l")), True),
        (Set(at("l"), []), Append(at("l"), 1), True),
        (Replace(span(TOML, 1, 1, 1, 2), "# c"), Set(at("a", "x"), 2), True),
        (Set(at("a", "x"), 2), Replace(span(TOML, 1, 1, 1, 2), "# c"), True),
        (Create("new", "1"), Create("new", "1"), True),
        (Create("new", "1"), Create("other", "1"), False),
        (Create("new", "1"), Replace(span("new", 1, 1, 1, 1), "2"), True),
        (Create("new.toml", ""), Set(at("a", file="new.toml"), 2), True),
        (Replace(py(1, 1, 1, 3), "a"), Replace(py(1, 2, 1, 4), "b"), True),
        (Replace(py(1, 1, 1, 3), "a"), Replace(py(1, 3, 1, 4), "b"), False),
        (Replace(py(1, 1, 1, 3), "a"), Replace(py(1, 2, 1, 2), "b"), True),
        (Replace(py(1, 2, 1, 2), "a"), Replace(py(1, 1, 1, 3), "b"), True),
        (Replace(py(1, 1, 1, 3), "a"), Replace(py(1, 3, 1, 3), "b"), False),
        (Replace(py(1, 3, 1, 3), "a"), Replace(py(1, 3, 1, 3), "b"), True),
        # What goes with an emptied line is touched as well.
        (Replace(py(3, 5, 3, 8), ""), Replace(py(3, 2, 3, 3), "b"), True),
        (Replace(py(3, 5, 3, 8), ""), Replace(py(3, 1, 3, 1), "b"), False),
        (Replace(py(3, 5, 3, 8), ""), Replace(py(4, 1, 4, 1), "b"), False),
    ],
)
def test_a_fix_waits_for_one_that_touched_the_same_place(first: Edit, second: Edit, waits: bool) -> None:
    files = {
        TOML: "#\na.x = 1\nl = [1, 2]\n",
        PY: "abcd\n\n    # c\n",
    }
    done = run(files, Fix("first", first), Fix("second", second))
    assert titles(done) == (["first"] if waits else ["first", "second"], [], ["second"] if waits else [])


def test_what_waits_is_done_in_the_next_pass() -> None:
    fixes = [Fix(str(n), Append(at("x"), n)) for n in range(3)]
    files = {TOML: b"x = []\n"}
    for _ in range(3):
        done = apply(files, fixes)
        files.update(done.files)
        fixes = list(done.waiting)
    assert files == {TOML: b"x = [0, 1, 2]\n"}
    assert fixes == []


def test_a_dropped_fix_takes_no_place() -> None:
    done = run({TOML: "x = 1\n"}, Fix("null", Set(at("x"), None)), Fix("two", Set(at("x"), 2)))
    assert titles(done) == (["two"], ["null"], [])


def test_several_fixes_remove_items_by_their_original_index() -> None:
    fixes = [Fix(str(index), Remove(at("x", index))) for index in (3, 0, 2)]
    assert run({TOML: "x = [0, 1, 2, 3, 4]\n"}, *fixes).files[TOML] == b"x = [1, 4]\n"


def test_edits_of_one_fix_must_not_overlap() -> None:
    assert reason("abc\n", Replace(py(1, 1, 1, 3), ""), Replace(py(1, 2, 1, 4), ""), file=PY) == (
        "its edits overlap"
    )


def test_text_and_data_of_one_file_are_not_mixed_in_one_fix() -> None:
    text, data = Replace(span(TOML, 1, 1, 1, 2), "y"), Set(at("x"), 2)
    assert "mixes" in reason("x = 1\n", text, data)
    assert "mixes" in reason("x = 1\n", data, text)
    file = "a.json"
    text, data = Replace(span(file, 1, 1, 1, 3), "[]"), Set(at("x", file=file), 2)
    assert "mixes" in reason("{}", text, data, file=file)
    assert "mixes" in reason("{}", data, text, file=file)


def test_files_that_cannot_be_edited() -> None:
    assert reason("", Set(at("x", file="other.toml"), 1)) == "there is no file other.toml"
    assert reason("x: 1\n", Set(at("x", file="a.yml"), 2), file="a.yml") == "a.yml is neither TOML nor JSON"
    assert reason("x", Replace(Location("a.txt"), ""), file="a.txt") == "it has no span"
    ((_, why),) = apply({TOML: b"x = '\xff'\n"}, [Fix("f", Set(at("x"), 1))]).dropped
    assert why == f"{TOML} is not valid UTF-8"
    assert "cannot be written" in reason("x", Replace(py(1, 1, 1, 2), "\udcff"), file=PY)
    assert "cannot be written" in reason("x", Create("new", "\udcff"))


def test_a_file_is_created_only_where_there_is_none() -> None:
    assert reason("", Create(TOML, "x = 1\n")) == f"{TOML} exists already"
    assert reason("", Create(TOML + "/sub/new", "")) == f"{TOML} exists already"
    assert reason("", Create("src", ""), file="src/a.py") == "src is a directory"
    assert run({}, Fix("f", Create("py.typed", ""))).files == {"py.typed": b""}
    done = run({}, Fix("f", Create("a", "é\r\n")), Fix("g", Create("a/b", "")))
    assert done.files == {"a": "é\r\n".encode()}
    assert titles(done) == (["f"], ["g"], [])


def test_a_file_that_is_nested_deeply_ends_in_an_edit_or_a_reason() -> None:
    for depth in (100, 300, 390):
        for opening, closing in (("[", "]"), ("{a=", "}")):
            text = "x = " + opening * depth + "1" + closing * depth + "\ny = 1\n"
            done = run({TOML: text}, Fix("f", Set(at("y"), 2)))
            assert done.applied or done.dropped[0][1] == "the file is nested too deeply"


# Text


@pytest.mark.parametrize(
    ("old", "where", "text", "new"),
    [
        ("a = 1\n", (1, 5, 1, 6), "22", "a = 22\n"),
        ("a = 1\n", (1, 6, 1, 6), "0", "a = 10\n"),
        ("a = 1\nb = 2\n", (1, 1, 2, 1), "", "b = 2\n"),
        ("a = 1\n\nb = 2\n", (1, 1, 2, 1), "", "\nb = 2\n"),
        ("a = 1\n  # c\nb = 2\n", (2, 3, 2, 6), "", "a = 1\nb = 2\n"),
        ("a = 1\n# c  \nb = 2\n", (2, 1, 2, 4), "", "a = 1\nb = 2\n"),
        ("# c\n# d\nb = 2\n", (1, 1, 2, 4), "", "b = 2\n"),
        ("a = 1\n# c", (2, 1, 2, 4), "", "a = 1\n"),
        ("# c", (1, 1, 1, 4), "", ""),
        ("a = 1  # c\n", (1, 8, 1, 11), "", "a = 1\n"),
        ("a = 1 \t # c \n", (1, 9, 1, 12), "", "a = 1\n"),
        ("a = 1  # c  # d\n", (1, 13, 1, 16), "", "a = 1  # c\n"),
        ("a = 1  # c  # d\n", (1, 8, 1, 13), "", "a = 1  # d\n"),
        ("a = 1 ; b\n", (1, 7, 1, 10), "", "a = 1 \n"),
        ("a = 1\n   \nb\n", (2, 1, 2, 4), "", "a = 1\n\nb\n"),
        ("é = '😀'  # c\n", (1, 6, 1, 7), "é", "é = 'é'  # c\n"),
        ("é = '😀'  # c\n", (1, 10, 1, 13), "", "é = '😀'\n"),
        ("a\fb\u2028c  # c\nd\n", (2, 1, 2, 2), "e", "a\fb\u2028c  # c\ne\n"),
        ("a\n", (9, 1, 9, 9), "b\n", "a\nb\n"),
        ("a\nb\n", (1, 99, 1, 99), "c", "ac\nb\n"),
    ],
)
def test_replacing_text(old: str, where: tuple[int, int, int, int], text: str, new: str) -> None:
    file = "notes.txt"
    assert fixed(old, Replace(span(file, *where), text), file=file) == new
    crlf = fixed(old.replace("\n", "\r\n"), Replace(span(file, *where), text), file=file)
    assert crlf == new.replace("\n", "\r\n")


def test_a_span_that_ends_inside_of_a_line_end_leaves_it_whole() -> None:
    # `.` in a regular expression matches the CR of a CRLF.
    assert fixed("a  # c\r\nb\r\n", Replace(span("a.txt", 1, 4, 1, 8), ""), file="a.txt") == "a\r\nb\r\n"
    assert fixed("# c\r\nb\r\n", Replace(span("a.txt", 1, 1, 1, 5), ""), file="a.txt") == "b\r\n"


@pytest.mark.parametrize(
    ("file", "valid"),
    [
        (PY, "x = 1\n"),
        ("a.pyi", "x: int\n"),
        (TOML, "x = 1\n"),
        ("a.json", '{"x": 1}\n'),
        (NOTEBOOK, '{"x": 1}\n'),
        (".github/workflows/ci.yml", "x: 1\n"),
        ("a.yaml", "x: 1\n"),
    ],
)
def test_a_file_that_is_valid_stays_valid(file: str, valid: str) -> None:
    closing = Replace(span(file, 2, 1, 2, 1), "]\n")
    assert reason(valid, closing, file=file) == f"{file} would not be valid any more"
    # What was not valid before may stay so, and what cannot be judged may be anything.
    assert fixed("]\n" + valid, Replace(span(file, 1, 1, 2, 1), "[\n"), file=file) == "[\n" + valid
    assert fixed(valid, Replace(span("README.md", 2, 1, 2, 1), "]\n"), file="README.md") == valid + "]\n"


def test_edits_that_are_only_valid_together() -> None:
    assert fixed("x = (1)\n", Replace(py(1, 5, 1, 6), ""), Replace(py(1, 7, 1, 8), ""), file=PY) == "x = 1\n"


def test_a_route_beside_a_span_in_python_is_only_the_definition_that_holds_it() -> None:
    where = Location(PY, ("f", "source"), Span(2, 5, 2, 17))
    assert (
        fixed("def f():\n    breakpoint()\n    g()\n", Replace(where, ""), file=PY) == "def f():\n    g()\n"
    )


def test_the_byte_order_mark_and_line_ends_stay() -> None:
    for file, old, edit, new in (
        (TOML, "x = [\r\n  1,\r\n]\r\n", Append(at("x"), 2), "x = [\r\n  1,\r\n  2,\r\n]\r\n"),
        (PY, "x = 1\r\n", Replace(py(1, 1, 1, 1), "# a\n# b\r\n"), "# a\r\n# b\r\nx = 1\r\n"),
    ):
        for mark in (b"", b"\xef\xbb\xbf"):
            assert apply({file: mark + old.encode()}, [Fix("f", edit)]).files == {file: mark + new.encode()}


# JSON and notebooks

CELLS: list[dict[str, Any]] = [
    {
        "cell_type": "code",
        "execution_count": 3,
        "metadata": {},
        "outputs": [{"text": "é\x1b"}],
        "source": ["a = 1  # c\n", "# d\n", "%time a\n", "print(a)"],
    },
    {"cell_type": "markdown", "metadata": {}, "source": "# Title\n(\n"},
]
DATA: dict[str, Any] = {"cells": CELLS, "metadata": {}, "nbformat": 4, "nbformat_minor": 4}


def cell(number: int, *route: str | int, where: Span | None = None) -> Location:
    return Location(NOTEBOOK, ("cells", number, *route), where)


@pytest.mark.parametrize("ascii", [False, True])
@pytest.mark.parametrize("indent", [None, 0, 1, 4, "\t"])
@pytest.mark.parametrize("separators", [None, (",", ":")])
@pytest.mark.parametrize("tail", ["", "\n", "\n\n"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_json_keeps_its_formatting(
    ascii: bool, indent: int | str | None, separators: tuple[str, str] | None, tail: str, newline: str
) -> None:
    def written(data: object) -> str:
        text = json.dumps(data, ensure_ascii=ascii, indent=indent, separators=separators) + tail
        return text.replace("\n", newline)

    edits: list[Edit] = [
        Set(cell(0, "outputs"), []),
        Set(cell(0, "execution_count"), None),
        Append(cell(0, "source"), "é"),
    ]
    first = {**CELLS[0], "outputs": [], "execution_count": None, "source": [*CELLS[0]["source"], "é"]}
    assert fixed(written(DATA), *edits, file=NOTEBOOK) == written({**DATA, "cells": [first, CELLS[1]]})
    assert fixed(written(DATA), Remove(cell(0)), Remove(cell(1)), file=NOTEBOOK) == written(
        {**DATA, "cells": []}
    )


@pytest.mark.parametrize(
    "text",
    ['{"a" : 1}', '{"a": 1, "a": 2}', '{"a": 1.0e5}', '{"a": "\\/"}', '{"a": "\\u00E9"}', '{\n  "a": [1]\n}'],
)
def test_json_of_another_formatting_is_left_alone(text: str) -> None:
    file = "a.json"
    assert reason(text, Set(at("a", file=file), 3), file=file) == "the file's formatting would be lost"


def test_json_that_cannot_be_edited() -> None:
    file = "a.json"
    assert reason("{", Set(at("a", file=file), 3), file=file) == "the file is not valid JSON"
    assert reason("[" * 100_000, Set(at("a", file=file), 3), file=file) == "the file is not valid JSON"
    assert reason("{}", Set(at("a", file=file), (1,)), file=file) == "its value is not plain JSON"
    assert reason("{}", Set(at("a", file=file), {1: 1}), file=file) == "its value is not plain JSON"
    assert reason('{"a": 1}', Set(at("a", file=file), 1), file=file) == "it changes nothing"
    assert fixed('{"a": 1}', Set(at("a", file=file), 1.0), file=file) == '{"a": 1.0}'


def notebook(*cells: dict[str, Any]) -> str:
    return json.dumps({**DATA, "cells": cells}, indent=1, ensure_ascii=False) + "\n"


def test_text_of_a_cell_is_replaced_by_the_cell_s_own_lines() -> None:
    edits: list[Edit] = [
        Replace(cell(0, "source", 0, where=Span(1, 8, 1, 11)), ""),
        Replace(cell(0, "source", 1, where=Span(2, 1, 2, 4)), ""),
        Replace(cell(0, "source", 3, where=Span(4, 7, 4, 8)), "b"),
        Replace(cell(1, "source", 0, where=Span(1, 3, 1, 8)), "T"),
    ]
    first = {**CELLS[0], "source": ["a = 1\n", "%time a\n", "print(b)"]}
    new = notebook(first, {**CELLS[1], "source": "# T\n(\n"})
    assert fixed(notebook(*CELLS), *edits, file=NOTEBOOK) == new
    done = run({NOTEBOOK: notebook(*CELLS)}, *(Fix("f", edit) for edit in reversed(edits)))
    assert done.files[NOTEBOOK].decode() == new


def test_text_of_a_cell_after_others_were_removed() -> None:
    edits: list[Edit] = [Remove(cell(0)), Replace(cell(1, "source", 0, where=Span(1, 3, 1, 8)), "T")]
    assert fixed(notebook(*CELLS), *edits, file=NOTEBOOK) == notebook({**CELLS[1], "source": "# T\n(\n"})


def test_a_cell_that_is_valid_stays_valid() -> None:
    broken = Replace(cell(0, "source", 3, where=Span(4, 1, 4, 2)), "(")
    assert reason(notebook(*CELLS), broken, file=NOTEBOOK) == "the cell would not be valid Python any more"


def test_cells_that_are_not_there() -> None:
    where = Span(1, 1, 1, 2)
    for route in ((9, "source", 0), (0, "metadata", "source", 0)):
        assert reason(notebook(*CELLS), Replace(cell(*route, where=where), ""), file=NOTEBOOK) == (
            "there is no such cell"
        )
    assert reason(notebook(*CELLS), Replace(cell(0, "source", 0), ""), file=NOTEBOOK) == "it has no span"


def test_fixes_of_one_cell_clash_as_those_of_a_file() -> None:
    done = run(
        {NOTEBOOK: notebook(*CELLS)},
        Fix("a", Replace(cell(0, "source", 0, where=Span(1, 8, 1, 11)), "# x")),
        Fix("overlaps", Replace(cell(0, "source", 0, where=Span(1, 9, 1, 10)), "y")),
        Fix("beside", Replace(cell(0, "source", 3, where=Span(4, 7, 4, 8)), "b")),
        Fix("whole", Set(cell(0, "source"), [])),
        Fix("around", Remove(cell(0))),
        Fix("other", Set(cell(0, "outputs"), [])),
        Fix("raw text", Replace(span(NOTEBOOK, 1, 1, 1, 1), "\n")),
    )
    assert titles(done) == (["a", "beside", "other"], [], ["overlaps", "whole", "around", "raw text"])
