"""IPython's additions to Python, blanked so that what remains parses, line for line.

The forms are those of IPython's own documentation: line and cell magics, shell escapes, help, and
automatic quoting and calling.
"""

from __future__ import annotations

import re

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

_MARK = re.compile(r"['\"#()\[\]{}]")
_STRINGS = {"'": re.compile(r"(?:[^'\\\n]|\\.)*+'"), '"': re.compile(r'(?:[^"\\\n]|\\.)*+"')}


def blank_magics(source: str) -> str:
    """Return a cell's source with every magic blanked; lines and the columns of plain code stay."""
    first = _CELL.match(source)
    lines = re.split(r"\r\n?|\n", source)
    if (first and first.group(1) not in _PYTHON_CELLS) or _LANGUAGE.match(source):
        return "\n" * (len(lines) - 1)
    blanked: list[str] = []
    depth, continued = 0, False
    for line in lines:
        if continued:
            continued = line.endswith("\\")
            blanked.append("")
            continue
        assigned = _ASSIGNED.match(line)
        if depth > 0:
            blanked.append(line)
        elif assigned:
            blanked.append(f"{assigned.group(1)}{assigned.group(2)}None")
            continued = line.endswith("\\")
            continue
        elif _LINE.match(line) or (_HELP.match(line) and "?" in line):
            # `pass` keeps `if x:` with a magic as its only body valid.
            indent = line[: len(line) - len(line.lstrip())]
            blanked.append(f"{indent}pass" if any(blanked) else "")
            continued = line.endswith("\\")
            continue
        else:
            blanked.append(line)
        depth = max(0, depth + _opened(line))
    return "\n".join(blanked)


def _opened(line: str) -> int:
    """Return how many more brackets a line opens than it closes, leaving out strings and comments."""
    at, opened = 0, 0
    endless: set[str] = set()
    while found := _MARK.search(line, at):
        mark, at = found[0], found.end()
        if mark == "#":
            break
        if mark in "([{":
            opened += 1
        elif mark in ")]}":
            opened -= 1
        elif mark not in endless:
            # Where one string has no end, none that starts later with its quote has: each is escaped in it.
            string = _STRINGS[mark].match(line, at)
            at = string.end() if string else at
            endless.update(() if string else mark)
    return opened
