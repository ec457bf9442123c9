"""What nbformat's schemas refuse in a notebook (nbformat 4.0 to 4.5, and the frame of version 3)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from roadworthy import Notebook

#: A route from the notebook's top, and what is wrong there.
_Fault = tuple[tuple[str | int, ...], str]
#: What the message of a key says that the format does not know.
_UNKNOWN = " is not a key of "
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_JSON_TYPE = re.compile(r"application/(?:.*\+)?json")
_KEYS = {"code": {"execution_count", "outputs"}, "markdown": {"attachments"}, "raw": {"attachments"}}
#: What each type of output must have, and nothing else.
_OUTPUTS = {
    "display_data": ("data", "metadata"),
    "error": ("ename", "evalue", "traceback"),
    "execute_result": ("data", "execution_count", "metadata"),
    "stream": ("name", "text"),
}


def faults_of(notebook: Notebook, *, unknown: bool) -> Iterator[_Fault]:
    """Yield what is wrong with a notebook: `unknown` keys alone, or all else.

    Nothing is said of notebooks in tests, and of versions that the schemas at hand do not describe.
    """
    version = notebook.get(int, "nbformat")
    newer = (notebook.get(int, "nbformat_minor") or 0) > 5
    if notebook.role == "test" or version not in (3, 4) or newer:
        return
    for route, message in faults_of_4(notebook) if version == 4 else faults_of_3(notebook):
        if unknown == (_UNKNOWN in message):
            yield route, message


def faults_of_3(notebook: Notebook) -> Iterator[_Fault]:
    """Yield what is wrong with the frame of a notebook of version 3."""
    yield from _of_head(notebook, ("name",))
    sheets = notebook.data.get("worksheets")
    if not isinstance(sheets, list):
        yield (), "`worksheets` is missing or not a list"
        return
    for index, sheet in enumerate(sheets):
        if not isinstance(sheet, dict) or not isinstance(sheet.get("cells"), list):
            yield ("worksheets", index), "`cells` is missing or not a list"


def faults_of_4(notebook: Notebook) -> Iterator[_Fault]:
    """Yield what is wrong with a notebook of version 4, in the order in which it is written."""
    yield from _of_head(notebook, ("name", "display_name"))
    for key in sorted(notebook.data.keys() - {"cells", "metadata", "nbformat", "nbformat_minor"}):
        yield (key,), f"`{key}`{_UNKNOWN}a notebook"
    cells = notebook.data.get("cells")
    if not isinstance(cells, list):
        yield (), "`cells` is missing or not a list"
        return
    seen: set[str] = set()
    minor = notebook.get(int, "nbformat_minor") or 0
    for index, cell in enumerate(cells):
        at = ("cells", index)
        if not isinstance(cell, dict):
            yield at, "the cell is not an object"
            continue
        for route, message in _of_cell(cell, minor):
            yield (*at, *route), message
        key = cell.get("id")
        if minor >= 5 and "id" in cell:
            if not isinstance(key, str) or not _ID.fullmatch(key):
                yield (*at, "id"), "the cell's `id` is not 1 to 64 letters, digits, hyphens and underscores"
            elif key in seen:
                yield (*at, "id"), f"the `id` `{key}` is also used by another cell"
            seen.add(str(key))


def _of_head(notebook: Notebook, required: tuple[str, ...]) -> Iterator[_Fault]:
    minor = notebook.get(int, "nbformat_minor")
    if minor is None or minor < 0:
        yield (), "`nbformat_minor` is missing or not a number"
    metadata = notebook.data.get("metadata")
    if not isinstance(metadata, dict):
        yield (), "`metadata` is missing or not an object"
        return
    for key, names in (("kernelspec", required), ("language_info", ("name",))):
        table = metadata.get(key, dict.fromkeys(names, ""))
        if not isinstance(table, dict):
            yield ("metadata", key), f"the notebook's `{key}` is not an object"
            continue
        for name in names:
            if not isinstance(table.get(name), str):
                yield ("metadata", key), f"the notebook's `{key}` has no `{name}`"
    for key, kind, what in (
        ("title", str, "string"),
        ("authors", list, "list"),
        ("orig_nbformat", int, "number"),
    ):
        if not isinstance(metadata.get(key, kind()), kind):
            yield ("metadata", key), f"the notebook's `{key}` is not a {what}"


def _of_cell(cell: dict[str, Any], minor: int) -> Iterator[_Fault]:
    kind = cell.get("cell_type")
    if kind not in ("code", "markdown", "raw"):
        yield ("cell_type",), "the cell is neither code, Markdown nor raw"
        return
    known = {"cell_type", "metadata", "source", *_KEYS[kind], *(("id",) if minor >= 5 else ())}
    for key in sorted(cell.keys() - known):
        if key == "id":
            yield (key,), f"before nbformat 4.5, a cell of type `{kind}` has no `{key}`"
        else:
            yield (key,), f"`{key}`{_UNKNOWN}a cell of type `{kind}`"
    if not _is_text(cell.get("source")):
        yield ("source",), "the cell's `source` is missing or not a string"
    metadata = cell.get("metadata")
    if isinstance(metadata, dict):
        yield from _of_metadata(metadata, kind)
    else:
        yield ("metadata",), "the cell's `metadata` is missing or not an object"
    attachments = cell.get("attachments", {})
    if not isinstance(attachments, dict) or not all(map(_is_bundle, attachments.values())):
        yield ("attachments",), "the cell's `attachments` are not objects with strings by type"
    if kind != "code":
        return
    if not _is_count(cell.get("execution_count", "")):
        yield ("execution_count",), "the cell's `execution_count` is missing or not a number"
    outputs = cell.get("outputs")
    if not isinstance(outputs, list):
        yield ("outputs",), "the cell's `outputs` is missing or not a list"
        return
    for number, output in enumerate(outputs):
        for message in _of_output(output):
            yield ("outputs", number), message


def _of_metadata(metadata: dict[str, Any], kind: str) -> Iterator[_Fault]:
    tags = metadata.get("tags", [])
    if not isinstance(tags, list) or not all(isinstance(tag, str) and tag and "," not in tag for tag in tags):
        yield ("metadata", "tags"), "the cell's `tags` are not a list of strings without commas"
    elif len(set(tags)) < len(tags):
        yield ("metadata", "tags"), "the cell has a tag twice"
    if not isinstance(metadata.get("name", "name"), str):
        yield ("metadata", "name"), "the cell's `name` is not a string"
    if not isinstance(metadata.get("jupyter", {}), dict):
        yield ("metadata", "jupyter"), "the cell's `jupyter` is not an object"
    if kind == "raw" and not isinstance(metadata.get("format", ""), str):
        yield ("metadata", "format"), "the cell's `format` is not a string"
    if kind == "code":
        if not isinstance(metadata.get("collapsed", True), bool):
            yield ("metadata", "collapsed"), "the cell's `collapsed` is neither true nor false"
        if metadata.get("scrolled", "auto") not in (True, False, "auto"):
            yield ("metadata", "scrolled"), "the cell's `scrolled` is neither true, false nor `auto`"


def _of_output(output: Any) -> Iterator[str]:
    kind = output.get("output_type") if isinstance(output, dict) else None
    required = _OUTPUTS.get(kind) if isinstance(kind, str) else None
    if required is None:
        yield "the output has an unknown type"
        return
    if missing := next((key for key in required if key not in output), None):
        yield f"the output has no `{missing}`"
        return
    if more := sorted(output.keys() - {"output_type", *required}):
        yield f"`{more[0]}`{_UNKNOWN}an output of type `{kind}`"
    if "data" in required and not _is_bundle(output["data"]):
        yield "the output's `data` is not an object with strings by type"
    if "metadata" in required and not isinstance(output["metadata"], dict):
        yield "the output's `metadata` is not an object"
    if kind == "execute_result" and not _is_count(output["execution_count"]):
        yield "the output's `execution_count` is not a number"
    texts = {"stream": ("name",), "error": ("ename", "evalue")}.get(str(kind), ())
    for key in texts:
        if not isinstance(output[key], str):
            yield f"the output's `{key}` is not a string"
    if kind == "stream" and not _is_text(output["text"]):
        yield "the output's `text` is not a string"
    if kind == "error" and not (isinstance(output["traceback"], list) and _is_text(output["traceback"])):
        yield "the output's `traceback` is not a list of strings"


def _is_count(value: Any) -> bool:
    return value is None or (isinstance(value, int) and not isinstance(value, bool) and value >= 0)


def _is_bundle(value: Any) -> bool:
    return isinstance(value, dict) and all(
        _JSON_TYPE.fullmatch(kind) or _is_text(text) for kind, text in value.items()
    )


def _is_text(value: Any) -> bool:
    parts = value if isinstance(value, list) else [value]
    return all(isinstance(part, str) for part in parts)
