"""The shapes that a JSON Schema is made of, each with the words that describe it."""

from __future__ import annotations

from functools import partial
from typing import Any

Schema = dict[str, Any]


def record(description: str, properties: dict[str, Schema]) -> Schema:
    """Return an object that has exactly these properties."""
    return {
        "description": description,
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def optional(schema: Schema) -> Schema:
    """Return a shape that may be null instead."""
    return {**schema, "type": [schema["type"], "null"]}


def listed(description: str, items: Schema) -> Schema:
    """Return an array of one shape."""
    return {"description": description, "type": "array", "items": items}


def one_of(description: str, values: list[str]) -> Schema:
    """Return a choice among words."""
    return {"description": description, "enum": values}


def _typed(kind: str, description: str, **limits: int) -> Schema:
    return {"description": description, "type": kind, **limits}


string = partial(_typed, "string")
boolean = partial(_typed, "boolean")
number = partial(_typed, "number")
points = partial(_typed, "number", minimum=0, maximum=100)
count = partial(_typed, "integer", minimum=0)
position = partial(_typed, "integer", minimum=1)
