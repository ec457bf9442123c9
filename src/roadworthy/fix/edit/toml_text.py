"""Setting, removing and appending in the text of a TOML file, by the marks of its values.

tomlkit writes the new values and keys, but does not edit the file: it moves comments to other tables, takes
commas and line ends from arrays, and at times changes the data. `tests/fix/test_tomlkit.py` shows each case,
with the module here that does it instead; what no case speaks for any more may go.
"""

from __future__ import annotations

from typing import Any

from roadworthy.core.finding import Append, Remove, Route, Set
from roadworthy.fix.edit.data import EditRefused, look, same
from roadworthy.fix.edit.page import Page, is_large, page_of
from roadworthy.fix.edit.render import dotted, rendered, style_of
from roadworthy.fix.edit.sections import line_end, line_start, outermost, sections, without_lines


def edited(text: str, edit: Set | Remove | Append, route: Route, newline: str) -> str:
    """Return the text of a TOML file with an edit done at a route; raises EditRefused.

    `newline` ends new lines: where nothing else is left, the text does not tell any more.
    What comes out is to be checked: this looks at how the file is written, not at all that TOML forbids.
    """
    page = page_of(text, newline)
    if isinstance(edit, Remove):
        return _remove(page, route)
    if isinstance(edit, Set):
        return _set(page, route, edit.value)
    return _append(page, route, edit.value)


def _set(page: Page, route: Route, value: Any) -> str:
    there, old = look(page.data, route)
    if not there:
        return _add(page, route, value)
    if isinstance(old, dict) and isinstance(value, dict):
        merged = page.of(_merged(page, route, old, value))
        # Without a header of its own a table goes with its last key.
        return merged.text if look(merged.data, route)[0] else _add(merged, route, value)
    if page.form(route) != "value":
        tables = isinstance(value, list) and value and all(isinstance(item, dict) for item in value)
        if tables and isinstance(old, list):
            return _tables(page, route, len(old), value)
        if isinstance(route[-1], int):
            raise EditRefused("an array of tables holds nothing but tables")
        return _add(page.of(_remove(page, route)), route, value)
    if isinstance(old, list) and isinstance(value, list) and (old or "\n" in page.inside(route)):
        return page.with_order(route, _ordered(page, route, old, value))
    mark = page.mark(route)
    column = mark.value_start - line_start(page.text, mark.value_start)
    return page.with_inside(route, page.render_value(value, style_of(page.inside(route)), column))


def _merged(page: Page, route: Route, old: dict[str, Any], new: dict[str, Any]) -> str:
    """Return the text with a table turned into another, key by key."""
    for key, value in new.items():
        if key not in old or not same(old[key], value):
            page = page.of(_set(page, (*route, key), value))
    for key in (key for key in old if key not in new):
        page = page.of(_remove(page, (*route, key)))
    return page.text


def _tables(page: Page, route: Route, count: int, new: list[dict[str, Any]]) -> str:
    """Return the text with an array of tables turned into another, table by table."""
    for index in range(count - 1, len(new) - 1, -1):
        page = page.of(_remove(page, (*route, index)))
    for index, table in enumerate(new):
        if index < count:
            page = page.of(_set(page, (*route, index), table))
        else:
            page = page.of(_append(page, route, table))
    return page.text


def _ordered(page: Page, route: Route, old: list[Any], new: list[Any]) -> list[tuple[int | None, str]]:
    """Return which items of an old array are in a new one, and what stands for the others."""
    items, style = page.items(route), style_of(page.inside(route))
    free = list(range(len(old)))
    order: list[tuple[int | None, str] | None] = []
    for value in new:
        index = next((index for index in free if same(old[index], value)), None)
        order.append(None if index is None else items[index])
        if index is not None:
            free.remove(index)
    return [
        item or (place if place in free else None, rendered(new[place], style))
        for place, item in enumerate(order)
    ]


def _add(page: Page, route: Route, value: Any) -> str:
    """Return the text with what is not there yet, and with its parents."""
    size = max(length for length in range(len(route)) if look(page.data, route[:length])[0])
    above, missing = route[:size], route[size:]
    form = page.form(above) if above else "header"
    box = above if form == "value" else page.box(above)
    if box:
        for key in reversed(missing[1:]):
            value = {key: value}
        style = style_of(page.inside(box))
        entry = f"{dotted((*above[len(box) :], missing[0]), style)} = {rendered(value, style)}"
        return page.with_order(box, [*page.items(box), (None, entry)])
    found = sections(page.text, page.marks)
    if form == "dotted":
        section = next(s for s in found if any(pair.route[:size] == above for pair in s.pairs))
        near = [pair for pair in section.pairs if pair.route[:size] == above][-1]
        line = page.line(near, route[len(section.route) :], value)
        return page.with_lines(line_end(page.text, near.end), [line], apart=False)
    empty = len(found) == 1 and not found[0].pairs
    home = next((section for section in found if section.route == above), None)
    if home and len(missing) == 1 and not (isinstance(value, dict) and (not above or is_large(value))):
        line = page.line((home.pairs or [home.header])[-1], missing, value)
        at = len(page.text) if empty else home.end
        return page.with_lines(at, [line], apart=not above and not home.pairs)
    last = [section for section in found if section.route[:size] == above][-1]
    if route[0] == "build-system" and not above:
        last = found[0]
    table = value if isinstance(value, dict) else {route[-1]: value}
    lines = page.block(route if table is value else route[:-1], table)
    return page.with_lines(len(page.text) if empty else last.end, lines, apart=True)


def _append(page: Page, route: Route, value: Any) -> str:
    if not look(page.data, route)[0]:
        return _add(page, route, [value])
    if page.form(route) == "value":
        item = rendered(value, style_of(page.inside(route)))
        return page.with_order(route, [*page.items(route), (None, item)])
    if not isinstance(value, dict):
        raise EditRefused("an array of tables holds nothing but tables")
    found = sections(page.text, page.marks)
    last = [section for section in found if section.route[: len(route)] == route][-1]
    return page.with_lines(last.end, page.block(route, value, "[[]]"), apart=True)


def _remove(page: Page, route: Route) -> str:
    box, size = page.box(route), len(route)
    if box:
        found = outermost(page.marks, box)
        kept = [item for item in page.items(box) if found[item[0] or 0].route[:size] != route]
        return page.with_order(box, kept)
    regions: list[tuple[int, int]] = []
    before = -1  # where the section before ended, if it went
    for section in sections(page.text, page.marks):
        if section.route[:size] == route:
            start = line_start(page.text, section.header.start)
            if regions and regions[-1][1] == before:
                start = regions.pop()[0]
            regions.append((start, section.end))
            before = section.end
            continue
        before = -1
        regions += [
            (line_start(page.text, item.start), line_end(page.text, item.end))
            for item in section.pairs
            if item.route[:size] == route
        ]
    return without_lines(page.text, regions)
