"""What the rules on notebooks have in common."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from roadworthy import Cell, Notebook, NotebookSummary

#: Tags by which an author says that a cell's outputs are to stay.
_KEPT = frozenset({"keep_output", "init_cell", "raises-exception"})
#: What comments of exercises say where readers are to write what is missing.
_EXERCISE = re.compile(
    r"(?im)^[^#\n]*+#.*\b(?:your (?:own )?(?:code|answer|solution)|fill (?:this )?in|write your)\b"
)


def is_exercise(cell: Cell) -> bool:
    """Tell whether a code cell leaves something for its reader to write."""
    return cell.kind == "code" and bool(_EXERCISE.search(cell.source))


def keeps_outputs(cell: Cell) -> bool:
    """Tell whether a cell says, by tag or metadata, that its outputs are meant to stay."""
    return not _KEPT.isdisjoint(cell.tags) or any(cell.metadata.get(key) is True for key in _KEPT)


def texts(output: dict[str, Any]) -> Iterator[str]:
    """Yield the texts of an output that a person would read: streams, tracebacks, text and HTML results."""
    data = output.get("data")
    values = [output.get("text"), output.get("evalue"), output.get("traceback")]
    if isinstance(data, dict):
        values += [
            value for key, value in data.items() if key in ("text/plain", "text/html", "text/markdown")
        ]
    for value in values:
        if isinstance(value, str):
            yield value
        elif isinstance(value, list):
            yield "".join(part for part in value if isinstance(part, str))


def is_work(notebook: Notebook | NotebookSummary) -> bool:
    """Tell whether people work with a notebook, and do not only show or test something by it."""
    return notebook.role in ("source", "configuration")


def code_lines(notebook: Notebook) -> Iterator[tuple[Cell, int, str]]:
    """Yield each line of a notebook's code, with its cell and its number there."""
    for cell in notebook.code:
        yield from ((cell, number, line) for number, line in cell.code_lines())
