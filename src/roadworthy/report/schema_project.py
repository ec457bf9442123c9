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
                "What the project is judged as.",
                {
                    "name": string("The profile's name."),
                    "evidence": listed("What it was told by.", string("A sign of the profile.")),
                    "against": listed("What speaks against it.", string("A sign of another profile.")),
                },
            ),
            "verdict": one_of("What the gate says.", [verdict.value for verdict in Verdict]),
            "reasons": listed("What speaks against passing.", string("One reason.")),
            "score": optional(score_schema()),
            "pypi": optional(_pypi()),
            "findings": listed(
                "The findings, by path and place, accepted ones among them.", finding_schema()
            ),
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


def _pypi() -> Schema:
    return record(
        "Whether PyPI would take the artifacts; null without artifacts.",
        {
            "verdict": one_of("The verdict.", ["accepted", "refused", "unknown"]),
            "reasons": listed("What speaks against an upload.", string("One reason.")),
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
            "kind": one_of("What it is; `run` for the whole run.", ["rule", "fact", "practice", "run"]),
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
