"""Whether a file that this Python cannot parse is written in what a newer one reads."""

from __future__ import annotations

import ast

from roadworthy.core.late_re import re

#: What Python before 3.12 says of an f-string that holds a backslash or a comment in its braces.
_HELD = re.compile(r"f-string expression part cannot include")
#: What it says of one that holds its own quotes: to it, the string ends there.
_ENDED = re.compile(r"(?:f-string: ){1,2}(?:expecting '\}'|unmatched '[\[({]')")
#: Parameters of types (PEP 695): `def f[T](`, `class C[T]`, `type X = `.
_PARAMETERS = re.compile(r"\s*(?:(?:async\s+)?def|class)\s+\w+\[[A-Za-z_*]|\s*type\s+\w+\s*[\[=]\s*[\w*(\"']")
#: What it says of one whose braces hold a line break.
_BROKEN = "unterminated string literal"
#: An f-string in single quotes, up to the next quote of its own.
_QUOTED = re.compile(r"[rR]?[fF][rR]?(?:\"(?!\"\")[^\"\\]{0,2000}+\"|'(?!'')[^'\\]{0,2000}+')")


def needed_python(message: str, line: str, running: tuple[int, int], text: str = "") -> str:
    """Return the Python that may read a line, as "Python 3.12"; "" where none that is newer would.

    `message` is what the one that runs says of the line, and `text` the file from the place on that it says
    it of. An f-string is taken for sound if it may hold a string in its own quotes: then its line has four of
    them; or if it is sound without the line breaks.
    """
    if running >= (3, 12):
        return ""
    if message.startswith(_BROKEN) and _is_sound_unbroken(text):
        return "Python 3.12"
    nested = _ENDED.match(message) is not None and max(line.count('"'), line.count("'")) >= 4
    typed = message in ("expected '('", "invalid syntax") and _PARAMETERS.match(line) is not None
    return "Python 3.12" if nested or typed or _HELD.match(message) else ""


def _is_sound_unbroken(text: str) -> bool:
    """Tell whether a text begins with an f-string that this Python reads, once it stands on one line."""
    quoted = _QUOTED.match(text)
    if quoted is None or "\n" not in quoted[0]:
        return False
    # Outside of braces, a line break ends the string for every Python.
    opened = 0
    for part in quoted[0].split("\n")[:-1]:
        opened += part.count("{") - part.count("}")
        if opened <= 0:
            return False
    try:
        compile(quoted[0].replace("\n", " "), "", "eval", ast.PyCF_ONLY_AST, dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True
