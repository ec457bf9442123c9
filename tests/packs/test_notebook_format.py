"""What nbformat's schemas refuse in a notebook is told at its place, one fault for one mistake."""

from __future__ import annotations

import json
from typing import Any

import pytest

from roadworthy import Notebook
from roadworthy_rules.notebooks._format import faults_of

Change = dict[str, Any]

CELL: Change = {
    "cell_type": "code",
    "id": "a",
    "metadata": {},
    "source": "x",
    "execution_count": None,
    "outputs": [],
}
STREAM = {"output_type": "stream", "name": "stdout", "text": ["1\n"]}
RESULT = {
    "output_type": "execute_result",
    "data": {"text/plain": "1", "application/json": {"a": [1]}},
    "metadata": {},
    "execution_count": 1,
}
ERROR = {"output_type": "error", "ename": "E", "evalue": "", "traceback": ["a"]}
COUNT = "the cell's `execution_count` is missing or not a number"
METADATA = {
    "kernelspec": {"name": "python3", "display_name": "Python 3"},
    "language_info": {"name": "python"},
    "title": "A title",
    "authors": [{"name": "A"}],
}


def faults(*cells: Any, unknown: bool = False, path: str = "a.ipynb", **changes: Any) -> list[Any]:
    document = {"nbformat": 4, "nbformat_minor": 5, "metadata": METADATA, "cells": list(cells), **changes}
    whole = {key: value for key, value in document.items() if value is not ...}
    found = Notebook.parse(path, json.dumps(whole).encode())
    return list(faults_of(found, unknown=unknown))


def told(*cells: Any, **changes: Any) -> list[tuple[str, str]]:
    return [("/".join(map(str, route)), message) for route, message in faults(*cells, **changes)]


def cell(**changes: Any) -> Change:
    return {key: value for key, value in {**CELL, **changes}.items() if value is not ...}


def test_a_sound_notebook_has_no_faults() -> None:
    markdown = {"cell_type": "markdown", "id": "b", "metadata": {}, "source": [], "attachments": {}}
    raw = {"cell_type": "raw", "id": "c", "metadata": {"format": "text/html", "tags": ["a"]}, "source": ""}
    code = cell(outputs=[STREAM, RESULT, ERROR], execution_count=3, metadata={"scrolled": "auto"})
    assert told(code, markdown, raw) == []
    assert told(code, markdown, raw, unknown=True) == []


@pytest.mark.parametrize(
    ("changes", "place", "message"),
    [
        ({"nbformat_minor": ...}, "", "`nbformat_minor` is missing or not a number"),
        ({"nbformat_minor": -1}, "", "`nbformat_minor` is missing or not a number"),
        ({"metadata": []}, "", "`metadata` is missing or not an object"),
        (
            {"metadata": {"kernelspec": 1}},
            "metadata/kernelspec",
            "the notebook's `kernelspec` is not an object",
        ),
        (
            {"metadata": {"kernelspec": {"name": "a"}}},
            "metadata/kernelspec",
            "the notebook's `kernelspec` has no `display_name`",
        ),
        (
            {"metadata": {"language_info": {}}},
            "metadata/language_info",
            "the notebook's `language_info` has no `name`",
        ),
        ({"metadata": {"title": 1}}, "metadata/title", "the notebook's `title` is not a string"),
        ({"metadata": {"authors": "A"}}, "metadata/authors", "the notebook's `authors` is not a list"),
        (
            {"metadata": {"orig_nbformat": "3"}},
            "metadata/orig_nbformat",
            "the notebook's `orig_nbformat` is not a number",
        ),
        ({"cells": {}}, "", "`cells` is missing or not a list"),
        ({"cells": ["x"]}, "cells/0", "the cell is not an object"),
        ({"nbformat": 3, "worksheets": {}}, "", "`worksheets` is missing or not a list"),
        ({"nbformat": 3, "worksheets": [{}]}, "worksheets/0", "`cells` is missing or not a list"),
    ],
)
def test_a_fault_of_the_frame(changes: Change, place: str, message: str) -> None:
    assert told(**changes) == [(place, message)]


@pytest.mark.parametrize(
    ("changes", "place", "message"),
    [
        ({"cell_type": "text"}, "cell_type", "the cell is neither code, Markdown nor raw"),
        ({"source": ...}, "source", "the cell's `source` is missing or not a string"),
        ({"source": [1]}, "source", "the cell's `source` is missing or not a string"),
        ({"metadata": None}, "metadata", "the cell's `metadata` is missing or not an object"),
        (
            {"execution_count": ...},
            "execution_count",
            "the cell's `execution_count` is missing or not a number",
        ),
        (
            {"execution_count": True},
            "execution_count",
            "the cell's `execution_count` is missing or not a number",
        ),
        ({"outputs": None}, "outputs", "the cell's `outputs` is missing or not a list"),
        ({"id": "a b"}, "id", "the cell's `id` is not 1 to 64 letters, digits, hyphens and underscores"),
        (
            {"metadata": {"tags": ["a,b"]}},
            "metadata/tags",
            "the cell's `tags` are not a list of strings without commas",
        ),
        ({"metadata": {"tags": ["a", "a"]}}, "metadata/tags", "the cell has a tag twice"),
        ({"metadata": {"name": 1}}, "metadata/name", "the cell's `name` is not a string"),
        ({"metadata": {"jupyter": 1}}, "metadata/jupyter", "the cell's `jupyter` is not an object"),
        (
            {"metadata": {"collapsed": 1}},
            "metadata/collapsed",
            "the cell's `collapsed` is neither true nor false",
        ),
        (
            {"metadata": {"scrolled": "yes"}},
            "metadata/scrolled",
            "the cell's `scrolled` is neither true, false nor `auto`",
        ),
    ],
)
def test_a_fault_of_a_cell(changes: Change, place: str, message: str) -> None:
    assert told(cell(**changes)) == [(f"cells/0/{place}", message)]


def test_a_fault_of_a_cell_of_text() -> None:
    raw = {"cell_type": "raw", "id": "c", "metadata": {"format": 1}, "source": ""}
    markdown = {"cell_type": "markdown", "id": "b", "metadata": {}, "source": "", "attachments": {"a": 1}}
    assert told(raw, markdown) == [
        ("cells/0/metadata/format", "the cell's `format` is not a string"),
        ("cells/1/attachments", "the cell's `attachments` are not objects with strings by type"),
    ]


@pytest.mark.parametrize(
    ("output", "message"),
    [
        ("x", "the output has an unknown type"),
        ({"output_type": "pyout"}, "the output has an unknown type"),
        ({"output_type": "stream", "name": "stdout"}, "the output has no `text`"),
        ({**RESULT, "data": {"text/plain": 1}}, "the output's `data` is not an object with strings by type"),
        ({**RESULT, "metadata": []}, "the output's `metadata` is not an object"),
        ({**RESULT, "execution_count": -1}, "the output's `execution_count` is not a number"),
        ({**STREAM, "name": 1}, "the output's `name` is not a string"),
        ({**STREAM, "text": 1}, "the output's `text` is not a string"),
        ({**ERROR, "ename": 1}, "the output's `ename` is not a string"),
        ({**ERROR, "evalue": 1}, "the output's `evalue` is not a string"),
        ({**ERROR, "traceback": "a"}, "the output's `traceback` is not a list of strings"),
    ],
)
def test_a_fault_of_an_output(output: Any, message: str) -> None:
    assert told(cell(outputs=[output])) == [("cells/0/outputs/0", message)]


def test_an_id_that_two_cells_share_is_told_of_the_second() -> None:
    assert told(CELL, CELL) == [("cells/1/id", "the `id` `a` is also used by another cell")]


def test_an_id_is_too_new_for_an_older_format() -> None:
    assert told(CELL, nbformat_minor=4) == [
        ("cells/0/id", "before nbformat 4.5, a cell of type `code` has no `id`")
    ]


def test_keys_that_the_format_does_not_know_are_told_apart() -> None:
    changed = cell(extra=1, outputs=[{**STREAM, "more": 1}])
    assert told(changed, other=1) == []
    assert told(changed, other=1, unknown=True) == [
        ("other", "`other` is not a key of a notebook"),
        ("cells/0/extra", "`extra` is not a key of a cell of type `code`"),
        ("cells/0/outputs/0", "`more` is not a key of an output of type `stream`"),
    ]


@pytest.mark.parametrize(
    "changes", [{"nbformat_minor": 6}, {"nbformat": 5}, {"nbformat": 2}, {"path": "tests/a.ipynb"}]
)
def test_nothing_is_said_of_other_formats_and_of_notebooks_in_tests(changes: Change) -> None:
    assert told("x", **changes) == []
