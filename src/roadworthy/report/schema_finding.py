"""What the JSON report says of a finding, as JSON Schema."""

from __future__ import annotations

from roadworthy.core.rule import Severity
from roadworthy.report.shapes import (
    Schema,
    boolean,
    listed,
    one_of,
    optional,
    position,
    record,
    string,
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


def _place() -> dict[str, Schema]:
    return {
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
    }


def finding_schema() -> Schema:
    """Return the schema of a finding with its fix."""
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
        "One finding.",
        {
            "rule": string("The rule's name."),
            "group": string("The group it counts in."),
            "severity": one_of("Its severity.", [severity.label for severity in Severity]),
            "message": string("The fault."),
            **_place(),
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
            "related": listed(
                "Other places of the same fault, or what it contradicts.", record("A place.", _place())
            ),
        },
    )
