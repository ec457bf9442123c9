"""Compare the cells of percent and light scripts with those that jupytext reads.

    python tests/conformance/notebook_scripts.py DIRECTORY...

jupytext is no dependency of the project: install it first. Both read every `.py` file below the directories
that is such a script; code cells are compared by their text, without blank lines around it. The exit code is
1 where fewer than five sixths agree. jupytext takes cells in other languages for code, which are none here.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from roadworthy.facts.notebooks import Notebook
from roadworthy.facts.python import script_form

LEAST = 5 / 6


def scripts(directories: list[str]) -> Iterator[tuple[Path, str]]:
    """Yield the scripts below some directories, with their text."""
    for directory in directories:
        for path in sorted(Path(directory).rglob("*.py")):
            text = path.read_text(encoding="utf-8", errors="replace")
            if script_form(text) in ("percent", "light"):
                yield path, text


def theirs(text: str) -> list[str]:
    """Return the code cells that jupytext reads."""
    jupytext = import_module("jupytext")
    named = "py" if "jupytext:" in text else f"py:{script_form(text)}"
    cells = jupytext.reads(text, fmt=named).cells
    return [
        cell.source.strip("\n").rstrip() for cell in cells if cell.cell_type == "code" and cell.source.strip()
    ]


def main() -> int:
    """Print how many scripts agree, and the first cell of each that does not."""
    agreed = number = 0
    for path, text in scripts(sys.argv[1:]):
        ours = [cell.source for cell in Notebook.parse("a.py", text.encode()).code]
        wanted = theirs(text)
        number += 1
        agreed += ours == wanted
        if ours != wanted:
            pair = next((pair for pair in zip(wanted, ours, strict=False) if pair[0] != pair[1]), ("", ""))
            print(f"{path}: {len(wanted)} cells, here {len(ours)}: {pair[0][:60]!r}, here {pair[1][:60]!r}")
    print(f"{agreed} of {number} scripts agree")
    return 0 if number and agreed >= LEAST * number else 1


if __name__ == "__main__":
    sys.exit(main())
