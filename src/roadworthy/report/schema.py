"""The JSON Schema of the JSON report, version 1 (JSON Schema draft 2020-12)."""

from __future__ import annotations

from functools import partial
from typing import Any

from roadworthy.evidence.data import Grade
from roadworthy.report import HOME
from roadworthy.report.json import SCHEMA
from roadworthy.result import Outcome, Verdict
from roadworthy.rules import Severity

Schema = dict[str, Any]


def report_schema() -> Schema:
    """Return the schema: strict, so that a report with a key that is not described here is not valid."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"{HOME}schemas/{SCHEMA}.json",
        "title": "Roadworthy's JSON report, version 1",
        **_object(
            "What one run found. Lists are sorted, and equal input gives equal bytes.",
            {
                "schema": {"const": SCHEMA, "description": "The version of this format."},
                "tool": _tool(),
                "complete": _boolean("False where something could not be judged; the exit code is then 3."),
                "files": _files(),
                "projects": _list("The projects inspected, by root.", _project()),
                "pack_faults": _list(
                    "What is wrong with rule packs; any of them makes a run incomplete.", _fault()
                ),
            },
        ),
    }


def _tool() -> Schema:
    pack = _object(
        "A rule pack.",
        {
            "name": _string("Its name, which is that of its entry point."),
            "distribution": _string("The distribution that brings it."),
            "version": _string("The distribution's version."),
        },
    )
    return _object(
        "What made the report.",
        {
            "name": {"const": "roadworthy", "description": "The tool's name."},
            "version": _string("The tool's version."),
            "edition": _string("The edition of rules and weights in force."),
            "packs": _list("The packs installed, by name.", pack),
        },
    )


def _files() -> Schema:
    skipped = _object(
        "A path that was not inspected.",
        {"path": _string("The path."), "reason": _string("Why it was not inspected.")},
    )
    return _object(
        "What was looked at.",
        {
            "checked": _count("The number of files inspected."),
            "skipped": _list("What was left out for a reason that a user should know, by path.", skipped),
        },
    )


def _fault() -> Schema:
    return _object(
        "What is wrong with a pack.",
        {
            "pack": _string("The pack's name."),
            "message": _string("What is wrong."),
            "file": _string("The file at fault, as the pack's loading named it; empty where none is."),
            "line": _count("The line at fault; 0 where none is."),
        },
    )


def _project() -> Schema:
    return _object(
        "A project, or artifacts without one.",
        {
            "root": _string("The project's directory."),
            "name": _string("The project's name."),
            "kind": _enum("A project, or artifacts that were named themselves.", ["project", "artifact"]),
            "profile": _object(
                "What the project is judged as.",
                {
                    "name": _string("The profile's name."),
                    "evidence": _list("What it was told by.", _string("A sign of the profile.")),
                },
            ),
            "verdict": _enum("What the gate says.", [verdict.value for verdict in Verdict]),
            "reasons": _list("What speaks against passing.", _string("One reason.")),
            "score": _optional(_score()),
            "pypi": _optional(_pypi()),
            "findings": _list("The findings, by path and place, accepted ones among them.", _finding()),
            "rules": _list("How each rule fared, by name.", _rule()),
            "crashes": _list("Rules that raised; any of them makes the verdict unknown.", _crash()),
            "path_to_threshold": _list(
                "What to mend to reach the threshold, most points for a finding first.", _step()
            ),
            "partial": _boolean("True where the run was narrowed to some rules or files: there is no score."),
            "tests": _optional(_tests()),
        },
    )


def _tests() -> Schema:
    source = _object(
        "A file of measured data.",
        {
            "path": _string("The file."),
            "kind": _string("What it is: record, coverage database, coverage.json, coverage.xml or lcov."),
            "by_test": _boolean("Whether it notes which lines tests ran."),
            "problems": _list("Why nothing, or not everything, of it counts.", _string("One reason.")),
        },
    )
    function = _object(
        "A public function.",
        {
            "name": _string("Its dotted import name."),
            "path": _string("The file that defines it."),
            "line": _position("The line of its def."),
            "grade": _enum("What was measured of it.", [grade.value for grade in Grade]),
            "reached": _boolean("Whether tests lead to it by names alone."),
        },
    )
    return _object(
        "What tests were judged by; null in a partial run, for artifacts, and without tests.",
        {
            "sources": _list("The measured data found, best first.", source),
            "functions": _list("Every public function, by path and line.", function),
        },
    )


def _score() -> Schema:
    group = _object(
        "One group's part of the score.",
        {
            "name": _string("The group."),
            "weight": _points("What it is worth in this profile."),
            "value": {
                **_points("What is left of it; null where it was not measured."),
                "type": ["number", "null"],
            },
            "measured": _boolean("Whether it could be measured; if not, it is not part of the score."),
        },
    )
    return _object(
        "The score; null for artifacts, in a partial run, and where it cannot be known.",
        {
            "value": _points("The score without accepted findings, which the gate compares."),
            "with_accepted": _points("The score if accepted findings counted."),
            "measured": _points("The weight of the groups that could be measured."),
            "fail_under": _number("The threshold."),
            "groups": _list("The groups, in the order of the weights' table.", group),
        },
    )


def _pypi() -> Schema:
    return _object(
        "Whether PyPI would take the artifacts; null without artifacts.",
        {
            "verdict": _enum("The verdict.", ["accepted", "refused", "unknown"]),
            "reasons": _list("What speaks against an upload.", _string("One reason.")),
        },
    )


def _finding() -> Schema:
    fix = _object(
        "A fix that is offered; null where there is none.",
        {
            "title": _string("What it does, in the imperative."),
            "safe": _boolean("Whether nobody who consumes the project can tell the difference."),
        },
    )
    accepted = _object(
        "Why the finding does not count; null where it does.",
        {"reason": _string("The reason given."), "by": _string("Where it is given: a path and a line.")},
    )
    new = "Whether the finding is not in the baseline; null without a baseline."
    return _object(
        "One violation.",
        {
            "rule": _string("The rule's name."),
            "group": _string("The group it counts in."),
            "severity": _enum("How bad it is.", [severity.label for severity in Severity]),
            "message": _string("What is wrong here."),
            "path": _string("The file, or the archive; undecodable bytes of a name are written as \\udcff."),
            "line": _position("The line; in a notebook's cell, that of the cell."),
            "column": _position("The column, in code points."),
            "end_line": _position("The line of the end."),
            "end_column": _position("The column of the end, which is exclusive."),
            "cell": {
                "type": ["integer", "null"],
                "minimum": 1,
                "description": "The notebook's cell, or null.",
            },
            "place": _string(
                "The place in words, such as project.classifiers[3]; in an archive, the member."
            ),
            "fingerprint": _string("An identity that holds no line number.", minLength=1),
            "gain": {
                "type": ["number", "null"],
                "description": "The points that mending this alone would gain; null without a score.",
            },
            "pypi": _boolean("Whether PyPI refuses an upload for this."),
            "fix": _optional(fix),
            "accepted": _optional(accepted),
            "new": {"type": ["boolean", "null"], "description": new},
        },
    )


def _rule() -> Schema:
    return _object(
        "One rule's outcome.",
        {
            "name": _string("The rule's name."),
            "outcome": _enum("How it fared.", [outcome.value for outcome in Outcome]),
            "subjects": _count("How many subjects it judged."),
            "affected": _count("How many of them it found at fault."),
        },
    )


def _crash() -> Schema:
    return _object(
        "A rule that raised.",
        {
            "rule": _string("The rule's name."),
            "subject": _string("What it was run on."),
            "traceback": _string("The traceback, without the directories of the machine."),
        },
    )


def _step() -> Schema:
    return _object(
        "One rule to satisfy.",
        {
            "rule": _string("The rule's name."),
            "findings": _count("How many findings it has."),
            "gain": _number("The points that mending all of them gains."),
        },
    )


def _object(description: str, properties: dict[str, Schema]) -> Schema:
    return {
        "description": description,
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _optional(schema: Schema) -> Schema:
    return {**schema, "type": [schema["type"], "null"]}


def _list(description: str, items: Schema) -> Schema:
    return {"description": description, "type": "array", "items": items}


def _typed(kind: str, description: str, **limits: int) -> Schema:
    return {"description": description, "type": kind, **limits}


_string = partial(_typed, "string")
_boolean = partial(_typed, "boolean")
_number = partial(_typed, "number")
_points = partial(_typed, "number", minimum=0, maximum=100)
_count = partial(_typed, "integer", minimum=0)
_position = partial(_typed, "integer", minimum=1)


def _enum(description: str, values: list[str]) -> Schema:
    return {"description": description, "enum": values}
