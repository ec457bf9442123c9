"""What is held while files are inspected, counted and not timed."""

from __future__ import annotations

import ast
import gc
from typing import Any

import pytest

from roadworthy.engine import sweep
from roadworthy.engine.file_pass import inspect_file
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
