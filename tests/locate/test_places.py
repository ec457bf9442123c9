"""Places: symbolic until shown, and identities that survive moved lines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadworthy.core import limits
from roadworthy.core.finding import Finding, Location, Span
from roadworthy.facts.python.module import Module
from roadworthy.locate.place import Placer, route_text
from roadworthy.testing.pages import build_notebook, inspect_files, installed_rules
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


@pytest.mark.parametrize(
    ("route", "cell"),
    [
        (("cells", 0, "source", 0), 1),
        (("cells", 2, "outputs", 0), 3),
        (("worksheets", 4, "cells", 1, "source", 0), 2),
        (("cells",), None),
        (("metadata", "kernelspec"), None),
    ],
)
def test_the_cell_is_the_one_that_a_route_leads_into(route: tuple[str | int, ...], cell: int | None) -> None:
    notebook = build_notebook([{"source": f"x = {number}"} for number in range(3)])
    place = Placer(MemoryTree({"n.ipynb": notebook})).place(Location("n.ipynb", route, Span(1, 1, 1, 2)))
    assert place.cell == cell


def test_a_notebook_may_be_larger_than_other_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "FILE_SIZE", 40)
    notebook = build_notebook([{"source": "x = 1"}, {"source": "y = 2"}])
    files = {
        "n.ipynb": notebook,
        "data.json": b'{\n"a": [' + b"1," * 40 + b"1]}",
        "small.json": b'{\n"a": 1}',
    }
    found = Placer(MemoryTree(files))
    assert found.place(Location("n.ipynb", ("cells", 1, "source"))).physical.line > 1
    assert found.lines("n.ipynb").text == notebook.decode()
    assert found.place(Location("small.json", ("a",))).line == 2
    assert found.place(Location("data.json", ("a",))).line == 1
    assert found.lines("data.json").text == ""


def test_what_is_placed_at_the_root_has_no_text() -> None:
    found = placer(a__py="x")
    assert found.place(Location(".")).path == "."
    assert found.texts() == {}


def test_the_text_of_a_file_keeps_its_byte_order_mark() -> None:
    found = Placer(MemoryTree({"a.py": b"\xef\xbb\xbfx = 1\n", "b.py": b"y = 1\n"}), "one/")
    for file in ("a.py", "b.py"):
        found.place(Location(file, span=Span(1, 1, 1, 2)))
    assert found.texts() == {"one/a.py": "\ufeffx = 1\n", "one/b.py": "y = 1\n"}


def test_the_prefix_leads_from_where_the_run_reports() -> None:
    found = Placer(MemoryTree({"a.py": b"x"}), "packages/one/")
    assert found.place(Location("a.py")).path == "packages/one/a.py"


def fingerprint(
    message: str,
    *route: str | int,
    text: str = PYPROJECT,
    rule: str = "rule",
    arguments: tuple[str, ...] | None = None,
) -> str:
    finding = Finding(message, Location("pyproject.toml", route), arguments=arguments)
    return placer(pyproject__toml=text).fingerprint(rule, finding, str)


def test_a_fingerprint_does_not_change_with_the_lines_above() -> None:
    at = ("project", "classifiers", 1)
    assert fingerprint("message", *at) == fingerprint("message", *at, text="# a comment\n\n" + PYPROJECT)


def test_a_fingerprint_knows_an_item_by_its_value_not_by_its_index() -> None:
    more = PYPROJECT.replace('  "A",\n', '  "A",\n  "AB",\n')
    here = fingerprint("message", "project", "classifiers", 1)
    assert here == fingerprint("message", "project", "classifiers", 2, text=more)
    assert here != fingerprint("message", "project", "classifiers", 1, text=more)


@pytest.mark.parametrize(
    "reworded",
    [
        "the classifier `A` is not known",
        "there is no `A` among them",
        "`A` is unknown (3 others are known)",
        "line 40: `A` is unknown",
    ],
)
def test_rewording_a_message_changes_no_fingerprint(reworded: str) -> None:
    at = ("project", "name")
    assert fingerprint("`A` is unknown", *at) == fingerprint(reworded, *at)


def test_the_order_in_which_a_message_names_its_values_does_not_matter() -> None:
    at = ("project", "name")
    assert fingerprint("`a` repeats `b`", *at) == fingerprint("`b` is repeated by `a`", *at)
    assert fingerprint("`a` and `a`", *at) != fingerprint("`a`", *at)


@pytest.mark.parametrize(
    "other", ["`B` is unknown", "`A` is unknown in `B`", "A is unknown", "`A``` is unknown"]
)
def test_another_value_is_another_finding(other: str) -> None:
    at = ("project", "name")
    assert fingerprint("`A` is unknown", *at) != fingerprint(other, *at)


def test_a_finding_about_a_whole_file_has_a_fingerprint() -> None:
    assert fingerprint("`A`") == fingerprint("`A`", text="")
    assert fingerprint("`A`") != fingerprint("`A`", "project")


def test_rule_file_and_place_count_too() -> None:
    here = fingerprint("`A`", "project", "name")
    assert here != fingerprint("`A`", "project", "name", rule="other")
    assert here != fingerprint("`A`", "project", "version")
    assert here != placer().fingerprint(
        "rule", Finding("`A`", Location("setup.py", ("project", "name"))), str
    )
    # A value is not taken for a part of the place.
    assert fingerprint("`name`", "project") != fingerprint("", "project", "name")


def test_stated_arguments_replace_what_is_quoted() -> None:
    at = ("project", "name")
    bare, hint = "`A` is unknown", "`A` is unknown; did you mean `B`?"
    assert fingerprint(bare, *at) != fingerprint(hint, *at)
    assert fingerprint(bare, *at) == fingerprint(hint, *at, arguments=("A",))
    assert fingerprint(bare, *at) != fingerprint(hint, *at, arguments=())


def found(source: str) -> list[tuple[int, str]]:
    rules = [rule for rule in installed_rules() if rule.name == "breakpoint-left"]
    result = inspect_files({"src/demo/a.py": source.encode()}, rules)
    return [(finding.place.line, finding.fingerprint) for finding in result.findings]


def test_findings_that_are_alike_but_for_their_place_are_numbered() -> None:
    (one, first), (three, second) = found("breakpoint()\n\nbreakpoint()\n")
    assert (one, three) == (1, 3)
    assert second == f"{first}-2"
    assert found("# moved\n\nbreakpoint()\nbreakpoint()\n") == [(3, first), (4, second)]
    assert found("breakpoint()\n") == [(1, first)]


def test_a_name_that_is_not_unicode_has_a_fingerprint() -> None:
    made = Placer(MemoryTree({}))
    assert made.fingerprint("rule", Finding("`\ud800`", Location("caf\udce9.py")), str)


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


@pytest.mark.parametrize(("prefix", "path"), [("", "."), ("packages/demo/", "packages/demo")])
def test_the_project_itself_is_placed_at_its_root(prefix: str, path: str) -> None:
    place = Placer(MemoryTree({"a.py": b"x\n"}), prefix).place(Location("."))
    assert (place.path, place.line, place.column) == (path, 1, 1)


@pytest.mark.parametrize(
    ("route", "text"),
    [
        ((), ""),
        (("project",), "project"),
        (("project", "classifiers", 3), "project.classifiers[3]"),
        ((2, "name"), "[2].name"),
    ],
)
def test_a_route_in_words(route: tuple[str | int, ...], text: str) -> None:
    assert route_text(route) == text
    assert placer(**{"a.py": "x\n"}).place(Location("a.py", route)).route == text


def test_a_place_has_both_ends_and_its_own_text() -> None:
    found = placer(**{"pyproject.toml": PYPROJECT})
    place = found.place(Location("pyproject.toml", ("project", "name")))
    assert (place.line, place.column, place.end_line, place.end_column) == (
        place.physical.line,
        place.physical.column,
        place.physical.end_line,
        place.physical.end_column,
    )
    assert place.end_column > 1
    assert found.texts() == {"pyproject.toml": PYPROJECT}


def test_a_byte_order_mark_is_kept_in_the_text_and_counts_for_no_column() -> None:
    found = Placer(MemoryTree({"a.py": b"\xef\xbb\xbfx = 1\n", "b.py": b"y\n", "c.py": b"\xff\n"}), "sub/")
    assert [found.lines(path).text for path in ("a.py", "b.py", "c.py", "d.py")] == ["x = 1\n", "y\n", "", ""]
    assert found.texts() == {"sub/a.py": "\ufeffx = 1\n", "sub/b.py": "y\n"}


def test_values_in_json_and_yaml_have_places_and_files_that_do_not_parse_have_their_start() -> None:
    files = {"a.json": '{"x": [1, {"y": 2}]}', "b.json": "{", "c.yml": "x:\n  - y: 2\n", "d.yml": "x: ["}
    found = placer(**files)
    physical = {
        path: found.place(Location(path, ("x", int(path != "c.yml"), "y"))).physical for path in sorted(files)
    }
    assert physical == {
        "a.json": Span(1, 12, 1, 18),
        "b.json": Span(1, 1, 1, 1),
        "c.yml": Span(2, 5, 2, 9),
        "d.yml": Span(1, 1, 1, 1),
    }


def test_a_route_that_leads_into_no_cell_is_placed_in_the_file() -> None:
    notebook = '{\n "cells": [\n  {"cell_type": "code", "source": "x"}\n ],\n "nbformat": 4\n}\n'
    found = placer(**{"a.ipynb": notebook})
    for route in (("cells",), ("nbformat",), ()):
        place = found.place(Location("a.ipynb", route))
        assert (place.cell, place.line) == (None, place.physical.line)
    inside = found.place(Location("a.ipynb", ("cells", 0, "source", 0)))
    assert (inside.cell, inside.line, inside.physical.line) == (1, 1, 3)


def test_a_fingerprint_knows_a_definition_and_a_key_by_name() -> None:
    names = ("f", "g", "A")
    made = {
        placer(**{"a.py": "x\n"}).fingerprint("rule", Finding("m", Location("a.py", (name,))), str)
        for name in names
    }
    assert len(made) == len(names)
    assert all(len(each) == 20 for each in made)
