"""Notebooks that are stored as Markdown: MyST and Markdown of jupytext, Quarto and R Markdown, marimo.

The forms are those of jupytext's documentation ("Jupytext formats"), of MyST-NB ("text-based notebooks") and
of Quarto ("execution options"): fenced blocks of code, with options in their first lines.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from roadworthy.core.late_re import re
from roadworthy.facts.notebooks.formats.block import Block, block

#: How the names of text files end that may hold a notebook.
SUFFIXES = (".qmd", ".Rmd", ".md")
#: The front matter, which is YAML.
FRONT = re.compile(r"\A---[ \t]*\r?\n(.*?)\r?\n---[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_FENCE = re.compile(r"(`{3,}|~{3,})(.*)")
_QUARTO = re.compile(r"\{python\b([^}]*)\}")
_MYST = re.compile(r"\{code-cell\}[ \t]*(?:i?python\d?)?$")
_MARKDOWN = re.compile(r"i?python\d?\b(?!.*\bactive-)")
_MARIMO = re.compile(r"\{?\.?python\b.*\.marimo\b")
_OPTION = re.compile(r"#\|[ \t]*|:(?=[\w-]+:)")
_IDLE = re.compile(r"\beval\s*[:=]\s*(?:false|no)\b", re.IGNORECASE)
_FAILS = re.compile(r"\berror\s*[:=]\s*true\b|\braises-exception\b", re.IGNORECASE)


def form_of(path: str, text: str) -> str:
    """Name the form in which a text holds a notebook, by its front matter or by the code that it runs."""
    if path.endswith((".qmd", ".Rmd")):
        # A name with `_` in front is a part that other documents include.
        runs = not path.rpartition("/")[2].startswith("_") and "```{python" in text
        return "quarto" if runs else ""
    front = FRONT.match(text)
    if front is None:
        return ""
    if "marimo-version:" in front[1]:
        return "marimo"
    if "jupytext:" not in front[1]:
        return ""
    return "myst" if "{code-cell}" in text else "markdown" if "```python" in text else ""


def quarto(lines: Sequence[str], start: int) -> Iterator[Block]:
    """Yield the blocks of Quarto and R Markdown: code between fences of `{python}`."""
    return _fenced(lines, start, _QUARTO)


def myst(lines: Sequence[str], start: int) -> Iterator[Block]:
    """Yield the blocks of MyST: code between fences of `{code-cell}`."""
    return _fenced(lines, start, _MYST)


def plain(lines: Sequence[str], start: int) -> Iterator[Block]:
    """Yield the blocks of jupytext's Markdown: code between fences of `python`."""
    return _fenced(lines, start, _MARKDOWN)


def marimo(lines: Sequence[str], start: int) -> Iterator[Block]:
    """Yield the blocks of marimo's Markdown: code between fences of `python {.marimo}`."""
    return _fenced(lines, start, _MARIMO)


def _fenced(lines: Sequence[str], start: int, pattern: re.Pattern[str]) -> Iterator[Block]:
    at = start
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
            yield from block("markdown", lines[start:at], start)
            yield from _code(header, lines[at + 1 : end], at + 1)
            start = end + 1
        at = end + 1
    yield from block("markdown", lines[start:], start)


def _code(header: str, lines: Sequence[str], offset: int) -> Iterator[Block]:
    head = 0
    if lines and lines[0].strip() == "---" and "---" in lines[1:]:
        head = list(lines).index("---", 1) + 1
    while head < len(lines) and _OPTION.match(lines[head]):
        head += 1
    options = "\n".join((header, *lines[:head]))
    if _IDLE.search(options):
        return
    tags = ("raises-exception",) if _FAILS.search(options) else ()
    yield from block("code", lines[head:], offset + head, tags)
