"""From the events of PyYAML's parser to plain data and marks: the inside of `roadworthy.locate.yaml`."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, NamedTuple

import yaml

from roadworthy.core.fault import Unreadable
from roadworthy.core.finding import Location, Route, Span
from roadworthy.core.late_dataclass import dataclass, field
from roadworthy.locate import Mark
from roadworthy.locate.lines import Lines

#: How many values all documents of a text may hold, where each alias counts as all that it stands for.
VALUES = 100_000
#: How deep they may nest, aliases followed.
DEPTH = 100
#: How many aliases there may be.
ALIASES = 1_000

_TAG = "tag:yaml.org,2002:"
# An integer in base 60 takes quadratic time; nothing that is meant as a number is so long.
_NUMBER_LENGTH = 1_000


@dataclass(frozen=True, slots=True)
class _Node:
    """A value that has ended; `inside` holds where each key or item starts, and its value."""

    data: Any
    start: int
    end: int
    name: str | None = None  # what it is called as a key
    merge: bool = False  # as a key, it merges
    inside: dict[str | int, tuple[int, _Node]] = field(default_factory=dict)
    size: int = 1
    height: int = 0


class _Key(NamedTuple):
    name: str
    start: int
    end: int
    merge: bool


@dataclass(slots=True)
class _OpenNode:
    """A sequence or mapping that has not ended yet."""

    start: int
    end: int
    mapping: bool
    flow: bool
    anchor: str | None
    key: _Key | None = None
    inside: dict[str | int, tuple[int, _Node]] = field(default_factory=dict)
    merged: dict[str | int, tuple[int, _Node]] = field(default_factory=dict)
    size: int = 1
    height: int = 1


class Builder:
    """Takes the events of one text in their order; `document` gives what came since it was last asked."""

    def __init__(self, text: str, path: str, resolver: Any) -> None:
        self.text = text
        self.path = path
        self.resolver = resolver
        self.stack: list[_OpenNode] = []
        self.anchors: dict[str, _Node | None] = {}  # None for one that has not ended yet
        self.root: _Node | None = None
        self.values = 0
        self.aliases = 0

    def document(self) -> tuple[Any, dict[Route, Mark]]:
        """Return the data and the marks of the document that has ended."""
        root = self.root
        self.root = None
        self.anchors.clear()
        return (None, {}) if root is None else (root.data, _marks(root))

    def feed(self, event: yaml.Event) -> None:
        """Take the next event; raises `Unreadable`."""
        start = event.start_mark.index if event.start_mark else 0
        end = event.end_mark.index if event.end_mark else 0
        if isinstance(event, yaml.ScalarEvent):
            self._count(start, 1)
            self._add(self._scalar(event, start, end), event.anchor)
        elif isinstance(event, yaml.AliasEvent):
            self._add(self._alias(event, start, end), None)
        elif isinstance(event, yaml.CollectionStartEvent):
            if len(self.stack) >= DEPTH:
                raise self.fault(start, f"nested deeper than {DEPTH} levels")
            self._count(start, 1)
            if event.anchor is not None:
                self.anchors[event.anchor] = None
            mapping = isinstance(event, yaml.MappingStartEvent)
            self.stack.append(_OpenNode(start, end, mapping, bool(event.flow_style), event.anchor))
        elif isinstance(event, yaml.CollectionEndEvent):
            top = self.stack.pop()
            # A block ends where the next token starts, far behind its last value.
            if top.flow and self.text[end - 1] in "]}":
                top.end = end
            self._add(self._collection(top), top.anchor)

    def _scalar(self, event: yaml.ScalarEvent, start: int, end: int) -> _Node:
        kind = event.tag
        if kind is None or kind == "!":
            kind = self.resolver.resolve(yaml.ScalarNode, event.value, event.implicit)
        if event.style in ("|", ">"):
            end = start + len(self.text[start:end].rstrip(" \t\r\n"))
        return _Node(self._plain(kind, event.value), start, end, event.value, kind == f"{_TAG}merge")

    def _plain(self, kind: str | None, value: str) -> Any:
        """Return a scalar's data; its text, where it has another tag or is not what its tag says."""
        if kind == f"{_TAG}null":
            return None
        if kind not in (f"{_TAG}bool", f"{_TAG}int", f"{_TAG}float") or len(value) > _NUMBER_LENGTH:
            return value
        construct = getattr(self.resolver, f"construct_yaml_{kind.removeprefix(_TAG)}")
        try:
            return construct(yaml.ScalarNode(kind, value))
        except (ValueError, LookupError):
            return value

    def _alias(self, event: yaml.AliasEvent, start: int, end: int) -> _Node:
        name = event.anchor or ""
        if name not in self.anchors:
            raise self.fault(start, f"the alias `*{name}` has no anchor")
        target = self.anchors[name]
        if target is None:
            raise self.fault(start, f"the alias `*{name}` refers to a value that contains it")
        self.aliases += 1
        if self.aliases > ALIASES:
            raise self.fault(start, f"more than {ALIASES} aliases")
        if len(self.stack) + target.height > DEPTH:
            raise self.fault(start, f"nested deeper than {DEPTH} levels by the alias `*{name}`")
        self._count(start, target.size)
        return _Node(target.data, start, end, target.name, False, target.inside, target.size, target.height)

    def _collection(self, top: _OpenNode) -> _Node:
        data: Any
        if top.mapping:
            inside = {**top.merged, **top.inside}
            data = {key: node.data for key, (_, node) in inside.items()}
        else:
            inside = top.inside
            data = [node.data for _, node in inside.values()]
        return _Node(data, top.start, top.end, None, False, inside, top.size, top.height)

    def _add(self, node: _Node, anchor: str | None) -> None:
        """Put a value that has ended where it belongs."""
        if anchor is not None:
            self.anchors[anchor] = node
        if not self.stack:
            self.root = node
            return
        top = self.stack[-1]
        top.size += node.size
        top.height = max(top.height, node.height + 1)
        if not top.mapping:
            top.inside[len(top.inside)] = (node.start, node)
        elif top.key is None:
            if node.name is None:
                raise self.fault(node.start, "a key is a mapping or a sequence, not text")
            top.key = _Key(node.name, node.start, node.end, node.merge)
        else:
            key, top.key = top.key, None
            if node.start == node.end and self.text[node.start - 1] != ":":
                node = replace(node, start=key.end, end=key.end)  # `{key}`: no value, not even a colon
            if key.merge:
                self._merge(top, node)
            else:
                top.inside[key.name] = (key.start, node)
        top.end = node.end

    def _count(self, index: int, values: int) -> None:
        self.values += values
        if self.values > VALUES:
            raise self.fault(index, f"more than {VALUES} values, including those of its aliases")

    def _merge(self, top: _OpenNode, node: _Node) -> None:
        """Put what a merge key brings into a mapping: of several mappings the first one wins."""
        sources = [node]
        if isinstance(node.data, list):
            sources = [item for _, item in node.inside.values()][::-1]
        for source in sources:
            if not isinstance(source.data, dict):
                raise self.fault(source.start, "a merge key needs mappings")
            top.merged.update(source.inside)

    def fault(self, index: int, message: str) -> Unreadable:
        """Return that the text is not YAML, or goes beyond a limit, at an index."""
        line, column = Lines(self.text).position(index)
        at = Location(self.path, span=Span(line, column, line, column))
        return Unreadable(f"invalid YAML: {' '.join(message.split())[:200]}", at)


def _marks(root: _Node) -> dict[Route, Mark]:
    marks: dict[Route, Mark] = {(): Mark(root.start, root.start, root.start, root.end)}
    pending: list[tuple[Route, _Node]] = [((), root)]
    while pending:
        route, node = pending.pop()
        for key, (start, value) in node.inside.items():
            marks[*route, key] = Mark(start, value.end, value.start, value.end)
            if value.inside:
                pending.append(((*route, key), value))
    return marks
