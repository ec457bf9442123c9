"""Notebooks that are stored as text: MyST and Markdown of jupytext, Quarto and R Markdown.

The forms are those of jupytext's documentation ("Jupytext formats"), of MyST-NB ("text-based notebooks") and
of Quarto ("execution options"): fenced blocks of code, with options in their first lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

#: How the names of text files end that may hold a notebook.
SUFFIXES = (".qmd", ".Rmd", ".md")
_FRONT = re.compile(r"\A---[ \t]*\r?\n(.*?)\r?\n---[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_FENCE = re.compile(r"(`{3,}|~{3,})(.*)")
_QUARTO = re.compile(r"\{python\b([^}]*)\}")
_MYST = re.compile(r"\{code-cell\}[ \t]*(?:i?python\d?)?$")
_MARKDOWN = re.compile(r"i?python\d?\b(?!.*\bactive-)")
_OPTION = re.compile(r"#\|[ \t]*|:(?=[\w-]+:)")
_IDLE = re.compile(r"\beval\s*[:=]\s*(?:false|no)\b", re.IGNORECASE)
_FAILS = re.compile(r"\berror\s*[:=]\s*true\b|\braises-exception\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Block:
    """A block of code, or the text between two; `offset` counts the lines of the file before its first."""

    kind: Literal["code", "markdown", "raw"]
    source: str
    offset: int
    tags: tuple[str, ...] = ()


def is_notebook(path: str, text: str) -> bool:
    """Tell whether a text file is a notebook, by its front matter or by the code that it runs."""
    if path.endswith((".qmd", ".Rmd")):
        # A name with `_` in front is a part that other documents include.
        return not path.rpartition("/")[2].startswith("_") and "```{python" in text
    front = _FRONT.match(text)
    return front is not None and "jupytext:" in front[1] and ("{code-cell}" in text or "```python" in text)


def blocks(path: str, text: str) -> Iterator[Block]:
    """Yield the blocks of a notebook in order, blank ones left out."""
    lines = re.split(r"\r\n?|\n", text)
    front = _FRONT.match(text)
    at = start = text[: front.end()].count("\n") if front else 0
    pattern = _QUARTO if not path.endswith(".md") else _MYST if "{code-cell}" in text else _MARKDOWN
    while at < len(lines):
        opened = _FENCE.match(lines[at])
        if opened is None:
            at += 1
            continue
        end = at + 1
        while end < len(lines) and not re.fullmatch(rf"{opened[1]}{opened[1][0]}*[ \t]*", lines[end]):
            end += 1
        header = opened[2].strip(" \t")
        if pattern.match(header):
            yield from _block("markdown", lines[start:at], start)
            yield from _code(header, lines[at + 1 : end], at + 1)
            start = end + 1
        at = end + 1
    yield from _block("markdown", lines[start:], start)


def _code(header: str, lines: list[str], offset: int) -> Iterator[Block]:
    head = 0
    if lines and lines[0].strip() == "---" and "---" in lines[1:]:
        head = lines.index("---", 1) + 1
    while head < len(lines) and _OPTION.match(lines[head]):
        head += 1
    options = "\n".join((header, *lines[:head]))
    if _IDLE.search(options):
        return
    tags = ("raises-exception",) if _FAILS.search(options) else ()
    yield from _block("code", lines[head:], offset + head, tags)


def _block(
    kind: Literal["code", "markdown"], lines: list[str], offset: int, tags: tuple[str, ...] = ()
) -> Iterator[Block]:
    if any(line.strip() for line in lines):
        yield Block(kind, "\n".join(lines), offset, tags)
