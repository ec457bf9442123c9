"""What holds for every document and every edit: the data is what was meant, and all else stays."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from typing import Any

import tomli
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from roadworthy.core.finding import Append, Fix, Location, Remove, Replace, Route, Set
from roadworthy.fix.apply import apply
from roadworthy.fix.edit.data import plain
from roadworthy.locate import Mark
from roadworthy.locate.lines import Lines
from roadworthy.locate.toml import marks

from ..locate.test_toml import documents, keys, nested
from ..locate.toml_comments import comments
from ..locate.toml_property import same, values
from ..locate.toml_render import render
from .helpers import TOML, at, run

Edit = Set | Remove | Append
_COMMA = re.compile(r"(?:\s|#[^\n]*)*,")
# Machines that run tests are busy.
patiently = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
chance = st.randoms(use_true_random=False)


def edits_of(data: dict[str, Any], choose: random.Random, key: str, value: Any) -> Edit:
    """Return an edit of some place in the data, or of a new key."""
    places = [(route, found) for route, found in values(data) if route]
    arrays = [route for route, found in places if isinstance(found, list)]
    tables = [(), *(route for route, found in places if isinstance(found, dict))]
    kind = choose.choice("SSNNNRRA")
    if kind == "A" and arrays:
        return Append(at(*choose.choice(arrays)), value)
    if kind == "N" or not places:
        return Set(at(*choose.choice(tables), key), value)
    route = choose.choice(places)[0]
    return Remove(at(*route)) if kind == "R" else Set(at(*route), value)


def meant(data: dict[str, Any], edit: Edit) -> Iterator[dict[str, Any]]:
    """Yield the data with an edit done, and that without the tables which nothing is left of."""
    route = edit.at.route
    data = plain(data, edit, route)
    yield data
    while isinstance(edit, Remove) and (route := route[:-1]):
        data = plain(data, edit, route)
        yield data


def headers(text: str, data: dict[str, Any]) -> list[int]:
    """Return where the headers of a document start."""
    arrays = {
        route for route, value in values(data) if isinstance(value, list) and isinstance(route[-1], int)
    }
    return [
        mark.start
        for route, mark in marks(text).items()
        if route and route not in arrays and mark.start == mark.value_start and text[mark.start] == "["
    ]


def lines_of(text: str, data: dict[str, Any], route: Route) -> set[int]:
    """Return the numbers of the lines of a value, its key and comma, and of all below its headers."""
    lines, starts = Lines(text), headers(text, data)
    touched: set[int] = set()
    for place, mark in marks(text).items():
        if place[: len(route)] == route:
            touched.update(range(lines.position(mark.start)[0], lines.position(mark.end)[0] + 1))
            if comma := _COMMA.match(text, mark.end):
                touched.add(lines.position(comma.end())[0])
            if mark.start in starts:
                after = [lines.position(start)[0] for start in starts if start > mark.start]
                touched.update(
                    range(lines.position(mark.start)[0], min(after, default=len(lines.starts) + 1))
                )
    return touched


def notes(text: str, gone: Collection[int] = ()) -> Counter[str]:
    """Return the comments of a text that are not on some lines."""
    lines = Lines(text)
    found = [(start, end) for start, end in comments(text) if lines.position(start)[0] not in gone]
    return Counter(text[start:end] for start, end in found)


def is_within(some: Iterable[str], others: Iterable[str]) -> bool:
    """Tell whether lines are among others in the same order."""
    rest = iter(others)
    return all(line in rest for line in some)


@patiently
@given(documents, chance, keys, nested)
def test_the_data_is_what_was_meant_and_all_else_stays(
    data: dict[str, Any], choose: random.Random, key: str, value: Any
) -> None:
    text = render(data, choose)
    data = tomli.loads(text)
    edit = edits_of(data, choose, key, value)
    done = run({TOML: text}, Fix("f", edit))
    for _, why in done.dropped:
        assert why in ("it changes nothing", "an array of tables holds nothing but tables")
        assert done.files == {}
        return
    new = done.files[TOML].decode()
    assert any(same(tomli.loads(new), expected) for expected in meant(data, edit)), new
    route = edit.at.route
    gone = lines_of(text, data, route) if not isinstance(edit, Append) else set()
    assert notes(text, gone) <= notes(new), new
    # What is in brackets may move others in the same brackets.
    for length in range(1, len(route) + isinstance(edit, Append)):
        if marks(text).get(route[:length], Mark(0, 0, 0, 0)).start not in headers(text, data):
            gone |= lines_of(text, data, route[:length])
    kept = [line for number, line in enumerate(text.split("\n"), 1) if number not in gone and line.strip()]
    # The end of the last line may come or go.
    assert is_within((line.rstrip("\r") for line in kept), new.replace("\r\n", "\n").split("\n")), new


@patiently
@given(documents, chance, keys, nested)
def test_doing_it_twice_changes_nothing(
    data: dict[str, Any], choose: random.Random, key: str, value: Any
) -> None:
    text = render(data, choose)
    edit = edits_of(tomli.loads(text), choose, key, value)
    assume(isinstance(edit, Set))
    files = {TOML: text.encode()}
    files.update(apply(files, [Fix("once", edit)]).files)
    again = apply(files, [Fix("twice", edit)])
    assert again.files == {}
    assert again.applied == ()


@patiently
@given(documents, chance, st.lists(st.tuples(keys, nested), min_size=2, max_size=4))
def test_the_order_of_fixes_that_do_not_clash_does_not_matter(
    data: dict[str, Any], choose: random.Random, new: list[tuple[str, Any]]
) -> None:
    text = render(data, choose)
    fixes = [Fix("f", edits_of(tomli.loads(text), choose, key, value)) for key, value in new]
    done, other = run({TOML: text}, *fixes), run({TOML: text}, *reversed(fixes))
    assume(len(done.applied) == len(other.applied) == len(fixes))
    assert same(*(tomli.loads(found.files[TOML].decode()) for found in (done, other)))


@patiently
@given(documents, chance, keys, nested)
def test_line_ends_and_the_byte_order_mark_change_nothing_else(
    data: dict[str, Any], choose: random.Random, key: str, value: Any
) -> None:
    text = render(data, choose).replace("\r\n", "\n")
    edit = edits_of(tomli.loads(text), choose, key, value)
    new = run({TOML: text}, Fix("f", edit)).files.get(TOML, text.encode())
    assume("\n" in text)
    for mark in (b"", b"\xef\xbb\xbf"):
        files = {TOML: mark + text.replace("\n", "\r\n").encode()}
        files.update(apply(files, [Fix("f", edit)]).files)
        assert files == {TOML: mark + new.replace(b"\n", b"\r\n")}


@patiently
@given(st.lists(nested, min_size=1, max_size=6), chance, st.booleans())
def test_indices_are_those_of_the_original_file(
    items: list[Any], choose: random.Random, together: bool
) -> None:
    text = render({"x": items, "y": 1}, choose)
    items = tomli.loads(text)["x"]
    gone = choose.sample(range(len(items)), choose.randint(1, len(items)))
    edits = [Remove(at("x", index)) for index in gone]
    fixes = [Fix("all", *edits)] if together else [Fix("one", edit) for edit in edits]
    done = run({TOML: text}, *fixes)
    assert done.applied == tuple(fixes)
    data = tomli.loads(done.files[TOML].decode())
    assert same(data.get("x", []), [item for index, item in enumerate(items) if index not in gone])
    assert data["y"] == 1


@patiently
@given(
    st.lists(
        st.tuples(st.sampled_from(["", "# why"]), st.sampled_from(["", "\n", "    # a group\n"])), min_size=1
    ),
    st.booleans(),
    st.data(),
)
def test_of_an_array_with_a_line_for_each_item_only_that_line_goes(
    items: list[tuple[str, str]], trailing: bool, draw: st.DataObject
) -> None:
    def written(kept: Collection[int]) -> str:
        lines, above = "", ""
        for index, (note, extra) in enumerate(items):
            if index not in kept:
                above += extra if "#" in extra else ""
                continue
            comma = "," if trailing or index != max(kept) else ""
            lines += above + extra + f"    {index}{comma}{note and ' ' + note}\n"
            above = ""
        return f"x = [\n{lines}{above}]\n"

    index = draw.draw(st.integers(0, len(items) - 1))
    kept = set(range(len(items))) - {index}
    assume(not any(extra == "\n" for _, extra in items[:1]))
    done = run({TOML: written(range(len(items)))}, Fix("f", Remove(at("x", index))))
    new, expected = done.files[TOML].decode(), written(kept)
    if "#" not in expected and not kept:
        assert new == "x = []\n"
    else:
        assert "\n\n\n" not in new
        assert [line for line in new.split("\n") if line] == [line for line in expected.split("\n") if line]


@patiently
@given(st.text("ab #\té\u2028\f\n\r", max_size=40), st.data())
def test_disjoint_spans_are_replaced_in_any_order(text: str, draw: st.DataObject) -> None:
    lines = Lines(text)
    cuts = sorted(draw.draw(st.sets(st.integers(0, len(text)), max_size=8)))
    texts = st.text("xy\n", min_size=1, max_size=3)
    pieces = [(start, end, draw.draw(texts)) for start, end in zip(cuts[::2], cuts[1::2], strict=False)]
    assume(all(text[at - 1 : at + 1] != "\r\n" for at in cuts))
    expected = text
    for start, end, new in reversed(pieces):
        newline = next(
            (e for e in ("\r\n", "\n", "\r") if e in text[: text.find("\n") + 1] or e in text), "\n"
        )
        expected = expected[:start] + new.replace("\n", newline) + expected[end:]
    fixes = [
        Fix("f", Replace(Location("a.txt", span=lines.span(start, end)), new)) for start, end, new in pieces
    ]
    shuffled = draw.draw(st.permutations(fixes))
    files = {"a.txt": text.encode()}
    one, other = apply(files, fixes), apply(files, shuffled)
    together = apply(files, [Fix("f", *(edit for fix in shuffled for edit in fix.edits))])
    assert one.files == other.files == together.files
    assert one.waiting == other.waiting == ()
    if "\r" not in text:
        assert {"a.txt": text.encode(), **one.files} == {"a.txt": expected.encode()}


@patiently
@given(st.text("ab# \n", max_size=40), st.data())
def test_what_is_emptied_leaves_no_blanks_and_touches_no_other_line(text: str, draw: st.DataObject) -> None:
    lines = Lines(text)
    hashes = [index for index, character in enumerate(text) if character == "#"]
    assume(hashes)
    start = draw.draw(st.sampled_from(hashes))
    number, column = lines.position(start)
    line = lines.line(number)
    edit = Replace(Location("a.txt", span=lines.span(start, start + len(line) - column + 1)), "")
    new = run({"a.txt": text}, Fix("f", edit)).files["a.txt"].decode()
    kept = text.split("\n")
    kept[number - 1 : number] = [line[: column - 1].rstrip()] if line[: column - 1].strip() else []
    if number == len(lines.starts) and len(kept) < len(lines.starts):
        kept.append("")
    assert new == "\n".join(kept)
