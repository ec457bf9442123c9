"""What the rules on notebooks have in common."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from roadworthy import path_words

if TYPE_CHECKING:
    from roadworthy import Cell, Location, Notebook, NotebookSummary

#: Where the metadata of a notebook keep the state of its widgets.
STATES = "application/vnd.jupyter.widget-state+json"
#: Tags by which an author says that a cell's outputs are to stay.
_KEPT = frozenset({"keep_output", "init_cell", "raises-exception"})
#: What comments of exercises say where readers are to write what is missing.
_EXERCISE = re.compile(
    r"(?im)^[^#\n]*+#.*\b(?:your (?:own )?(?:code|answer|solution)|fill (?:this )?in|write your)\b"
)

#: What asks for a service whose environment cannot be declared, and in a function, for one by its name.
_HOSTED = re.compile(
    r"(?:if|try)\b.*(?:colab|kaggle|sys\.modules|os\.environ|IN_\w+|emscripten|pyodide)|try:", re.IGNORECASE
)
_NAMED_HOST = re.compile(r"if\b.*(?:colab|kaggle)", re.IGNORECASE)

#: What stores a model outside of the directory that the notebook is in.
_STORED_ABOVE = re.compile(r"\b(?:dump|save|save_model|save_weights)\([^#\n\"']{0,80}[\"']\.\./")

_HOSTS = frozenset(("colab", "kaggle"))
#: What a session of Colab alone can do.
_COLAB = re.compile(r"\s*+(?:drive\.(?:flush_and_un|force_re)?mount\(|(?:from|import) google\.colab\b)")
#: A drive that a session of Colab mounts, or its user by a button.
_DRIVE = re.compile(r"[\"']/content/g?drive/")
#: Where a session of Kaggle has its data, there and seen from its notebook.
_KAGGLE = re.compile(r"/kaggle/(?:input|working)\b")
_KAGGLE_BESIDE = re.compile(r"\.\./input/")


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


def trains_for_others(notebook: Notebook) -> bool:
    """Tell whether a notebook trains what the project uses: people work with it, or it stores a model."""
    return is_work(notebook) or any(_STORED_ABOVE.search(cell.source) for cell in notebook.code)


def is_session(notebook: Notebook) -> bool:
    """Tell whether a notebook is a session of Shell-Plus: on one database, with its models imported."""
    return notebook.get(str, "metadata", "kernelspec", "name") == "django_extensions"


def is_hosted(notebook: Notebook) -> bool:
    """Tell whether a notebook runs on a hosted service only: by its name, or as it uses what is there."""
    named = not _HOSTS.isdisjoint(path_words(notebook.path.rpartition("/")[2]))
    return named or mounts_drive(notebook) is not None or _reads_kaggle(notebook)


def _reads_kaggle(notebook: Notebook) -> bool:
    """Tell whether a notebook always reads the data of a session of Kaggle."""
    saved_there = notebook.has("metadata", "kaggle")
    return any(
        _KAGGLE.search(line) or (saved_there and _KAGGLE_BESIDE.search(line))
        for cell in notebook.code
        if "kaggle/" in cell.source or "../input/" in cell.source
        for _, line in unhosted_lines(cell)
    )


def is_of_colab(notebook: Notebook) -> bool:
    """Tell whether Colab stored a notebook: its user may have mounted a drive by a button."""
    return notebook.has("metadata", "colab")


def mounts_drive(notebook: Notebook) -> Location | None:
    """Return the first line that uses what only a session of Colab has, and does not ask for one first.

    In a notebook that Colab stored, that is a path of a drive, too.
    """
    stored_there = is_of_colab(notebook)
    for cell in notebook.code:
        if "colab" in cell.source or "drive" in cell.source:
            for number, line in unhosted_lines(cell):
                if _COLAB.match(line) or (stored_there and _DRIVE.search(line)):
                    return cell.line(number)
    return None


def unhosted_lines(cell: Cell) -> Iterator[tuple[int, str]]:
    """Yield number and text of a cell's lines, without those that only run on a hosted service."""
    guard: int | None = None
    for number, line in cell.code_lines():
        text = line.lstrip()
        depth = len(line) - len(text)
        if text and (guard is None or depth <= guard) and not text.startswith(("else", "except", "finally")):
            guard = depth if (_NAMED_HOST if depth else _HOSTED).match(text) else None
        if guard is None or depth <= guard:
            yield number, line


def code_lines(notebook: Notebook) -> Iterator[tuple[Cell, int, str]]:
    """Yield each line of a notebook's code, with its cell and its number there."""
    for cell in notebook.code:
        yield from ((cell, number, line) for number, line in cell.code_lines())
