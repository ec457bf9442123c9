"""What the JSON report says of one project, as JSON Schema."""

from __future__ import annotations

from roadworthy.core.result import Verdict
from roadworthy.core.rule_run import Outcome
from roadworthy.facts.tests import Grade
from roadworthy.report.schema_finding import finding_schema
from roadworthy.report.schema_score import score_schema
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
            "score": optional(score_schema()),
            "pypi": optional(_pypi()),
            "findings": listed(
                "The findings, by path and place, accepted ones among them.", finding_schema()
            ),
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


def _pypi() -> Schema:
    return record(
        "Whether PyPI would accept the artifacts; null without artifacts.",
        {
            "verdict": one_of("The verdict.", ["accepted", "refused", "unknown"]),
            "reasons": listed("Why PyPI would reject an upload.", string("One reason.")),
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
