"""What the JSON report says of one project, as JSON Schema."""

from __future__ import annotations

from typing import get_args

from roadworthy.core.practice import State
from roadworthy.core.result import Outcome, Verdict
from roadworthy.core.rule import Severity
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
            "kind": one_of(
                "A project, a workspace (whose members are projects), or artifacts named themselves.",
                ["project", "workspace", "artifact"],
            ),
            "profile": record(
                "The profile of the project.",
                {
                    "name": string("The profile's name."),
                    "evidence": listed("Why it was detected.", string("A sign of the profile.")),
                    "against": listed("Signs of another profile.", string("A sign of another profile.")),
                },
            ),
            "verdict": one_of("The verdict of the gate.", [verdict.value for verdict in Verdict]),
            "reasons": listed("Why the gate did not pass.", string("One reason.")),
            "score": optional(_score()),
            "pypi": optional(_pypi()),
            "findings": listed("The findings, by path and place, accepted ones among them.", _finding()),
            "rules": listed("The outcome of each rule, by name.", _rule()),
            "crashes": listed("Rules that raised; any of them makes the verdict unknown.", _crash()),
            "path_to_threshold": listed(
                "The rules to satisfy to reach the threshold, most points per finding first.", _step()
            ),
            "partial": boolean("True if only some rules or files were selected, so that no score exists."),
            "tests": optional(_tests()),
            "diff_base": optional(_diff_base()),
            "baseline": optional(_baseline()),
            "road": listed("The steps from experiment to production, in their order.", _road()),
        },
    )


def _road() -> Schema:
    states = ["done", "partly", "not", "unknown"]
    sign = record(
        "One requirement of the step.",
        {
            "title": string("Its title."),
            "state": one_of("How far it is met.", states),
            "text": string("The evidence, or what is missing."),
            "path": {"description": "The file with the evidence, or null.", "type": ["string", "null"]},
            "line": {"description": "Its line, or null.", "type": ["integer", "null"], "minimum": 1},
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
        "A known finding that no longer exists.",
        {
            "fingerprint": string("Its identity."),
            "rule": string("Its rule."),
            "path": string("Its path in the project."),
            "message": string("Its message."),
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
            "known": count("The number of findings in it."),
            "fixed": listed("Findings in it that no longer exist.", entry),
        },
    )


def _diff_base() -> Schema:
    return record(
        "What `--diff-base` compares with; null without it.",
        {
            "revision": string("The revision as given."),
            "commit": string("The merge base: the commit where the change left the revision."),
        },
    )


def _tests() -> Schema:
    source = record(
        "A file of measured data.",
        {
            "path": string("The file."),
            "kind": string("Its kind: record, coverage database, coverage.json, coverage.xml or lcov."),
            "by_test": boolean("Whether it records which test ran a line."),
            "problems": listed("Why the data, or part of it, does not count.", string("One reason.")),
        },
    )
    function = record(
        "A public function.",
        {
            "name": string("Its dotted import name."),
            "path": string("The file that defines it."),
            "line": position("The line of its def."),
            "grade": one_of("What was measured for it.", [grade.value for grade in Grade]),
            "reached": boolean("Whether tests reach it by names alone."),
        },
    )
    return record(
        "The data on tests; null in a partial run, for artifacts, and without tests.",
        {
            "sources": listed("The measured data found, best first.", source),
            "functions": listed("Every public function, by path and line.", function),
        },
    )


def _practice() -> Schema:
    seen = record(
        "One piece of evidence.",
        {
            "text": string("Its description."),
            "path": {**string("The file; null without a place."), "type": ["string", "null"]},
            "line": {**count("The line, from 1; null without a place."), "type": ["integer", "null"]},
        },
    )
    return record(
        "One practice.",
        {
            "name": string("Its name."),
            "title": string("Its title, in one line."),
            "points": points("Its part of the group's weight."),
            "state": one_of("How much evidence exists.", list(get_args(State))),
            "share": {
                **number("The part of its points that it earns, from 0 to 1; null if it does not count."),
                "type": ["number", "null"],
            },
            "reason": string("What is missing or could not be seen."),
            "gain": {
                **points(
                    "The points gained by adopting the practice, if no finding reports it; null otherwise."
                ),
                "type": ["number", "null"],
            },
            "chain": listed("The evidence, in order.", seen),
        },
    )


def _standing() -> Schema:
    return record(
        "How public projects of the same profile compare; null if too few were measured.",
        {
            "lower": count("How many of them score lower."),
            "of": count("How many were measured."),
            "day": string("The day on which they were measured, as 2026-11-29."),
        },
    )


def _score() -> Schema:
    group = record(
        "One group's part of the score.",
        {
            "name": string("The group."),
            "weight": points("Its weight in this profile."),
            "value": {
                **points("The points it earned; null if it was not measured."),
                "type": ["number", "null"],
            },
            "measured": boolean("Whether it was measured; if not, it is not part of the score."),
            "practices": listed(
                "The practices that earn its points; empty if only findings count.", _practice()
            ),
            "standing": optional(_standing()),
        },
    )
    return record(
        "The score; null for artifacts, in a partial run, and if it is unknown.",
        {
            "value": points("The score without accepted findings, which the gate uses."),
            "with_accepted": points("The score if accepted findings counted."),
            "measured": points("The weight of the groups that could be measured."),
            "fail_under": number("The threshold."),
            "groups": listed("The groups, in the order of the weights' table.", group),
            "standing": optional(_standing()),
        },
    )


def _pypi() -> Schema:
    return record(
        "Whether PyPI would accept the artifacts; null without artifacts.",
        {
            "verdict": one_of("The verdict.", ["accepted", "refused", "unknown"]),
            "reasons": listed("Why PyPI would reject an upload.", string("One reason.")),
        },
    )


def _edit() -> Schema:
    span = listed("Line, column, end line and end column of the replaced text.", position("A number."))
    return record(
        "One edit of a file.",
        {
            "edit": one_of("Its kind.", ["set", "remove", "append", "replace", "create"]),
            "path": string("The file."),
            "route": listed(
                "The path to a value in data, or to a cell.",
                {"description": "A key or an index.", "type": ["string", "integer"]},
            ),
            "span": optional(span),
            "text": {"description": "The new text, of replace and create.", "type": ["string", "null"]},
            "value": {"description": "The new value, of set and append."},
        },
    )


def _finding() -> Schema:
    fix = record(
        "The fix; null without one.",
        {
            "title": string("Its title, as an imperative."),
            "safe": boolean("Whether the fix is safe: users of the project notice no difference."),
            "edits": listed("The edits; empty if they would reveal a secret.", _edit()),
        },
    )
    accepted = record(
        "Why the finding does not count; null if it counts.",
        {"reason": string("The reason."), "by": string("The place of the ignore: a path and a line.")},
    )
    new = "Whether the finding is new against the baseline or the base; null without either."
    return record(
        "One violation.",
        {
            "rule": string("The rule's name."),
            "group": string("The group it counts in."),
            "severity": one_of("Its severity.", [severity.label for severity in Severity]),
            "message": string("The fault."),
            "path": string("The file, or the archive; undecodable bytes of a name are written as \\udcff."),
            "line": position("The line; in a cell of an .ipynb file, that of the cell."),
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
                "description": "The points gained by fixing only this finding; null without a score.",
            },
            "pypi": boolean("Whether PyPI rejects an upload because of this finding."),
            "fix": optional(fix),
            "accepted": optional(accepted),
            "new": {"type": ["boolean", "null"], "description": new},
            "why": string("Why the rule matters, in one sentence."),
            "url": string("The URL of the rule's page."),
            "details": {
                "type": "object",
                "description": "Further data for programs, as described on the page of the rule.",
            },
        },
    )


def _rule() -> Schema:
    return record(
        "One rule's outcome.",
        {
            "name": string("The rule's name."),
            "outcome": one_of("Its outcome.", [outcome.value for outcome in Outcome]),
            "subjects": count("The number of subjects that it checked."),
            "affected": count("The number of subjects with findings."),
            "reasons": listed("Why the outcome is unknown.", string("One of it.")),
            "gain": {
                **points("The points gained by fixing all of its findings; null without a score."),
                "type": ["number", "null"],
            },
        },
    )


def _crash() -> Schema:
    return record(
        "A rule or fact that raised an exception or was stopped.",
        {
            "kind": one_of("Its kind; `run` for the whole run.", ["rule", "fact", "practice", "run"]),
            "rule": string("The rule's or the fact's name; empty for the run."),
            "stopped": boolean("Whether it was stopped because it took too long or found too much."),
            "subject": string("The subject that it ran on."),
            "traceback": string("The traceback, without the directories of the machine."),
        },
    )


def _step() -> Schema:
    return record(
        "One rule to satisfy.",
        {
            "rule": string("The rule's name."),
            "findings": count("The number of its findings."),
            "gain": number("The points gained by fixing all of them."),
        },
    )
