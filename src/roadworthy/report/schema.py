"""The JSON Schema of the JSON report, version 1 (JSON Schema draft 2020-12)."""

from __future__ import annotations

from roadworthy.report.home import HOME
from roadworthy.report.json import SCHEMA
from roadworthy.report.schema_project import project
from roadworthy.report.shapes import (
    Schema,
    boolean,
    count,
    listed,
    one_of,
    record,
    string,
)


def report_schema() -> Schema:
    """Return the schema: strict, so that a report with a key that is not described here is not valid."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"{HOME}schemas/{SCHEMA}.json",
        "title": "Roadworthy's JSON report, version 1",
        **record(
            "What one run found. Lists are sorted, and equal input gives equal bytes.",
            {
                "schema": {"const": SCHEMA, "description": "The version of this format."},
                "tool": _tool(),
                "complete": boolean("False where something could not be judged; the exit code is then 3."),
                "files": _files(),
                "projects": listed("The projects inspected, by root.", project()),
                "pack_faults": listed(
                    "What is wrong with rule packs; any of them makes a run incomplete.", _fault()
                ),
            },
        ),
    }


def _tool() -> Schema:
    pack = record(
        "A rule pack.",
        {
            "name": string("Its name, which is that of its entry point."),
            "distribution": string("The distribution that brings it."),
            "version": string("The distribution's version."),
        },
    )
    return record(
        "What made the report.",
        {
            "name": {"const": "roadworthy", "description": "The tool's name."},
            "version": string("The tool's version."),
            "edition": string("The edition of rules and weights in force."),
            "packs": listed("The packs installed, by name.", pack),
        },
    )


def _files() -> Schema:
    skipped = record(
        "A path that was not inspected.",
        {
            "path": string("The path."),
            "reason": string("Why it was not inspected."),
            "weight": one_of(
                "`suspicious` where the tree itself hides it, so that the run is not complete.",
                ["ordinary", "plain", "suspicious"],
            ),
        },
    )
    return record(
        "What was looked at.",
        {
            "checked": count("The number of files inspected."),
            "skipped": listed("What was left out for a reason that a user should know, by path.", skipped),
        },
    )


def _fault() -> Schema:
    return record(
        "What is wrong with a pack.",
        {
            "pack": string("The pack's name."),
            "message": string("What is wrong."),
            "file": string("The file at fault, as the pack's loading named it; empty where none is."),
            "line": count("The line at fault; 0 where none is."),
        },
    )
