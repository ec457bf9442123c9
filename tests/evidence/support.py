"""A small project, and data about it as coverage.py would have written it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping

from roadworthy.facts.metadata import SetupFiles
from roadworthy.facts.project.layout import layout
from roadworthy.facts.python.details import detailed
from roadworthy.facts.python.module import Module
from roadworthy.facts.python.summary import ModuleSummary
from roadworthy.facts.python.visitor import walk
from roadworthy.facts.tests.evidence import Evidence, evidence
from roadworthy.facts.tests.given import NamedCoverage
from roadworthy.facts.tests.measured import Grade
from roadworthy.facts.tests.suite import Suite
from roadworthy.tree.tree import MemoryTree

MODEL = '''\
"""A model."""


def fit(rows):
    """Fit."""
    return [row for row in rows]


def lost():
    return 1


def register():
    return 2


def brief(): return 3


HOOK = register()
'''
TEST = "from demo.model import fit\n\n\ndef test_fit():\n    assert fit([1]) == [1]\n"
PATH = "src/demo/model.py"
BY_TEST = "tests/test_model.py::test_fit|run"
#: What the import runs, and what the test does.
IMPORT, CALL = (1, 4, 9, 13, 14, 17, 20), (6,)


def schema(version: int = 7) -> list[str]:
    return [
        "CREATE TABLE coverage_schema (version integer)",
        f"INSERT INTO coverage_schema VALUES ({version})",
        "CREATE TABLE meta (key text, value text)",
        "CREATE TABLE file (id integer primary key, path text)",
        "CREATE TABLE context (id integer primary key, context text)",
        "CREATE TABLE line_bits (file_id integer, context_id integer, numbits blob)",
        "CREATE TABLE arc (file_id integer, context_id integer, fromno integer, tono integer)",
    ]


def numbits(lines: Iterable[int]) -> bytes:
    bits = sum(1 << line for line in set(lines))
    return bits.to_bytes(bits.bit_length() // 8 + 1, "little")


def database(
    lines: Mapping[str, Iterable[int]] = {},
    arcs: Mapping[str, Iterable[tuple[int, int]]] = {},
    path: str = PATH,
    version: int = 7,
) -> bytes:
    """Return a `.coverage` file: lines, or arcs, by context."""
    connection = sqlite3.connect(":memory:")
    for statement in schema(version):
        connection.execute(statement)
    connection.execute("INSERT INTO meta VALUES ('has_arcs', ?)", (str(int(bool(arcs))),))
    connection.execute("INSERT INTO file VALUES (1, ?)", (path,))
    for number, context in enumerate({**lines, **arcs}):
        connection.execute("INSERT INTO context VALUES (?, ?)", (number, context))
        if context in lines:
            connection.execute("INSERT INTO line_bits VALUES (1, ?, ?)", (number, numbits(lines[context])))
        for arc in arcs.get(context, ()):
            connection.execute("INSERT INTO arc VALUES (1, ?, ?, ?)", (number, *arc))
    connection.commit()
    data = connection.serialize()
    connection.close()
    return data


def report(executed: Iterable[int], missing: Iterable[int], path: str = PATH) -> bytes:
    """Return a coverage.json."""
    files = {
        path: {"executed_lines": sorted(executed), "missing_lines": sorted(missing), "excluded_lines": []}
    }
    return json.dumps({"meta": {"format": 3}, "files": files}).encode()


def summarised(path: str, data: bytes) -> ModuleSummary:
    """Return a module's summary, as a run has it where there is data of what ran."""
    module = Module.parse(path, data)
    return detailed(walk(module, {}), module, measured=True, compared=False)


def read(named: NamedCoverage | None = None, /, **files: bytes) -> Evidence:
    """Return the evidence of the small project with further files (`_` stands for a dot, `__` for a dash)."""
    contents = {PATH: MODEL.encode(), "src/demo/__init__.py": b"", "tests/test_model.py": TEST.encode()}
    contents |= {name.replace("__", "-").replace("_", "."): data for name, data in files.items()}
    tree = MemoryTree(contents)
    modules: tuple[ModuleSummary, ...] = tuple(
        summarised(path, data) for path, data in contents.items() if path.endswith(".py")
    )
    suite = Suite(tuple(module.path for module in modules if module.role == "test"))
    return evidence(tree, named, modules, layout(tree, None, SetupFiles(), None), suite)


def grades(found: Evidence) -> dict[str, Grade]:
    return {name: found.of(PATH, line) for name, line in LINES.items()}


LINES = {"fit": 4, "lost": 9, "register": 13, "brief": 17}
