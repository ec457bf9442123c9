"""Reading notebooks: every form of IPython parses, and a bad cell hides no other."""

from __future__ import annotations

import ast
import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadworthy.core.fault import Unreadable
from roadworthy.facts.notebooks.notebook import Notebook
from roadworthy.facts.notebooks.summary import summarise
from roadworthy.facts.python.magics import blank_magics
from roadworthy.testing.pages import build_notebook

FORMS = [
    "%matplotlib inline",
    "  %magic indented",
    "%%time\nx = 1",
    "%%bash\nls | wc -l",
    "%%writefile a.py\nnot python at all(",
    "!pip install demo",
    "!!ls",
    "files = !ls *.csv",
    "a, b = %sx ls",
    "self.files = !ls",
    "files[0], b = !ls",
    "%sql\nselect * from rows",
    "%md\n# A title",
    "?print",
    "print?",
    "df.head??",
    ";f x",
    ",f x",
    "/f x",
    "!echo a \\\n  b",
    "x = 1;",
    "await thing()",
    "if True:\n    %load_ext autoreload",
    "f(\n    1,\n)",
]


@pytest.mark.parametrize("source", FORMS)
def test_every_form_parses(source: str) -> None:
    (cell,) = Notebook.parse("n.ipynb", build_notebook([{"source": source}])).cells
    assert cell.tree is not None


def test_python_under_a_timing_magic_is_seen() -> None:
    notebook = Notebook.parse("n.ipynb", build_notebook([{"source": "%%time\nimport numpy"}]))
    assert [name for name, _ in summarise(notebook).imports] == ["numpy"]


def test_lines_stay_where_they_are() -> None:
    tree = ast.parse(blank_magics("%cd x\n!ls\ny = 1\nfiles = !ls\nz = 2"))
    assert [node.lineno for node in tree.body if isinstance(node, ast.Assign)] == [3, 4, 5]


def test_a_bad_cell_hides_no_other() -> None:
    notebook = Notebook.parse("n.ipynb", build_notebook([{"source": "def ("}, {"source": "import numpy"}]))
    assert notebook.cells[0].tree is None
    assert [name for name, _ in summarise(notebook).imports] == ["numpy"]


def test_a_cell_that_a_newer_python_may_read_has_no_fault() -> None:
    sources = ('f"{rows["a"]}"', "type X = int", 'f"{rows"')
    cells = Notebook.parse("n.ipynb", build_notebook([{"source": source} for source in sources])).cells
    assert [cell.fault is None for cell in cells] == [True, True, False]


def test_source_may_be_a_string() -> None:
    document = json.loads(build_notebook([{"source": "x = 1\ny = 2"}]))
    document["cells"][0]["source"] = "x = 1\ny = 2"
    (cell,) = Notebook.parse("n.ipynb", json.dumps(document).encode()).cells
    assert cell.source == "x = 1\ny = 2"


def test_nbformat_3_keeps_its_cells_in_worksheets() -> None:
    old = {"nbformat": 3, "worksheets": [{"cells": [{"cell_type": "code", "input": ["import numpy"]}]}]}
    (cell,) = Notebook.parse("n.ipynb", json.dumps(old).encode()).cells
    assert cell.route == ("worksheets", 0, "cells", 0)
    assert cell.source == "import numpy"


def test_other_languages_are_not_parsed_as_python() -> None:
    notebook = Notebook.parse(
        "n.ipynb", build_notebook([{"source": "x <- 1"}], {"kernelspec": {"language": "R", "name": "ir"}})
    )
    assert notebook.language == "r"
    assert notebook.cells[0].tree is None


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "it is empty"),
        (b"{", "invalid JSON"),
        (b"[]", "no `nbformat`"),
        (b"version https://git-lfs.github.com/spec/v1\n", "a Git LFS pointer"),
        (b"../.git/annex/objects/ab/cd/SHA256E-s1--ef.ipynb", "a git-annex pointer"),
        (b'{\n<<<<<<< HEAD\n "nbformat": 4\n', "markers of a merge conflict"),
        (b"\xff\xfe", "not valid UTF-8"),
        (b"[" * 200_000, "not a notebook"),
    ],
)
def test_what_is_no_notebook_says_why(data: bytes, message: str) -> None:
    with pytest.raises(Unreadable, match=message):
        Notebook.parse("n.ipynb", data)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner, max_size=4),
)


@given(st.dictionaries(st.sampled_from(["cells", "metadata", "nbformat", "worksheets"]), JSON), JSON)
def test_any_json_is_a_notebook_or_says_why(document: dict[str, object], cell: object) -> None:
    document.setdefault(
        "cells", [cell, {"cell_type": "code", "source": cell, "outputs": cell, "metadata": cell}]
    )
    with contextlib.suppress(Unreadable):
        summarise(Notebook.parse("n.ipynb", json.dumps(document).encode()))


@given(st.text(alphabet="ab =!%?;,/\\\n'\"()#", max_size=60))
def test_any_cell_keeps_its_number_of_lines(source: str) -> None:
    assert blank_magics(source).count("\n") == source.count("\n")
