"""What the JSON report says of one project, as JSON Schema."""

from __future__ import annotations

from typing import get_args

from roadworthy.core.practice import State
from roadworthy.core.result import Verdict
from roadworthy.core.rule import Severity
from roadworthy.core.rule_run import Outcome
from roadworthy.facts.tests import Grade
from roadworthy.report.shapes import (
    Schema,
    boolean,
    count,
    listed,
    number,
    one_of,
    optional,
    points,
    position,
    record,
    string,
)


def project() -> Schema:
    """Return the schema of one project's result, or of artifacts without one."""
    return record(
        "A project, or artifacts without one.",
        {
            "root": string("The project's directory."),
            "name": string("The project's name."),
            "kind": one_of("A project, or artifacts that were named themselves.", ["project", "artifact"]),
            "profile": record(
                "What the project is judged as.",
                {
                    "name": string("The profile's name."),
                    "evidence": listed("What it was told by.", string("A sign of the profile.")),
                },
            ),
            "verdict": one_of("What the gate says.", [verdict.value for verdict in Verdict]),
            "reasons": listed("What speaks against passing.", string("One reason.")),
            "score": optional(_score()),
            "pypi": optional(_pypi()),
            "findings": listed("The findings, by path and place, accepted ones among them.", _finding()),
            "rules": listed("How each rule fared, by name.", _rule()),
            "crashes": listed("Rules that raised; any of them makes the verdict unknown.", _crash()),
            "path_to_threshold": listed(
                "What to fix to reach the threshold, most points for a finding first.", _step()
            ),
            "partial": boolean("True where the run was narrowed to some rules or files: there is no score."),
            "tests": optional(_tests()),
            "diff_base": optional(_diff_base()),
            "baseline": optional(_baseline()),
            "road": listed("The steps from experiment to production, in their order.", _road()),
        },
    )


def _road() -> Schema:
    states = ["done", "partly", "not", "unknown"]
    sign = record(
        "One thing that the step asks for.",
        {
            "title": string("What it is."),
            "state": one_of("How far it is there.", states),
            "text": string("What shows it, or is lacking."),
            "path": {"description": "Where that was seen, or null.", "type": ["string", "null"]},
            "line": {"description": "The line there, or null.", "type": ["integer", "null"], "minimum": 1},
        },
    )
    return record(
        "One step.",
        {
            "step": string("Its name."),
            "state": one_of("How far it is done.", states),
            "signs": listed("The chain of evidence.", sign),
        },
    )


def _baseline() -> Schema:
    entry = record(
        "A finding that is known and no longer there.",
        {
            "fingerprint": string("Its identity."),
            "rule": string("Its rule."),
            "path": string("Its path in the project."),
            "message": string("What was wrong."),
        },
    )
    return record(
        "The baseline in force; null without one.",
        {
            "file": string("Its path."),
            "score": {
                "type": ["number", "null"],
                "description": "The score that must be kept, or null.",
            },
            "known": count("How many findings it knows."),
            "fixed": listed("Those that match nothing any more.", entry),
        },
    )


def _diff_base() -> Schema:
    return record(
        "What `--diff-base` compares with; null without it.",
        {
            "revision": string("The revision, as it was named."),
            "commit": string("The commit of Git from which the change went its own way."),
        },
    )


def _tests() -> Schema:
    source = record(
        "A file of measured data.",
        {
            "path": string("The file."),
            "kind": string("What it is: record, coverage database, coverage.json, coverage.xml or lcov."),
            "by_test": boolean("Whether it notes which lines tests ran."),
            "problems": listed("Why nothing, or not everything, of it counts.", string("One reason.")),
        },
    )
    function = record(
        "A public function.",
        {
            "name": string("Its dotted import name."),
            "path": string("The file that defines it."),
            "line": position("The line of its def."),
            "grade": one_of("What was measured of it.", [grade.value for grade in Grade]),
            "reached": boolean("Whether tests lead to it by names alone."),
        },
    )
    return record(
        "What tests were judged by; null in a partial run, for artifacts, and without tests.",
        {
            "sources": listed("The measured data found, best first.", source),
            "functions": listed("Every public function, by path and line.", function),
        },
    )


def _practice() -> Schema:
    seen = record(
        "What was seen.",
        {
            "text": string("It in words."),
            "path": {**string("The file; null where it has no place."), "type": ["string", "null"]},
            "line": {**count("The line, from 1; null where it has no place."), "type": ["integer", "null"]},
        },
    )
    return record(
        "One practice.",
        {
            "name": string("Its name."),
            "title": string("It in one line."),
            "points": points("Its part of the group's weight."),
            "state": one_of("How far there is evidence of it.", list(get_args(State))),
            "share": {
                **number(
                    "The part of its points that it earns, from 0 to 1; null where they leave the score."
                ),
                "type": ["number", "null"],
            },
            "reason": string("What is lacking, or could not be seen."),
            "chain": listed("What shows it, in order.", seen),
        },
    )


def _score() -> Schema:
    group = record(
        "One group's part of the score.",
        {
            "name": string("The group."),
            "weight": points("What it is worth in this profile."),
            "value": {
                **points("What is left of it; null where it was not measured."),
                "type": ["number", "null"],
            },
            "measured": boolean("Whether it could be measured; if not, it is not part of the score."),
            "practices": listed(
                "What earns its points; none where rules alone say what is left.", _practice()
            ),
        },
    )
    return record(
        "The score; null for artifacts, in a partial run, and where it cannot be known.",
        {
            "value": points("The score without accepted findings, which the gate compares."),
            "with_accepted": points("The score if accepted findings counted."),
            "measured": points("The weight of the groups that could be measured."),
            "fail_under": number("The threshold."),
            "groups": listed("The groups, in the order of the weights' table.", group),
        },
    )


def _pypi() -> Schema:
    return record(
        "Whether PyPI would take the artifacts; null without artifacts.",
        {
            "verdict": one_of("The verdict.", ["accepted", "refused", "unknown"]),
            "reasons": listed("What speaks against an upload.", string("One reason.")),
        },
    )


def _edit() -> Schema:
    span = listed("Line, column, end line and end column of what is replaced.", position("A number."))
    return record(
        "One edit of a file.",
        {
            "edit": one_of("Its kind.", ["set", "remove", "append", "replace", "create"]),
            "path": string("The file."),
            "route": listed(
                "The way to a value in data, or to a cell.",
                {"description": "A key or an index.", "type": ["string", "integer"]},
            ),
            "span": optional(span),
            "text": {"description": "The new text, of replace and create.", "type": ["string", "null"]},
            "value": {"description": "The new value, of set and append."},
        },
    )


def _finding() -> Schema:
    fix = record(
        "A fix that is offered; null where there is none.",
        {
            "title": string("What it does, in the imperative."),
            "safe": boolean("Whether nobody who consumes the project can tell the difference."),
            "edits": listed("What it does; nothing where that would tell a secret.", _edit()),
        },
    )
    accepted = record(
        "Why the finding does not count; null where it does.",
        {"reason": string("The reason given."), "by": string("Where it is given: a path and a line.")},
    )
    new = "Whether neither the baseline nor the base of the change has it; null without either."
    return record(
        "One violation.",
        {
            "rule": string("The rule's name."),
            "group": string("The group it counts in."),
            "severity": one_of("How bad it is.", [severity.label for severity in Severity]),
            "message": string("What is wrong here."),
            "path": string("The file, or the archive; undecodable bytes of a name are written as \\udcff."),
            "line": position("The line; in a notebook's cell, that of the cell."),
            "column": position("The column, in code points."),
            "end_line": position("The line of the end."),
            "end_column": position("The column of the end, which is exclusive."),
            "cell": {
                "type": ["integer", "null"],
                "minimum": 1,
                "description": "The notebook's cell, or null.",
            },
            "place": string("The place in words, such as project.classifiers[3]; in an archive, the member."),
            "fingerprint": string(
                "An identity made of rule, file, symbolic place and what the message quotes; no line number.",
                minLength=1,
            ),
            "gain": {
                "type": ["number", "null"],
                "description": "The points that fixing this alone would gain; null without a score.",
            },
            "pypi": boolean("Whether PyPI refuses an upload for this, as the page of the rule says."),
            "fix": optional(fix),
            "accepted": optional(accepted),
            "new": {"type": ["boolean", "null"], "description": new},
            "why": string("Why the rule is there, in one sentence."),
            "url": string("The address of the rule's page."),
        },
    )


def _rule() -> Schema:
    return record(
        "One rule's outcome.",
        {
            "name": string("The rule's name."),
            "outcome": one_of("How it fared.", [outcome.value for outcome in Outcome]),
            "subjects": count("How many subjects it judged."),
            "affected": count("How many of them it found at fault."),
            "reasons": listed("What could not be seen, where it could not tell.", string("One of it.")),
            "gain": {
                **points("What fixing all of its findings would gain; null where there is no score."),
                "type": ["number", "null"],
            },
        },
    )


def _crash() -> Schema:
    return record(
        "A rule or fact that raised, or that was stopped.",
        {
            "kind": one_of("What it is; `run` for the whole run.", ["rule", "fact", "run"]),
            "rule": string("The rule's or the fact's name; empty for the run."),
            "stopped": boolean("Whether it took too long, or found too much, and was given up."),
            "subject": string("What it was run on."),
            "traceback": string("The traceback, without the directories of the machine."),
        },
    )


def _step() -> Schema:
    return record(
        "One rule to satisfy.",
        {
            "rule": string("The rule's name."),
            "findings": count("How many findings it has."),
            "gain": number("The points that fixing all of them gains."),
        },
    )
