"""What the lines around a setting say: whether it is a comment, a default, or read elsewhere."""

from __future__ import annotations

import re

#: What makes the fields of classes defaults.
DEFAULTS = re.compile(r"BaseSettings|BaseModel|dataclass|attrs|NamedTuple")


def is_read(name: str, text: str) -> bool:
    """Tell whether another class of a module takes a setting of the same name from the environment."""
    lines = (line.strip() for line in text.splitlines() if "environ" in line or "getenv" in line)
    return any(re.split(r"[ :=]", line, maxsplit=1)[0] == name for line in lines)


def line_at(text: str, at: int) -> str:
    """Return the line of a text that holds a place, up to 500 characters on both sides."""
    start = text.rfind("\n", max(0, at - 500), at) + 1
    end = text.find("\n", at, at + 500)
    return text[max(start, at - 500) : end if end > 0 else at + 500]


def is_comment(text: str, at: int) -> bool:
    """Tell whether the line of a text that holds a place is a comment."""
    return line_at(text, at).lstrip().startswith("#")
