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


def score_schema() -> Schema:
    """Return the schema of a score with its groups and practices."""
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
