"""Places: symbolic until shown, and identities that survive moved lines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadworthy.core.finding import Location, Span
from roadworthy.facts.python.module import Module
from roadworthy.locate.place import Placer, route_text
from roadworthy.testing.pages import build_notebook
from roadworthy.tree.tree import MemoryTree

PYPROJECT = '[project]\nname = "demo"\nclassifiers = [\n  "A",\n  "B",\n]\n'


def placer(**files: str) -> Placer:
    return Placer(MemoryTree({name.replace("__", "."): text.encode() for name, text in files.items()}))


@pytest.mark.parametrize(
    ("route", "span"),
    [
        (("project", "name"), Span(2, 1, 2, 14)),
        (("project", "classifiers", 1), Span(5, 3, 5, 6)),
        (("project", "version"), Span(1, 1, 1, 10)),
        (("tool", "nothing"), Span(1, 1, 1, 1)),
    ],
)
def test_an_absent_key_stands_for_its_nearest_parent(route: tuple[str | int, ...], span: Span) -> None:
    place = placer(pyproject__toml=PYPROJECT).place(Location("pyproject.toml", route))
    assert place.physical == span


def test_a_notebook_is_shown_by_cell_and_placed_by_its_real_line() -> None:
    notebook = build_notebook([{"type": "markdown", "source": "# Title"}, {"source": "a = 1\nb = 2\n"}])
    found = Placer(MemoryTree({"n.ipynb": notebook}))
    place = found.place(Location("n.ipynb", ("cells", 1, "source", 1), Span(2, 1, 2, 6)))
    assert (place.cell, place.line, place.column) == (2, 2, 1)
    assert notebook.decode().splitlines()[place.physical.line - 1].strip() == '"b = 2\\n"'


def test_the_prefix_leads_from_where_the_run_reports() -> None:
    found = Placer(MemoryTree({"a.py": b"x"}), "packages/one/")
    assert found.place(Location("a.py")).path == "packages/one/a.py"


def test_a_fingerprint_does_not_change_with_the_lines_above() -> None:
    at = Location("pyproject.toml", ("project", "classifiers", 1))
    before = placer(pyproject__toml=PYPROJECT).fingerprint("rule", at, "message", str)
    after = placer(pyproject__toml="# a comment\n\n" + PYPROJECT).fingerprint("rule", at, "message", str)
    assert before == after


def test_a_fingerprint_knows_an_item_by_its_value_not_by_its_index() -> None:
    more = PYPROJECT.replace('  "A",\n', '  "A",\n  "AB",\n')
    first = placer(pyproject__toml=PYPROJECT).fingerprint(
        "rule", Location("pyproject.toml", ("project", "classifiers", 1)), "message", str
    )
    moved = placer(pyproject__toml=more).fingerprint(
        "rule", Location("pyproject.toml", ("project", "classifiers", 2)), "message", str
    )
    assert first == moved


def test_a_name_that_is_not_unicode_has_a_fingerprint() -> None:
    found = Placer(MemoryTree({}))
    assert found.fingerprint("rule", Location("caf\udce9.py"), "\ud800", str)


def test_a_definition_is_placed_by_its_header_and_columns_count_code_points() -> None:
    module = Module.parse("a.py", 'class A:\n    def f(self): x = "é"; breakpoint()\n'.encode())
    import ast

    call = next(node for node in ast.walk(module.tree) if isinstance(node, ast.Call))
    assert module.at(call) == Location("a.py", ("A", "f"), Span(2, 27, 2, 39))
    assert module.span(module.tree.body[0]) == Span(1, 1, 1, 9)


@given(st.lists(st.one_of(st.text(max_size=5), st.integers(0, 9)), max_size=5))
def test_any_route_can_be_said_in_words_and_placed(route: list[str | int]) -> None:
    route_text(tuple(route))
    for name in ("pyproject.toml", "a.yaml", "a.json", "a.ipynb", "a.py", "absent.toml"):
        files = {
            "pyproject.toml": PYPROJECT,
            "a.yaml": "on: push",
            "a.json": "{}",
            "a.ipynb": "{}",
            "a.py": "",
        }
        found = Placer(MemoryTree({path: text.encode() for path, text in files.items()}))
        place = found.place(Location(name, tuple(route)))
        assert place.physical.line >= 1
