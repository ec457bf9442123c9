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


def finding_schema() -> Schema:
    """Return the schema of a finding with its fix."""
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
        "One finding.",
        {
            "rule": string("The rule's name."),
            "group": string("The group it counts in."),
            "severity": one_of("How bad it is.", [severity.label for severity in Severity]),
            "message": string("What is wrong here."),
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
                "description": "The points that fixing this alone would gain; null without a score.",
            },
            "pypi": boolean("Whether PyPI refuses an upload for this, as the page of the rule says."),
            "fix": optional(fix),
            "accepted": optional(accepted),
            "new": {"type": ["boolean", "null"], "description": new},
            "why": string("Why the rule is there, in one sentence."),
            "url": string("The address of the rule's page."),
            "details": {
                "type": "object",
                "description": "What programs may want to know besides, as the page of the rule says.",
            },
        },
    )
