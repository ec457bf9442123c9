"""What a rule on facts of all files comes to, by its subjects and by what else it asks for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from roadworthy import Finding, Location, ModuleSummary, Pyproject, Severity, Unmeasured, rule
from roadworthy.core.result import ProjectResult
from roadworthy.core.rule import Rule
from roadworthy.core.rule_run import Outcome
from roadworthy.engine.crash import crash_of, name_of
from roadworthy.testing.pages import inspect_files

A, B, BROKEN = b"x = 1\n", b"y = 2\n", b"def f(:\n"
PYPROJECT = {"pyproject.toml": b'[project]\nname = "demo"\nversion = "1"\n'}


@rule(Severity.NOTE, since="0.1")
def on_modules(summary: ModuleSummary) -> Iterator[Finding]:
    """A module is called as its reader likes it."""
    name = summary.path.rpartition("/")[2]
    if name.startswith("crash"):
        raise ValueError(name)
    if name.startswith("unmeasured"):
        raise Unmeasured(f"nothing was measured of {name[-4]}")
    if name.startswith("bad"):
        yield Finding(f"{name} is bad", Location(summary.path))


@rule(Severity.NOTE, since="0.1")
def with_project(summary: ModuleSummary, pyproject: Pyproject) -> Iterator[Finding]:
    """A module belongs to a project."""
    yield Finding("it does", Location(summary.path))


@rule(Severity.NOTE, since="0.1")
def with_any_project(summary: ModuleSummary, pyproject: Pyproject | None) -> Iterator[Finding]:
    """A module may belong to a project."""
    yield Finding(f"{pyproject is not None}", Location(summary.path))


@rule(Severity.NOTE, since="0.1")
def of_any_project(pyproject: Pyproject | None) -> Iterator[Finding]:
    """There may be a project."""
    yield Finding(f"{pyproject is not None}", Location("a.py"))


@rule(Severity.NOTE, since="0.1")
def of_a_project(pyproject: Pyproject) -> Iterator[Finding]:
    """There is a project."""
    yield Finding("there is", Location("pyproject.toml"))


def ran(one: Rule, files: dict[str, bytes]) -> tuple[Any, ...]:
    """Return the outcome, the number of subjects and of those at fault, and the reasons."""
    result = inspect_files(files, [one])
    (found,) = [item for item in result.rules if item.name == one.name]
    return found.outcome, found.subjects, found.affected, found.reasons


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({}, (Outcome.NOT_APPLICABLE, 0, 0, ())),
        ({"a.py": A}, (Outcome.PASSED, 1, 0, ())),
        ({"a.py": A, "bad.py": B}, (Outcome.FAILED, 2, 1, ())),
        ({"bad.py": A, "worse/bad.py": B}, (Outcome.FAILED, 2, 2, ())),
        ({"a.py": A, "b.py": BROKEN}, (Outcome.PASSED, 1, 0, ())),
        ({"unmeasured_a.py": A}, (Outcome.UNMEASURED, 0, 0, ("nothing was measured of a",))),
        (
            {"unmeasured_a.py": A, "unmeasured_b.py": A, "x/unmeasured_a.py": A},
            (Outcome.UNMEASURED, 0, 0, ("nothing was measured of a", "nothing was measured of b")),
        ),
        ({"a.py": A, "unmeasured_a.py": A}, (Outcome.PASSED, 1, 0, ("nothing was measured of a",))),
        (
            {"unmeasured_a.py": A, "x/bad.py": A, "x/good.py": A},
            (Outcome.FAILED, 2, 1, ("nothing was measured of a",)),
        ),
    ],
)
def test_a_rule_fails_passes_or_was_not_asked(files: dict[str, bytes], expected: tuple[Any, ...]) -> None:
    assert ran(on_modules, files) == expected


def test_a_crash_on_one_subject_hides_no_other() -> None:
    result: ProjectResult = inspect_files({"bad.py": A, "crash.py": A}, [on_modules])
    (crash,) = result.crashes
    assert (crash.rule, crash.subject, crash.kind, crash.stopped) == ("on-modules", "crash.py", "rule", False)
    assert "ValueError: crash.py" in crash.traceback
    assert [finding.message for finding in result.findings] == ["bad.py is bad"]
    assert ran(on_modules, {"bad.py": A, "crash.py": A})[0] is Outcome.CRASHED


def test_a_rule_that_needs_what_there_is_not_has_no_subject() -> None:
    assert ran(with_project, {"a.py": A})[0] is Outcome.NOT_APPLICABLE
    assert ran(with_project, {"a.py": A, **PYPROJECT})[0] is Outcome.FAILED
    assert ran(of_a_project, {"a.py": A})[0] is Outcome.NOT_APPLICABLE
    assert ran(of_a_project, {"a.py": A, **PYPROJECT})[0] is Outcome.FAILED


def test_a_rule_that_needs_a_broken_file_is_blocked() -> None:
    broken = {"a.py": A, "pyproject.toml": b"[project\n"}
    for one in (with_project, with_any_project, of_a_project, of_any_project):
        assert ran(one, broken)[0] is Outcome.BLOCKED


@pytest.mark.parametrize("one", [with_any_project, of_any_project])
def test_a_rule_that_can_do_without_is_told_so(one: Rule) -> None:
    for files, told in (({"a.py": A}, "False"), ({"a.py": A, **PYPROJECT}, "True")):
        result = inspect_files(files, [one])
        assert [finding.message for finding in result.findings] == [told]
        assert ran(one, files)[:2] == (Outcome.FAILED, 1)


class Subject:
    """Something that is called by one of its attributes."""

    def __init__(self, **attributes: object) -> None:
        self.__dict__.update(attributes)


@pytest.mark.parametrize(
    ("attributes", "name"),
    [
        ({"path": "a.py", "file": "b.py", "name": "c"}, "a.py"),
        ({"file": "b.py", "name": "c"}, "b.py"),
        ({"name": "c"}, "c"),
        ({"path": 3, "name": "c"}, "c"),
        ({"path": None}, "Subject"),
        ({}, "Subject"),
    ],
)
def test_a_subject_is_called_by_its_path_file_or_name(attributes: dict[str, object], name: str) -> None:
    assert name_of(Subject(**attributes)) == name


def test_what_took_too_long_has_no_traceback() -> None:
    from roadworthy.engine.budget import Spent

    crash = crash_of("slow", "a.py", Spent(), "fact")
    assert (crash.traceback, crash.stopped, crash.kind) == ("it took too long", True, "fact")
