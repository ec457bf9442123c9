"""Reports of real projects, without their sources: what a first screen is made of, as lines of JSON.

`python -m tests.report.stored OWNER/NAME COMMIT DIRECTORY` inspects a checkout of a project, and stores its
report in `tests/report/screens/`. A finding is one line: rule, severity, message, place, points, and whether
its fix is safe.
"""

from __future__ import annotations

import json
import os
import sys
import typing
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass, replace
from enum import Enum
from pathlib import Path
from types import UnionType
from typing import Any

from roadworthy.commands.run import Request, check
from roadworthy.core.finding import Fix, Span
from roadworthy.core.place import Place
from roadworthy.core.result import ProjectResult, Report, ReportedFinding
from roadworthy.core.rule import Severity
from roadworthy.testing.pages import plugins

SCREENS = Path(__file__).parent / "screens"


def stored(report: Report, commit: str) -> str:
    """Return a report as text, a line for each finding, without what no screen shows: sources, evidence."""
    slim = [_slim(project) for project in report.projects]
    head = {
        "commit": commit,
        "checked": report.checked,
        "skipped": _plain(report.skipped),
        "projects": [_plain(project) for project in slim],
    }
    findings = [[n, *_row(found)] for n, p in enumerate(report.projects) for found in p.findings]
    return "".join(
        f"{json.dumps(line, ensure_ascii=False, separators=(',', ':'))}\n" for line in [head, *findings]
    )


def restored(text: str) -> Report:
    """Return the report that was stored, with the rules that are installed."""
    head, *rows = map(json.loads, text.splitlines())
    found: list[list[ReportedFinding]] = [[] for _ in head["projects"]]
    for number, *row in rows:
        found[number].append(_finding(*row))
    projects = (_made(ProjectResult, project) for project in head["projects"])
    return Report(
        "0",
        "2026",
        (),
        (),
        plugins().rules,
        head["checked"],
        _made(typing.get_type_hints(Report)["skipped"], head["skipped"]),
        tuple(replace(project, findings=tuple(each)) for project, each in zip(projects, found, strict=True)),
    )


def _slim(project: ProjectResult) -> ProjectResult:
    road = tuple(replace(step, signs=()) for step in project.road)
    score = project.score
    if score is not None:
        groups = [
            replace(group, practices=tuple(replace(practice, chain=()) for practice in group.practices))
            for group in score.groups
        ]
        score = replace(score, groups=tuple(groups))
    return replace(project, findings=(), rules=(), tests=None, path=(), road=road, score=score)


def _row(found: ReportedFinding) -> Iterator[Any]:
    place = found.place
    yield from (found.rule, found.severity.label, found.message)
    yield from (place.path, place.line, place.column, place.cell)
    yield None if found.gain is None else round(found.gain, 4)
    yield None if found.fix is None else found.fix.safe


def _finding(
    rule: str, severity: str, message: str, path: str, line: int, column: int, cell: int | None,
    gain: float | None, safe: bool | None,
) -> ReportedFinding:  # fmt: skip
    place = Place(path, line, column, line, column, cell, "", Span(line, column, line, column))
    fix = None if safe is None else Fix("", safe=safe)
    level = next(level for level in Severity if level.label == severity)
    return ReportedFinding(rule, "", level, message, place, "", gain, False, fix, (), None)


def _plain(value: Any) -> Any:
    """Return a value as JSON has it; fields that hold their default are left out."""
    if isinstance(value, Enum):
        return value.name
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, (tuple, list)):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if is_dataclass(value):
        held = ((field, getattr(value, field.name)) for field in fields(value))
        return {field.name: _plain(item) for field, item in held if not _is_default(field, item)}
    return value


def _is_default(field: Any, value: Any) -> bool:
    return field.default is not MISSING and value == field.default


def _made(kind: Any, value: Any) -> Any:
    """Return the value of a type from its JSON."""
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if value is None or kind is Any:
        return value
    if origin in (typing.Union, UnionType):
        return _made(next(one for one in arguments if one is not type(None)), value)
    if origin is tuple:
        each = [arguments[0]] * len(value) if arguments[-1:] == (...,) else arguments
        return tuple(_made(one, item) for one, item in zip(each, value, strict=True))
    if origin is not None and arguments and isinstance(value, dict):
        return {key: _made(arguments[1], item) for key, item in value.items()}
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind[value]
    if isinstance(kind, type) and is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        return kind(**{name: _made(hints[name], item) for name, item in value.items()})
    return value


if __name__ == "__main__":
    name, commit, directory = sys.argv[1:]
    os.chdir(directory)
    SCREENS.mkdir(exist_ok=True)
    made = check(Request((".",), plugins=plugins()))
    (SCREENS / f"{name.replace('/', '+')}.jsonl").write_text(stored(made, commit), encoding="utf-8")
