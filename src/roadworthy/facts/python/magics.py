"""IPython's additions to Python, blanked so that what remains parses, line for line.

The forms are those of IPython's own documentation: line and cell magics, shell escapes, help, and
automatic quoting and calling; and the magics that IPython runs without their `%` (automagic).
"""

from __future__ import annotations

import ast
from functools import lru_cache

from roadworthy.core.late_re import re

#: Cell magics whose body is Python.
_PYTHON_CELLS = frozenset(
    {"time", "timeit", "capture", "prun", "debug", "memit", "mprun", "python", "python3"}
)
_CELL = re.compile(r"\s*%%(\w+)")
_LINE = re.compile(r"\s*[%!;,/?]")
#: Cells of Databricks in other languages: their name stands alone in the first line.
_LANGUAGE = re.compile(r"\s*%(?:fs|html|md|md-sandbox|r|scala|sh|sql)[ \t]*(?:\r?\n|\Z)")
_TARGET = r"[A-Za-z_][\w.]*(?:\[[^\]=\n]*\])?"
_ASSIGNED = re.compile(rf"(\s*)((?:{_TARGET}(?:\s*,\s*{_TARGET})*)\s*=\s*)[!%]")
_HELP = re.compile(r"\s*+\?{1,2}[\w.*]++\s*+$|\s*+[\w.*]++\?{1,2}\s*+(?:;\s*+)?$")
#: Magics that stand without `%`. With arguments such a line is no Python; those of the second line are
#: hardly ever names of variables, so that alone, or subtracted from, they are magics, too.
_AUTOMAGIC = re.compile(
    r"(?:pip|conda|mamba|uv|cat|cp|mv|rm|mkdir|rmdir|man|run|load_ext|matplotlib|pylab)[ \t]+[-\w./~'\"{$]"
    r"|(?:ls|ll|cd|pwd|whos|who)(?:[ \t]+[-\w./~'\"{$].*)?$"
)
#: Where a percent cell begins, as Spyder, VS Code, Hydrogen and jupytext know it.
_PERCENT = re.compile(r"^(# ?%%.*(?:\r?\n|\Z))", re.MULTILINE)
#: What matters in a line outside of a text, and in a text by its quotes.
_MARK = re.compile(r"""\"{3}|'{3}|["'#()\[\]{}]""")
_WITHIN = {quote: re.compile(rf"\\|{quote}") for quote in ('"""', "'''", '"', "'")}


@lru_cache(64)
def blank_magics(source: str) -> str:
    """Return a cell's source with every magic blanked; lines and the columns of plain code stay."""
    lines = re.split(r"\r\n?|\n", source)
    if not is_python_cell(source):
        return "\n" * (len(lines) - 1)
    blanked: list[str] = []
    depth, quote, continued = 0, "", False
    for line in lines:
        if continued:
            continued = line.endswith("\\")
            blanked.append("")
            continue
        inside = depth > 0 or quote
        if not inside and (assigned := _ASSIGNED.match(line)):
            blanked.append(f"{assigned.group(1)}{assigned.group(2)}None")
            continued = line.endswith("\\")
            continue
        if not inside and (_LINE.match(line) or (_HELP.match(line) and "?" in line) or is_automagic(line)):
            # `pass` keeps `if x:` with a magic as its only body valid.
            indent = line[: len(line) - len(line.lstrip())]
            blanked.append(f"{indent}pass" if any(blanked) else "")
            continued = line.endswith("\\")
            continue
        blanked.append(line)
        change, quote = opened_by(line, quote)
        depth = max(0, depth + change)
    return "\n".join(blanked)


def blank_cells(text: str) -> str:
    """Return a script of percent cells with every magic blanked, line for line; any other text as it is."""
    parts = _PERCENT.split(text)
    if len(parts) == 1:
        return text
    return "".join(part if number % 2 else blank_magics(part) for number, part in enumerate(parts))


def is_python_cell(source: str) -> bool:
    """Tell whether a code cell is Python: no magic in its first line hands it to another language."""
    first = _CELL.match(source)
    return (not first or first.group(1) in _PYTHON_CELLS) and not _LANGUAGE.match(source)


def is_automagic(line: str) -> bool:
    """Tell whether a line is a magic without its `%`, such as `pip install polars`, and no Python."""
    if not _AUTOMAGIC.match(line):
        return False
    if line.startswith(("ls", "ll", "cd", "pwd", "who")):
        return True
    try:
        ast.parse(line, "")
    except (SyntaxError, ValueError):
        return True
    return False


def opened_by(line: str, quote: str) -> tuple[int, str]:
    """Return how many more brackets a line opens than it closes, and the quotes that it leaves open.

    `quote` is what was open before: three quotes, or one where the line before ended in a backslash.
    """
    change, at = 0, 0
    while found := (_WITHIN[quote] if quote else _MARK).search(line, at):
        mark, at = found[0], found.end()
        if mark == "\\":
            at += 1
        elif quote:
            quote = ""
        elif mark == "#":
            break
        elif mark in _WITHIN:
            quote = mark
        else:
            change += 1 if mark in "([{" else -1
    return change, quote if len(quote) == 3 or line.endswith("\\") else ""
