"""What the JSON report says of a score, as JSON Schema."""

from __future__ import annotations

from typing import get_args

from roadworthy.core.practice import State
from roadworthy.report.shapes import (
    Schema,
    boolean,
    count,
    listed,
    number,
    one_of,
    optional,
    points,
    record,
    string,
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
            "gain": {
                **points("What the lack that no finding tells would gain; null where there is none."),
                "type": ["number", "null"],
            },
            "chain": listed("What shows it, in order.", seen),
        },
    )


def _standing() -> Schema:
    return record(
        "How public projects of the same profile compare; null where too few were measured.",
        {
            "lower": count("How many of them have less."),
            "of": count("How many were measured."),
            "day": string("The day on which they were measured, as 2026-11-29."),
        },
    )


def score_schema() -> Schema:
    """Return the schema of a score with its groups and practices."""
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
            "standing": optional(_standing()),
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
            "standing": optional(_standing()),
        },
    )
