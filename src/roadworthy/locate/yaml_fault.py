"""What is wrong with a text that should be YAML, and where."""

from __future__ import annotations

from roadworthy.locate.lines import Lines


class YAMLFault(ValueError):
    """The text is not YAML, or goes beyond a limit; `line` and `column` count from 1."""

    def __init__(self, text: str, index: int, message: str) -> None:
        self.message = " ".join(message.split())[:200]
        self.line, self.column = Lines(text).position(index)
        super().__init__(f"{self.message} (line {self.line}, column {self.column})")
