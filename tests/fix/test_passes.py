"""A project is fixed in passes: each is followed by a new inspection, and nothing is written."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from roadworthy import Finding, Fix, Location, Pyproject, Rule, Set, Severity, rule
from roadworthy.core.finding import Create, Replace, Span
from roadworthy.core.registry import Registry
from roadworthy.engine.inspect import GIVEN
from roadworthy.facts.metadata.pyproject import pyproject as read_pyproject
from roadworthy.fix import passes
from roadworthy.fix.passes import FixedProject, fix_project
from roadworthy.packs.load import Plugins
from roadworthy.projects.discover import Project, discover

TEXT = '[project]\nname = "demo"\nversion = "1"\ndescription = "0"\n'


def _count(pyproject: Pyproject) -> tuple[Location, int] | None:
    text = pyproject.get(str, "project", "description")
    return None if text is None or not text.isdigit() else (pyproject.at("project", "description"), int(text))


@rule(Severity.NOTE, since="0.1", group="metadata")
def count_to_three(pyproject: Pyproject) -> Iterator[Finding]:
    """A. B."""
    found = _count(pyproject)
    if found and found[1] < 3:
        at, number = found
        yield Finding("too few", at, Fix("Count on", Set(at, str(number + 1))))


@rule(Severity.NOTE, since="0.1", group="metadata")
def count_for_ever(pyproject: Pyproject) -> Iterator[Finding]:
    """A. B."""
    if found := _count(pyproject):
        at, number = found
        yield Finding("never enough", at, Fix("Count on", Set(at, str(number + 1))))


@rule(Severity.NOTE, since="0.1", group="metadata")
def name_unsafe(pyproject: Pyproject) -> Iterator[Finding]:
    """A. B."""
    if pyproject.get(str, "project", "name") == "demo":
        at = pyproject.at("project", "name")
        yield Finding("it is called so", at, Fix("Rename", Set(at, "other"), safe=False))


@rule(Severity.NOTE, since="0.1", group="metadata")
def file_created(pyproject: Pyproject) -> Iterator[Finding]:
    """A. B."""
    yield Finding("it lacks a file", pyproject.at(), Fix("Create it", Create("NEW.txt", "new\n")))


@rule(Severity.NOTE, since="0.1", group="metadata")
def text_broken(pyproject: Pyproject) -> Iterator[Finding]:
    """A. B."""
    at = Location("pyproject.toml", span=Span(1, 1, 1, 10))
    yield Finding("it is odd", at, Fix("Break it", Replace(at, "[project")))


@rule(Severity.NOTE, since="0.1", group="metadata")
def far_away(pyproject: Pyproject) -> Iterator[Finding]:
    """A. B."""
    at = Location("gone.toml", ("a",))
    yield Finding("it is elsewhere", at, Fix("Set it", Set(at, 1)))


@pytest.fixture
def project(tmp_path: Path) -> Project:
    (tmp_path / "pyproject.toml").write_text(TEXT, encoding="utf-8")
    (found,) = discover((str(tmp_path),))
    return found


def fixed(project: Project, *rules: Rule, unsafe: bool = False) -> FixedProject:
    registry = Registry([read_pyproject], GIVEN)
    plugins = Plugins([], {one.name: one for one in rules}, {}, registry, {}, ())
    return fix_project(project, plugins, rules, unsafe=unsafe)


def test_each_pass_goes_on_from_what_the_one_before_made(project: Project) -> None:
    done = fixed(project, count_to_three)
    assert done.before == {"pyproject.toml": TEXT.encode()}
    assert done.after == {"pyproject.toml": TEXT.replace('"0"', '"3"').encode()}
    assert (done.applied, done.dropped) == (3, ())
    assert (Path(project.root) / "pyproject.toml").read_text(encoding="utf-8") == TEXT


def test_passes_end(project: Project) -> None:
    done = fixed(project, count_for_ever)
    assert done.applied == passes.PASSES
    assert done.after == {"pyproject.toml": TEXT.replace('"0"', f'"{passes.PASSES}"').encode()}


def test_two_fixes_of_one_place_take_turns(project: Project) -> None:
    done = fixed(project, count_to_three, count_for_ever)
    assert done.applied == passes.PASSES


def test_an_unsafe_fix_must_be_asked_for(project: Project) -> None:
    assert fixed(project, name_unsafe) == FixedProject({}, {}, 0, ())
    assert fixed(project, name_unsafe, unsafe=True).after == {
        "pyproject.toml": TEXT.replace('"demo"', '"other"').encode()
    }


def test_a_file_that_is_created_was_nothing_before(project: Project) -> None:
    done = fixed(project, file_created)
    assert (done.before, done.after, done.applied) == ({}, {"NEW.txt": b"new\n"}, 1)


@pytest.mark.parametrize(
    ("rule", "reason"),
    [
        (text_broken, "pyproject.toml would not be valid any more"),
        (far_away, "there is no file gone.toml"),
    ],
)
def test_a_fix_that_does_not_prove_itself_is_dropped_once_and_others_go_on(
    project: Project, rule: Rule, reason: str
) -> None:
    done = fixed(project, count_to_three, rule)
    assert [text for _, text in done.dropped] == [reason]
    assert done.applied == 3


def test_accepted_findings_and_files_that_were_not_named_are_left_alone(project: Project) -> None:
    (Path(project.root) / "pyproject.toml").write_text(
        TEXT + '[tool.roadworthy.ignore]\ncount-to-three = "it can count"\n', encoding="utf-8"
    )
    (again,) = discover((project.root,))
    assert fixed(again, count_to_three).applied == 0
    (Path(project.root) / "pyproject.toml").write_text(TEXT, encoding="utf-8")
    (Path(project.root) / "a.py").write_text("x = 1\n", encoding="utf-8")
    (named,) = discover((str(Path(project.root) / "a.py"),))
    assert fixed(named, count_to_three).applied == 0
