"""Notebooks as Jupyter stores them (nbformat 3 and 4): JSON that holds cells, outputs and metadata."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from roadworthy.core.fault import Unreadable
from roadworthy.core.finding import Location, Span
from roadworthy.core.late_re import re

#: Where Git put both sides; inside JSON no line of its own starts like this.
_CONFLICT = re.compile(rb"^<{7} \S", re.MULTILINE)


def _elsewhere(path: str, store: str) -> Unreadable:
    text = f"a {store} pointer: the notebook itself is not in this checkout"
    return Unreadable(text, Location(path), elsewhere=True)


def load(path: str, data: bytes) -> dict[str, Any]:
    """Return the JSON of a notebook; raises `Unreadable` where the bytes are none, with the place."""
    if data.startswith(b"version https://git-lfs"):
        raise _elsewhere(path, "Git LFS")
    if b"/annex/objects/" in data[:200]:
        raise _elsewhere(path, "git-annex")
    if conflict := _CONFLICT.search(data):
        line = data.count(b"\n", 0, conflict.start()) + 1
        at = Location(path, span=Span(line, 1, line, 1))
        raise Unreadable("not a notebook: it contains the markers of a merge conflict", at)
    try:
        document = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise Unreadable(f"not valid UTF-8: {error.reason} at byte {error.start}", Location(path)) from None
    except json.JSONDecodeError as error:
        at = Location(path, span=Span(error.lineno, error.colno, error.lineno, error.colno))
        what = "it is empty" if not data.strip() else error.msg[:1].lower() + error.msg[1:]
        raise Unreadable(f"not a notebook: invalid JSON: {what}", at) from None
    except (RecursionError, ValueError) as error:
        raise Unreadable(f"not a notebook: {error}", Location(path)) from None
    if not isinstance(document, dict) or not isinstance(document.get("nbformat"), int):
        raise Unreadable("not a notebook: it has no `nbformat`", Location(path))
    return document


def language_of(metadata: dict[str, Any]) -> str:
    """Return the language of a notebook's kernel, in lower case."""
    for table, key in (("kernelspec", "language"), ("language_info", "name")):
        value = metadata.get(table)
        if isinstance(value, dict) and isinstance(value.get(key), str):
            return str(value[key]).lower()
    return "python"


def raw_cells(document: dict[str, Any]) -> Iterator[tuple[tuple[str | int, ...], dict[str, Any]]]:
    """Yield each cell with the route to it; those of nbformat 3 lie in worksheets."""
    holders: list[tuple[tuple[str | int, ...], Any]] = [((), document)]
    if document["nbformat"] < 4 and isinstance(document.get("worksheets"), list):
        holders = [(("worksheets", n), sheet) for n, sheet in enumerate(document["worksheets"])]
    for route, holder in holders:
        cells = holder.get("cells") if isinstance(holder, dict) else None
        for number, cell in enumerate(cells if isinstance(cells, list) else ()):
            if isinstance(cell, dict):
                yield (*route, "cells", number), cell
