"""A notebook: its cells in order, and what is stored beside them; the same value for every format."""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Iterator
from typing import Literal

from roadworthy.core.fault import Unreadable
from roadworthy.core.finding import Location
from roadworthy.core.late_dataclass import dataclass, field
from roadworthy.facts.notebooks.cell import Cell, stored_cell, text_cell
from roadworthy.facts.notebooks.formats import blocks_of, format_of
from roadworthy.facts.notebooks.formats.ipynb import language_of, load, raw_cells
from roadworthy.locate.document import Document
from roadworthy.tree.roles import Role, copied_from, role_of


@dataclass(frozen=True)
class Notebook(Document):
    """A notebook as it is stored. Asked for by first-stage rules."""

    role: Role
    cells: tuple[Cell, ...] = field(repr=False)
    language: str
    #: Whether the file begins with a byte order mark.
    marked: bool = False
    #: Whether it is stored as text, with neither outputs nor counts, and not as JSON.
    is_text: bool = False
    #: Whether its cells run from top to bottom; if not, in the order in which they need each other.
    ordered: bool = True
    #: Who runs it and gives it names, where the format says so.
    host: Literal["", "databricks", "quarto"] = ""

    @property
    def path(self) -> str:
        """The path of the file."""
        return self.file

    @property
    def is_copy(self) -> bool:
        """Whether it has the name of a copy."""
        return copied_from(self.file) is not None

    @property
    def code(self) -> Iterator[Cell]:
        """The code cells, in order."""
        return (cell for cell in self.cells if cell.kind == "code")

    @classmethod
    def parse(cls, path: str, data: bytes) -> Notebook:
        """Parse a file's bytes; raises `Unreadable` where they are not a notebook, with the place."""
        if not path.endswith(".ipynb"):
            return cls._parse_text(path, data.decode("utf-8-sig", "replace"))
        document = load(path, data)
        metadata = document.get("metadata")
        metadata = metadata if isinstance(metadata, dict) else {}
        language = language_of(metadata)
        cells = tuple(
            stored_cell(path, index, route, raw, language)
            for index, (route, raw) in enumerate(raw_cells(document))
        )
        return cls(path, document, role_of(path), cells, language, data.startswith(BOM_UTF8))

    @classmethod
    def _parse_text(cls, path: str, text: str) -> Notebook:
        form = format_of(path, text)
        if form is None:
            raise Unreadable("not a notebook: nothing in it says so", Location(path))
        cells = tuple(text_cell(path, index, block) for index, block in enumerate(blocks_of(form, text)))
        frame = {"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 4}
        return cls(
            path,
            frame,
            role_of(path),
            cells,
            "python",
            is_text=True,
            ordered=form.ordered,
            host=form.host,
        )
