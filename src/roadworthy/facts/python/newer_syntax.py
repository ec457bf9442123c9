"""Whether a file that this Python cannot parse is written in what a newer one reads."""

from __future__ import annotations

from roadworthy.core.late_re import re

#: What Python before 3.12 says of an f-string that holds a backslash or a comment in its braces.
_HELD = re.compile(r"f-string expression part cannot include")
#: What it says of one that holds its own quotes: to it, the string ends there.
_ENDED = re.compile(r"(?:f-string: ){1,2}(?:expecting '\}'|unmatched '[\[({]')")
#: Parameters of types (PEP 695): `def f[T](`, `class C[T]`, `type X = `.
_PARAMETERS = re.compile(r"\s*(?:(?:async\s+)?def|class)\s+\w+\[[A-Za-z_*]|\s*type\s+\w+\s*[\[=]\s*[\w*(\"']")


def needed_python(message: str, line: str, running: tuple[int, int]) -> str:
    """Return the Python that may read a line, as "Python 3.12"; "" where none that is newer would.

    `message` is what the one that runs says of the line. An f-string is taken for sound if it may hold a
    string in its own quotes: then its line has four of them.
    """
    if running >= (3, 12):
        return ""
    nested = _ENDED.match(message) is not None and max(line.count('"'), line.count("'")) >= 4
    typed = message in ("expected '('", "invalid syntax") and _PARAMETERS.match(line) is not None
    return "Python 3.12" if nested or typed or _HELD.match(message) else ""
