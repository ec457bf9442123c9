"""Expressions of the engine are compiled when they are first used, and then do what compiled ones do."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from roadworthy.core.late_re import LatePattern
from roadworthy.core.late_re import re as late

SOURCE = Path(__file__).parents[2] / "src" / "roadworthy"
SCRIPT = """\
import json, re._compiler, sys
compiled = []
before = re._compiler.compile
def noted(pattern, flags=0):
    compiled.append(sys._getframe(3).f_globals.get("__name__", ""))
    return before(pattern, flags)
re._compiler.compile = noted
import roadworthy.facts.offered, roadworthy.commands.run
from roadworthy.packs.load import facts_in
for name in sys.argv[1:]:
    facts_in(name)
print(json.dumps([name for name in compiled if name.startswith("roadworthy.")]))
"""


def test_it_does_what_a_compiled_one_does() -> None:
    found, expected = late.compile("(?P<a>B)c?", late.IGNORECASE), re.compile("(?P<a>B)c?", re.IGNORECASE)
    assert found.pattern == expected.pattern
    assert found.sub("x", "abcbd") == expected.sub("x", "abcbd") == "axxd"
    assert [match["a"] for match in found.finditer("abcB")] == ["b", "B"]
    assert (found.flags, found.groups, found.groupindex) == (expected.flags, 1, {"a": 1})
    assert found.match("bc", 0, 1) is not None
    assert found.fullmatch("bc d") is None
    assert not hasattr(found, "unknown")


def test_it_is_compiled_when_it_is_used() -> None:
    wrong: re.Pattern[str] = late.compile("(")
    assert isinstance(wrong, LatePattern)
    assert repr(wrong) == "re.compile('(', 0)"
    with pytest.raises(late.error):
        wrong.search("(")


def test_no_import_of_the_engine_compiles_one() -> None:
    packages = [
        f"roadworthy.{path.parent.relative_to(SOURCE).as_posix().replace('/', '.')}"
        for path in sorted(SOURCE.rglob("__init__.py"))
        if path.parent.relative_to(SOURCE).parts[:1] in (("facts",), ("core",), ("tree",), ("locate",))
    ]
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, *packages], capture_output=True, text=True, check=True
    )
    # Which compiles what projects write, and sees there and then whether it can.
    assert set(json.loads(done.stdout)) <= {"roadworthy.facts.tests.excluded"}


def test_what_may_be_no_expression_is_compiled_at_once() -> None:
    """Where a fault in an expression is caught, it is found where it is caught."""
    wrong = []
    for path in sorted(SOURCE.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if "core.late_re import" in text and any(
            isinstance(node, ast.Attribute) and node.attr in ("error", "PatternError")
            for node in ast.walk(ast.parse(text))
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "re"
        ):
            wrong.append(path.relative_to(SOURCE).as_posix())
    assert wrong == []
