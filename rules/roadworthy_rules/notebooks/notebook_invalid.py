import re
from collections.abc import Iterator
from typing import Any

from roadworthy import Finding, Notebook, Severity, rule

_KINDS = ("code", "markdown", "raw")
_OUTPUTS = ("display_data", "error", "execute_result", "stream")
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_Fault = tuple[tuple[str | int, ...], str]


@rule(Severity.ERROR, since="0.1")
def notebook_invalid(notebook: Notebook) -> Iterator[Finding]:
    """A notebook is not what the notebook format allows.

    Jupyter may refuse to open it, or open it and drop what it does not understand when it is saved. It comes
    from merging by hand, or from a script that writes notebooks. Open it, save it, and look at the diff;
    `nbformat.validate` says what is wrong. Only the first fault of each notebook is reported (nbformat's
    schema, version 4).

    ```notebook bad
    [[cells]]
    source = "load()"
    outputs = [{ output_type = "figure" }]
    ```
    ```ipynb bad
    {
     "cells": [
      {
       "cell_type": "code",
       "metadata": {},
       "source": "load()"
      }
     ],
     "metadata": {},
     "nbformat": 4,
     "nbformat_minor": 4
    }
    ```
    ```notebook bad
    metadata = { kernelspec = "python3" }
    cells = [{ source = "load()" }]
    ```
    ```notebook good
    [[cells]]
    source = "load()"
    outputs = [{ output_type = "stream", name = "stdout", text = ["loaded"] }]
    ```
    """
    version = notebook.get(int, "nbformat")
    newer = (notebook.get(int, "nbformat_minor") or 0) > 5
    if notebook.role == "test" or version not in (3, 4) or newer:
        return
    fault = next(_faults(notebook) if version == 4 else _faults_of_3(notebook), None)
    if fault:
        yield Finding(fault[1], notebook.at(*fault[0]))


def _of_head(notebook: Notebook) -> Iterator[_Fault]:
    if notebook.get(int, "nbformat_minor") is None:
        yield (), "`nbformat_minor` is missing or no number"
    metadata = notebook.data.get("metadata")
    if not isinstance(metadata, dict):
        yield (), "`metadata` is missing or no object"
        return
    for key in ("kernelspec", "language_info"):
        table = metadata.get(key, {"name": ""})
        if not isinstance(table, dict):
            yield ("metadata", key), f"the notebook's `{key}` is no object"
        elif not isinstance(table.get("name"), str):
            yield ("metadata", key), f"the notebook's `{key}` has no `name`"


def _faults_of_3(notebook: Notebook) -> Iterator[_Fault]:
    yield from _of_head(notebook)
    sheets = notebook.data.get("worksheets")
    if not isinstance(sheets, list):
        yield (), "`worksheets` is missing or no list"
        return
    for index, sheet in enumerate(sheets):
        if not isinstance(sheet, dict) or not isinstance(sheet.get("cells"), list):
            yield ("worksheets", index), "`cells` is missing or no list"


def _faults(notebook: Notebook) -> Iterator[_Fault]:
    yield from _of_head(notebook)
    cells = notebook.data.get("cells")
    if not isinstance(cells, list):
        yield (), "`cells` is missing or no list"
        return
    seen: set[str] = set()
    identified = (notebook.get(int, "nbformat_minor") or 0) >= 5
    for index, cell in enumerate(cells):
        at = ("cells", index)
        if not isinstance(cell, dict):
            yield at, "the cell is no object"
            continue
        for route, message in _of_cell(cell):
            yield (*at, *route), message
        key = cell.get("id")
        if identified and key is not None:
            if not isinstance(key, str) or not _ID.fullmatch(key):
                yield (*at, "id"), "the cell's `id` is not 1 to 64 letters, digits, hyphens and underscores"
            elif key in seen:
                yield (*at, "id"), f"the `id` `{key}` is another cell's, too"
            seen.add(str(key))


def _of_cell(cell: dict[str, Any]) -> Iterator[_Fault]:
    kind = cell.get("cell_type")
    if kind not in _KINDS:
        yield ("cell_type",), "the cell is neither code, Markdown nor raw"
    if not _is_text(cell.get("source")):
        yield ("source",), "the cell's `source` is missing or no text"
    if not isinstance(cell.get("metadata"), dict):
        yield ("metadata",), "the cell's `metadata` is missing or no object"
    if kind != "code":
        return
    count, outputs = cell.get("execution_count", ""), cell.get("outputs")
    if count is not None and not isinstance(count, int):
        yield ("execution_count",), "the cell's `execution_count` is missing or no number"
    if not isinstance(outputs, list):
        yield ("outputs",), "the cell's `outputs` is missing or no list"
        return
    for number, output in enumerate(outputs):
        if not isinstance(output, dict) or output.get("output_type") not in _OUTPUTS:
            yield ("outputs", number), "the output is of no type that there is"


def _is_text(value: Any) -> bool:
    parts = value if isinstance(value, list) else [value]
    return all(isinstance(part, str) for part in parts)
