"""The fact `Charts`: what the Helm charts of a project deploy, as far as values and templates are literal.

Helm is never run. A value of `values.yaml` is put where a template names it, a condition is decided where
its value is literal, and anything else becomes a text that stands for an unknown value. A template that is
no YAML then is not read, and said to be so.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from roadworthy.core import limits
from roadworthy.core.fact import fact
from roadworthy.core.fault import Blocked
from roadworthy.core.late_dataclass import dataclass, field
from roadworthy.core.late_re import re
from roadworthy.facts.container.kubernetes import KubernetesObject, objects_in
from roadworthy.locate.lines import Lines
from roadworthy.tree.tree import Tree
from roadworthy.tree.yaml import load_yaml

#: What stands where a value is not known; a `$` says so, as in other texts that are filled in later.
UNKNOWN = "$unknown"
_ACTION = re.compile(r"\{\{-?([^{}]*)\}\}")
_BLOCK = re.compile(r"(if|else if|else|end|with|range|define|block|include|template|toYaml|tpl|/\*|\$)\b")
_PATH = re.compile(r"[$]?\.(Values|Chart|Release)((?:\.\w+)+)")
_WIDTH = re.compile(r"indent (\d{1,3})")
_QUOTED = re.compile(r"\|\s*s?quote\b")
_TEXT = re.compile(r'"([^"]*)"')
_TEMPLATES = re.compile(r"(?<![^/])templates/")
_MISSING = object()


@dataclass(frozen=True)
class Charts:
    """What the Helm charts of a project deploy; it is falsy where there is no chart.

    `unread` are the templates that could not be read without Helm.
    """

    paths: tuple[str, ...] = ()
    objects: tuple[KubernetesObject, ...] = field(default=(), repr=False)
    unread: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.paths)


@fact
def charts(tree: Tree) -> Charts:
    """Read the templates of each chart with its own values."""
    paths = tuple(sorted(path for path in tree.files if path.rpartition("/")[2] == "Chart.yaml"))
    templates = _templates(tree) if paths else {}
    objects: list[KubernetesObject] = []
    unread: list[str] = []
    for path in paths:
        start = path.removesuffix("Chart.yaml")
        known = {"Values": _data(tree, f"{start}values.yaml"), "Chart": _data(tree, path)}
        for template in templates.get(start, ()):
            found = _read(tree, template, known) if tree.files[template] <= limits.YAML_SIZE else None
            if found is None:
                unread.append(template)
            else:
                objects += found
    return Charts(paths, tuple(objects), tuple(unread))


def _templates(tree: Tree) -> dict[str, list[str]]:
    """Return the templates by what is before `templates/` in their paths."""
    found: dict[str, list[str]] = {}
    for path in tree.files:
        if path.endswith((".yaml", ".yml")):
            for place in _TEMPLATES.finditer(path):
                found.setdefault(path[: place.start()], []).append(path)
    return found


def _data(tree: Tree, path: str) -> Any:
    try:
        return load_yaml(tree, path) if path in tree.files else {}
    except Blocked:
        return {}


def _read(tree: Tree, path: str, known: Mapping[str, Any]) -> list[KubernetesObject] | None:
    try:
        text = tree.text(path)
        return list(objects_in(path, Lines(Template(known).filled(text))))
    except Blocked:
        return None


@dataclass(frozen=True, slots=True)
class _OpenBlock:
    """An open block: whether its lines are kept, whether a branch of it was taken, and what `.` means.

    `outside` tells whether lines around it are kept.
    """

    kept: bool = True
    taken: bool = True
    dot: Any = _MISSING
    outside: bool = True


class Template:
    """A template of Helm, filled in line by line: one line stays one line."""

    def __init__(self, known: Mapping[str, Any]) -> None:
        self.known = known
        #: The blocks that are open; the first one stands for the file.
        self.open = [_OpenBlock()]

    def filled(self, text: str) -> str:
        """Return the text with what is known put in."""
        return "\n".join(self._lines(text))

    def _lines(self, text: str) -> Iterator[str]:
        for line in text.split("\n"):
            plain = line.strip()
            only = _ACTION.fullmatch(plain)
            action = only[1].rstrip("-").strip() if only else ""
            if only and _BLOCK.match(action):
                yield self._block(action, line[: len(line) - len(line.lstrip())])
            elif self.open[-1].kept:
                yield _ACTION.sub(lambda found: self._text(found[1].rstrip("-").strip()), line)
            else:
                yield ""

    def _block(self, action: str, indent: str) -> str:
        word, _, rest = action.partition(" ")
        block = self.open.pop() if word in ("end", "else") and len(self.open) > 1 else self.open[-1]
        if word == "else":
            taken = not block.taken and (not rest or self._holds(rest.removeprefix("if ")))
            self.open.append(replace(block, kept=block.outside and taken, taken=block.taken or taken))
        elif word in ("if", "with", "range", "define", "block"):
            value = self._value(rest) if word in ("with", "range") else _MISSING
            taken = word not in ("define", "block", "range") and self._holds(rest)
            dot = block.dot if value is _MISSING else value
            self.open.append(_OpenBlock(block.kept and taken, taken, dot, block.kept))
        elif word == "toYaml" and block.kept:
            value = self._value(action)
            if isinstance(value, (dict, list)) and value:
                width = _WIDTH.search(action)
                return f"{' ' * int(width[1]) if width else indent}{json.dumps(value, default=str)}"
        return ""

    def _holds(self, condition: str) -> bool:
        """Tell whether a condition holds: one that is not known does, as what it guards may be deployed."""
        if condition.startswith("not "):
            value = self._value(condition.removeprefix("not "))
            return value is not _MISSING and not value
        value = self._value(condition)
        return value is _MISSING or bool(value)

    def _value(self, expression: str) -> Any:
        """Return what an expression means; `_MISSING` where that is not known."""
        parts = [part.strip() for part in expression.split("|")]
        first = parts[0].removeprefix("toYaml ").strip()
        value: Any = _MISSING
        if first == ".":
            value = self.open[-1].dot
        elif text := _TEXT.fullmatch(first):
            value = text[1]
        elif path := _PATH.fullmatch(first):
            value = self.known.get(path[1], _MISSING)
            for key in path[2][1:].split("."):
                if not isinstance(value, dict):
                    value = None if value is None else _MISSING
                    break
                # The chart's own keys are written in another case in templates.
                value = value.get(key[:1].lower() + key[1:] if path[1] == "Chart" else key)
        for part in parts[1:]:
            word, _, rest = part.partition(" ")
            if word == "default" and (value is None or value == ""):
                value = self._value(rest)
            elif word not in ("default", "quote", "squote", "toString", "int", "toYaml", "nindent", "indent"):
                return _MISSING
        return value

    def _text(self, action: str) -> str:
        value = self._value(action)
        if value is _MISSING or value is None or isinstance(value, (dict, list)):
            return UNKNOWN
        if isinstance(value, bool):
            return str(value).lower()
        return f'"{value}"' if _QUOTED.search(action) else str(value)
