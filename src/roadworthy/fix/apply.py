"""Applying fixes to files, purely: each wholly or not at all, and only where it proves itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from roadworthy.core.finding import Append, Create, Edit, Fix, Replace, Route, Span
from roadworthy.core.late_dataclass import dataclass, field
from roadworthy.fix.edit import json, toml
from roadworthy.fix.edit.data import Draft, EditRefused, require_text
from roadworthy.fix.edit.text import TextDraft
from roadworthy.locate.lines import Lines

_BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class Fixed:
    """What became of fixes.

    `files` holds those that changed or were created. `dropped` fixes did not prove themselves, each with
    the reason. Those that are `waiting` touch what another one has just changed: whether they are still
    needed, the next inspection tells.
    """

    files: Mapping[str, bytes] = field(repr=False)
    applied: tuple[Fix, ...]
    dropped: tuple[tuple[Fix, str], ...]
    waiting: tuple[Fix, ...]


def apply(files: Mapping[str, bytes], fixes: Sequence[Fix]) -> Fixed:
    """Apply fixes, in order, to files: the contents of all that the fixes name and that exist."""
    drafts: dict[str, Draft] = {}
    taken: dict[str, _Taken] = {}
    applied: list[Fix] = []
    dropped: list[tuple[Fix, str]] = []
    waiting: list[Fix] = []
    for fix in fixes:
        places = [_place(edit) for edit in fix.edits]
        if any(place.file in taken and taken[place.file].holds(place) for place in places):
            waiting.append(fix)
            continue
        try:
            drafts.update(_tried(files, drafts, fix))
        except EditRefused as refused:
            if refused.clash and any(place.file in taken for place in places):
                waiting.append(fix)
            else:
                dropped.append((fix, str(refused)))
        except RecursionError:
            dropped.append((fix, "the file is nested too deeply"))
        else:
            applied.append(fix)
            for place in places:
                taken.setdefault(place.file, _Taken(place.kind)).add(place)
    done = {path: _encoded(draft, files.get(path, b"")) for path, draft in drafts.items()}
    changed = {path: data for path, data in done.items() if files.get(path) != data}
    return Fixed(changed, tuple(applied), tuple(dropped), tuple(waiting))


class _Place(NamedTuple):
    """What an edit touches: something in the data of a file, a span of its text, or all of it."""

    file: str
    kind: str
    route: Route = ()
    span: Span | None = None


class _Taken:
    """What was touched in one file, and in which way."""

    __slots__ = ("above", "kind", "spans")

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.spans: dict[Route, list[Span | None]] = {}
        self.above: set[Route] = set()

    def add(self, place: _Place) -> None:
        self.spans.setdefault(place.route, []).append(place.span)
        self.above.update(place.route[:length] for length in range(len(place.route)))

    def holds(self, place: _Place) -> bool:
        """Tell whether a place, or a part of it, or what it is a part of, was touched."""
        if place.kind != self.kind or place.route in self.above:
            return True
        if any(place.route[:length] in self.spans for length in range(len(place.route))):
            return True
        return any(_overlap(place.span, span) for span in self.spans.get(place.route, ()))


def _place(edit: Edit) -> _Place:
    if isinstance(edit, Create):
        return _Place(edit.file, "file")
    if isinstance(edit, Replace):
        span, cell = json.cell_span(edit)
        return _Place(edit.at.file, "data" if cell else "text", cell, span)
    # No item has the index -1: appending clashes with appending, and not with what is there.
    route = (*edit.at.route, -1) if isinstance(edit, Append) else edit.at.route
    return _Place(edit.at.file, "data", route)


def _overlap(one: Span | None, other: Span | None) -> bool:
    if one is None or other is None or one == other:
        return True
    start, end = (one.line, one.column), (one.end_line, one.end_column)
    return start < (other.end_line, other.end_column) and (other.line, other.column) < end


def _tried(files: Mapping[str, bytes], drafts: Mapping[str, Draft], fix: Fix) -> dict[str, Draft]:
    """Return the drafts that a fix changes, changed; raises EditRefused."""
    before: dict[str, Draft] = {}
    after: dict[str, Draft] = {}
    for edit in fix.edits:
        require_text(edit)
        if isinstance(edit, Create):
            _require_new(files, {**drafts, **after}, edit.file)
            after[edit.file] = TextDraft(edit.file, Lines(edit.text))
            continue
        path = edit.at.file
        if path not in before:
            before[path] = drafts.get(path) or _opened(files, edit)
        after[path] = after.get(path, before[path]).edit(edit)
    changed = {path: draft for path, draft in after.items() if draft is not before.get(path)}
    if not changed:
        raise EditRefused("it changes nothing")
    for path, draft in changed.items():
        if isinstance(draft, TextDraft) and path in before:
            draft.prove(before[path].text())
    return changed


def _opened(files: Mapping[str, bytes], edit: Edit) -> Draft:
    """Return a draft of the file of an edit, of the kind that the edit needs; raises EditRefused."""
    assert not isinstance(edit, Create)
    path = edit.at.file
    if path not in files:
        raise EditRefused(f"there is no file {path}")
    try:
        text = files[path].decode().removeprefix(_BOM)
    except UnicodeDecodeError:
        raise EditRefused(f"{path} is not valid UTF-8") from None
    if isinstance(edit, Replace) and not json.cell_span(edit)[1]:
        return TextDraft(path, Lines(text))
    if path.endswith(".toml"):
        return toml.read(text)
    if path.endswith((".json", ".ipynb")):
        return json.read(text)
    raise EditRefused(f"{path} is neither TOML nor JSON")


def _require_new(files: Mapping[str, bytes], drafts: Mapping[str, Draft], path: str) -> None:
    """Raise EditRefused where there is a file or directory already, or a file where a directory should be."""
    known = {*files, *drafts}
    parents = {path[:end] for end, character in enumerate(path) if character == "/"}
    for other in sorted(known & {path, *parents}):
        raise EditRefused(f"{other} exists already")
    if any(other.startswith(path + "/") for other in known):
        raise EditRefused(f"{path} is a directory")


def _encoded(draft: Draft, old: bytes) -> bytes:
    return (_BOM if old.startswith(_BOM.encode()) else "").encode() + draft.text().encode()
