"""Where the comments of a TOML text are: what a fix must not lose."""

from __future__ import annotations

import re
from collections.abc import Iterator

# A multi-line string may end in up to five quotes: the first one or two are part of the value.
_LONG = r'"""[^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)*"{3,5}' + r"|'''.*?'{3,5}"
_SHORT = r'"[^"\\\n]*(?:\\.[^"\\\n]*)*"' + r"|'[^'\n]*'"
_LEXEMES = re.compile(rf"{_LONG}|{_SHORT}|#[^\r\n]*", re.DOTALL)


def comments(text: str) -> Iterator[tuple[int, int]]:
    """Yield the start and the end of every comment of `text`, which `tomli.loads` accepts."""
    # Outside of comments a quote always starts a string, outside of strings `#` always a comment.
    for lexeme in _LEXEMES.finditer(text):
        if text[lexeme.start()] == "#":
            yield lexeme.span()
