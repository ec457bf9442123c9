"""What is held while files are inspected, counted and not timed."""

from __future__ import annotations

import ast
import gc
from typing import Any

import pytest

from roadworthy.core.plain import from_data, to_data
from roadworthy.engine import sweep
from roadworthy.engine.file_pass import inspect_file
from roadworthy.facts.operations.graph import Graph
from roadworthy.facts.tests.closure import Walk, reachable_from
from roadworthy.facts.tests.world import Reachable, World
from roadworthy.testing import inspect_files

#: A module that pyflakes is asked about, so that its tree comes to refer to itself.
TEXT = (
    "import json\nimport os\n\n\ndef read(path):\n    return json.load(open(path))\n" + "x = [1, 2]\n" * 400
)
NUMBER = 40


def test_trees_are_dropped_with_their_cycles_as_their_files_are_done(monkeypatch: pytest.MonkeyPatch) -> None:
    alive: list[int] = []

    def counted(*arguments: Any) -> Any:
        alive.append(sum(type(item) is ast.Module for item in gc.get_objects()))
        return inspect_file(*arguments)

    monkeypatch.setattr("roadworthy.engine.first_stage.inspect_file", counted)
    monkeypatch.setattr(sweep, "YOUNG", 4 * len(TEXT))
    monkeypatch.setattr(sweep, "OLD", 16 * len(TEXT))
    files = {f"src/demo/part{number}.py": TEXT.encode() for number in range(NUMBER)}
    inspect_files({"src/demo/__init__.py": b"", **files})
    assert len(alive) > NUMBER
    before, *during = alive
    assert max(during) - before < 30


def test_what_the_walks_met_is_freed_once_they_are_done(monkeypatch: pytest.MonkeyPatch) -> None:
    walked: list[int] = []

    def counted(world: World) -> Reachable:
        found = reachable_from(world)
        walked.append(sum(isinstance(item, (Graph, Walk)) for item in gc.get_objects()))
        return found

    monkeypatch.setattr("roadworthy.facts.tests.reach.reachable_from", counted)
    test = b"from demo.a import f\n\n\ndef test_f():\n    assert f() == 1\n"
    inspect_files({"src/demo/a.py": b"def f():\n    return 1\n", "tests/test_a.py": test})
    assert walked
    assert not any(walked)


def test_names_that_files_share_are_held_once() -> None:
    written = [to_data(frozenset(("".join(("na", "me")), f"other{n}")), frozenset[str]) for n in range(2)]
    assert written[0][0] is not written[1][0]
    one, two = (from_data(data, frozenset[str]) for data in written)
    assert {id(text) for text in one if text == "name"} == {id(text) for text in two if text == "name"}
    assert from_data([], frozenset[str]) is from_data([], frozenset[str])


def test_what_a_pack_gives_against_its_word_is_read_as_it_is() -> None:
    assert from_data([1, "a"], tuple[str, ...]) == (1, "a")
