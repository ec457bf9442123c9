"""How much of the code ran, counted as coverage.py counts it."""

from __future__ import annotations

import ast

import coverage.parser
import pytest

from roadworthy.core.fault import Unmeasured
from roadworthy.core.finding import Span
from roadworthy.facts.python.regions import regions
from roadworthy.facts.tests.coveragesettings import CoverageSettings
from roadworthy.facts.tests.coveredlines import covered_lines
from roadworthy.facts.tests.evidence import Evidence
from roadworthy.facts.tests.testsettings import SettingsSection
from roadworthy.locate.lines import Lines
from tests.evidence.support import BY_TEST, CALL, IMPORT, MODEL, PATH, database, read, report, summarised

MODULES = (summarised(PATH, MODEL.encode()),)
CODE = '''\
"""Of all kinds."""
from __future__ import annotations

import os; import sys
from typing import TYPE_CHECKING, overload

if TYPE_CHECKING:
    from collections.abc import Iterator

NAMES = [
    "a",
    "b",
]


@overload
def run(
    first: int,
) -> int: ...
@overload
def run(first: str) -> str: ...
def run(first):
    """Run."""
    global COUNT
    COUNT = 1
    try:
        first = int(
            first
        )
    except ValueError:
        pass
    except (TypeError, OSError):  # pragma: no cover
        raise
    else:
        first += 1
    finally:
        print(first)
    for item in NAMES:
        if item:
            continue
        elif first:
            break
        else:  # pragma: no cover
            del item
    while first:
        first -= 1
    with open(os.devnull) as one, \\
            open(os.devnull) as two:
        return first


class Kind(
    dict,
):
    """A kind."""

    size: int = 1

    @property
    @staticmethod
    def name(self):
        match self:
            case {"a": 1}:
                return 1
            case _:
                return lambda: 2

    def debug(self):  # pragma: no cover
        print(self)

    async def wait(self):
        async with self:
            await self
        async for item in self:
            yield item
'''


def test_statements_are_those_of_coverage() -> None:
    config = coverage.Coverage(config_file=False, data_file=None).config
    patterns = "|".join(f"(?:{pattern})" for pattern in config.exclude_list)
    parser = coverage.parser.PythonParser(text=CODE, filename="model.py", exclude=patterns)
    parser.parse_source()
    assert regions(ast.parse(CODE), Lines(CODE), b"").statements.keys() == parser.statements


def test_a_report_says_itself_what_did_not_run() -> None:
    found = covered_lines(MODULES, read(coverage_json=report([*IMPORT, *CALL], [10])), None)
    assert (found.covered, found.total, found.exact) == (8, 9, True)
    assert found.percent == pytest.approx(88.89, abs=0.01)


def test_the_statements_that_a_database_does_not_note_are_counted() -> None:
    found = covered_lines(MODULES, read(_coverage=database({"": IMPORT, BY_TEST: CALL})), None)
    assert (found.covered, found.total, found.exact) == (7, 8, False)


def test_patterns_of_the_projects_own_are_not_guessed_at() -> None:
    section = SettingsSection(".coveragerc", (), {"exclude_also": "raise"}, {"": Span(1, 1, 1, 1)})
    evidence = read(_coverage=database({"": IMPORT, BY_TEST: CALL}))
    with pytest.raises(Unmeasured):
        covered_lines(MODULES, evidence, CoverageSettings(None, section))


def test_a_run_of_another_copy_is_no_measurement() -> None:
    evidence = read(coverage_json=report([], [*IMPORT, *CALL]))
    (problem,) = evidence.sources[0].problems
    assert problem.startswith("not one line of the project ran")
    with pytest.raises(Unmeasured):
        covered_lines(MODULES, evidence, None)


def test_nothing_is_said_without_data() -> None:
    with pytest.raises(Unmeasured):
        covered_lines(MODULES, Evidence(), None)
