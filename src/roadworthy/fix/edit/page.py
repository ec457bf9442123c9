"""A TOML file's text with its data and marks: how each value is written, and how new ones are."""

from __future__ import annotations

from typing import Any, Literal

from roadworthy.core.finding import Route
from roadworthy.core.late_dataclass import dataclass, field
from roadworthy.core.late_re import re
from roadworthy.fix.edit.brackets import rearranged
from roadworthy.fix.edit.data import EditRefused, look
from roadworthy.fix.edit.render import Style, dotted, rendered, style_of
from roadworthy.fix.edit.sections import Statement, line_start, outermost, with_lines
from roadworthy.locate import Mark
from roadworthy.locate.toml import marks

_EQUALS = re.compile(r"(?<![ \t])[ \t]*+=[ \t]*+\Z")
_STEP = re.compile(r"\[[ \t]*\r?\n([ \t]+)\S")
#: A line with an array is not longer than this, where it can be broken.
_WIDTH = 88


def loaded(text: str) -> dict[str, Any]:
    """Return the data of a text; raises EditRefused where it is not TOML."""
    import tomli

    try:
        return tomli.loads(text)
    except (ValueError, RecursionError) as error:
        raise EditRefused(f"not valid TOML: {error}") from None


@dataclass(frozen=True, slots=True)
class Page:
    """One state of a file."""

    text: str
    data: dict[str, Any] = field(repr=False)
    marks: dict[Route, Mark] = field(repr=False)
    newline: str

    def of(self, text: str) -> Page:
        """Return the file with another text; raises EditRefused where that is not TOML."""
        return page_of(text, self.newline)

    def mark(self, route: Route) -> Mark:
        """Return the mark of what exists; raises EditRefused where it was left out."""
        if route not in self.marks:
            raise EditRefused("the place is too deep, or the file too large")
        return self.marks[route]

    def form(self, route: Route) -> Literal["value", "header", "dotted"]:
        """Return how something is written: as a value, by its or a longer header, or by dotted keys."""
        mark = self.mark(route)
        header = self.text[mark.start] == "["
        if isinstance(route[-1], int):
            return "header" if header and isinstance(look(self.data, route)[1], dict) else "value"
        if mark.start < mark.value_start:
            return "value"
        return "header" if header else "dotted"

    def box(self, route: Route) -> Route:
        """Return the route of the innermost brackets that hold a route; () where there are none."""
        for length in range(len(route) - 1, 0, -1):
            if self.form(route[:length]) == "value":
                return route[:length]
        return ()

    def inside(self, route: Route) -> str:
        """Return the text of a value."""
        mark = self.mark(route)
        return self.text[mark.value_start : mark.value_end]

    def with_inside(self, route: Route, value: str) -> str:
        """Return the text with another value, which is TOML, at a route."""
        mark = self.mark(route)
        return self.text[: mark.value_start] + value + self.text[mark.value_end :]

    def with_order(self, box: Route, order: list[tuple[int | None, str]]) -> str:
        """Return the text with the items of brackets in a new order."""
        start = self.mark(box).value_start
        spans = [(item.start - start, item.end - start) for item in outermost(self.marks, box)]
        return self.with_inside(box, rearranged(self.inside(box), spans, order, self.step(), self.newline))

    def with_lines(self, at: int, lines: list[str], *, apart: bool) -> str:
        """Return the text with lines put in; see `sections.with_lines`."""
        return with_lines(self.text, at, lines, self.newline, apart=apart)

    def items(self, box: Route) -> list[tuple[int | None, str]]:
        """Return the order in which the items of brackets are."""
        found = outermost(self.marks, box)
        return [(index, self.text[item.start : item.end]) for index, item in enumerate(found)]

    def step(self) -> str:
        """Return what arrays with a line for each item are indented by."""
        found = _STEP.search(self.text)
        return found[1] if found else "    "

    def line(self, near: Statement, key: Route, value: Any) -> str:
        """Return a pair as a line, in the style of another statement."""
        start, above = self.mark(near.route), line_start(self.text, near.start)
        style = style_of(self.text[start.value_start : near.end])
        equals = _EQUALS.search(self.text[near.start : start.value_start])
        sign = "=" if equals and equals[0] == "=" else " = "
        head = self.text[above : near.start] + dotted(key, style) + sign
        return head + self.render_value(value, style, len(head))

    def render_value(self, value: Any, style: Style, column: int) -> str:
        """Return a value that starts at a column, from 0, as it is written here: a long array in lines."""
        line = rendered(value, style)
        if not isinstance(value, list) or len(value) < 2 or column + len(line) <= _WIDTH:
            return line
        items = (f"{self.newline}{self.step()}{rendered(item, style)}," for item in value)
        return f"[{''.join(items)}{self.newline}]"

    def block(self, route: Route, table: dict[Any, Any], ends: str = "[]") -> list[str]:
        """Return the lines of a table with its header, and of the tables in it."""
        inner = [key for key, value in table.items() if is_large(value)]
        lines = []
        if not inner or len(inner) < len(table) or ends != "[]":
            half = len(ends) // 2
            lines.append(f"{ends[:half]}{dotted(route, Style())}{ends[half:]}")
        for key, value in table.items():
            if key not in inner:
                head = dotted((key,), Style()) + " = "
                lines.append(head + self.render_value(value, Style(), len(head)))
        for key in inner:
            lines += [""] if lines else []
            lines += self.block((*route, key), table[key])
        return lines


def page_of(text: str, newline: str) -> Page:
    """Return a text with what it says; raises EditRefused where it is not TOML."""
    return Page(text, loaded(text), marks(text), newline)


def is_large(value: Any) -> bool:
    """Tell whether a value is a table that deserves a header where it may have one."""
    if not isinstance(value, dict):
        return False
    return len(value) > 2 or any(isinstance(item, (dict, list)) for item in value.values())
