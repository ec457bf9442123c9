"""TOML, edited as text: nothing but the lines in question changes, whatever their style."""

from __future__ import annotations

from typing import Any

from roadworthy.core.finding import Create, Edit, Remove, Replace, Route
from roadworthy.core.late_dataclass import dataclass, field
from roadworthy.fix.edit.data import EditRefused, current, look, plain, same
from roadworthy.fix.edit.page import loaded
from roadworthy.fix.edit.text import newline_of
from roadworthy.fix.edit.toml_text import edited


@dataclass(frozen=True, slots=True)
class TOMLDraft:
    """A TOML file, its data, and the items that were removed, by their original routes."""

    source: str
    data: dict[str, Any] = field(repr=False)
    newline: str
    removed: frozenset[Route] = frozenset()

    def edit(self, edit: Edit) -> TOMLDraft:
        """Return the draft with an edit done and proved; raises EditRefused."""
        if isinstance(edit, (Replace, Create)):
            raise EditRefused("it mixes edits of text and of data in one file")
        route = current(edit.at.route, self.removed)
        expected = plain(self.data, edit, route)
        if same(expected, self.data):
            return self
        text = edited(self.source, edit, route, self.newline)
        try:
            data = loaded(text)
        except EditRefused as refused:
            raise EditRefused(f"the result would not be: {refused}") from None
        gone = {edit.at.route} if isinstance(edit, Remove) and isinstance(route[-1], int) else set()
        while not same(data, expected):
            # Without a header of its own a table is there only as long as something is in it.
            route = route[:-1]
            if not isinstance(edit, Remove) or not route or look(expected, route)[1]:
                raise EditRefused("the file would have another meaning than intended")
            expected = plain(expected, edit, route)
        return TOMLDraft(text, data, self.newline, self.removed | gone)

    def text(self) -> str:
        """Return the file's text."""
        return self.source


def read(text: str) -> TOMLDraft:
    """Return the draft of a file; raises EditRefused where it is not TOML."""
    return TOMLDraft(text, loaded(text), newline_of(text))
