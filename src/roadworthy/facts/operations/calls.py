"""The facts `Called` and `Bound`: calls that may watch a model, start or schedule something, and results."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from functools import lru_cache

from roadworthy.core.fact import fact
from roadworthy.core.finding import Location
from roadworthy.core.late_dataclass import dataclass, field
from roadworthy.core.late_re import re
from roadworthy.facts.operations.signals import is_typed, is_watched
from roadworthy.facts.python import Module, dotted
from roadworthy.tree.roles import is_run

#: Arguments that are kept of one call, and characters of one text.
_ARGUMENTS = 12
_TEXT = 200
#: What starts a task of its own.
_STARTING = ("create_task", "ensure_future")
#: A type that a module names, and the names in it.
_ALIAS = re.compile(
    r"(?m)^(?:type[ \t]+)?(\w{1,80})(?:[ \t]*:[ \t]*\w{1,20})?[ \t]*=[ \t]*Annotated\[([^\n]{1,400})"
)
_NAME = re.compile(r"\b[A-Za-z_]\w*+")


@dataclass(frozen=True, slots=True)
class Called:
    """One call in the source: what is called, its literal texts, the names among its arguments, its keywords.

    `callee` is dotted and without `()`; the location's route leads through the definitions around it.
    A keyword's value is a literal as text, a dotted name, or `...`.
    """

    callee: str
    at: Location
    arguments: int = 0
    texts: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    keywords: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The last part of what is called."""
        return self.callee.rpartition(".")[2]


@dataclass(frozen=True, slots=True)
class Bound:
    """A name, or an attribute of `self`, that is given the result of a call: it, what is called, where."""

    name: str
    callee: str
    at: Location


@dataclass(frozen=True, slots=True)
class Parameter:
    """The types that a parameter is annotated with, each as a dotted name, and its place."""

    types: tuple[str, ...]
    at: Location


def _runs(module: Module) -> bool:
    return is_run(module.path, module.role)


@fact(where=lambda module: _runs(module) and is_typed(module.text))
def parameter(node: ast.arg, module: Module) -> Parameter | None:
    """Keep the annotated parameters of modules that use a framework which validates by them."""
    if node.annotation is None:
        return None
    types = {
        dotted(item) for item in ast.walk(node.annotation) if isinstance(item, (ast.Attribute, ast.Name))
    }
    aliases = _aliases(module.text)
    types.update(*(aliases[name] for name in types & aliases.keys()))
    return Parameter(tuple(sorted(types)), module.at(node))


# All parameters of a module ask, one after the other.
@lru_cache(maxsize=1)
def _aliases(text: str) -> dict[str, frozenset[str]]:
    """Return the names in the types that a module names: `Name = Annotated[str, MinLen(1)]`."""
    if "Annotated[" not in text:
        return {}
    return {found[1]: frozenset(_NAME.findall(found[2])) for found in _ALIAS.finditer(text)}


@fact(where=_runs)
def called(node: ast.Call, module: Module) -> Called | None:
    """Keep the calls that signals and schedules are made of; those of tests and others' code are left out."""
    callee = _callee(node.func)
    if not callee or not (is_watched(callee.rpartition(".")[2]) or callee.endswith("hub.load")):
        return None
    given = node.args[:_ARGUMENTS]
    # `router.post("/ask")(self.ask)` hands on a function as a decorator does, by the path before it.
    before = node.func.args[:_ARGUMENTS] if isinstance(node.func, ast.Call) else []
    texts = tuple(text for item in (*given, *before) if (text := _text(item)))
    names = tuple(name for item in given if (name := dotted(item)) and not name.endswith("()"))
    if callee.rpartition(".")[2] in _STARTING:
        # `create_task(watch(10))` is given what a call makes, and repeats the function itself.
        names += tuple(dotted(item).removesuffix("()") for item in given if isinstance(item, ast.Call))
    named = {item.arg: _value(item.value) for item in node.keywords[:_ARGUMENTS] if item.arg}
    names += tuple(
        dotted(item.value)
        for item in node.keywords[:_ARGUMENTS]
        if isinstance(item.value, ast.Name)
        or (item.arg == "target" and isinstance(item.value, ast.Attribute))
    )
    return Called(callee, module.at(node), len(node.args) + len(node.keywords), texts, names, named)


def _callee(node: ast.expr) -> str:
    """Return what is called, through the calls before it: `Report(x).run` is `Report.run`."""
    parts: list[str] = []
    while isinstance(node, (ast.Attribute, ast.Call, ast.Subscript)):
        if isinstance(node, ast.Attribute):
            parts.append(node.attr)
        node = node.func if isinstance(node, ast.Call) else node.value
    return ".".join([node.id if isinstance(node, ast.Name) else "", *reversed(parts)])


def _text(node: ast.expr) -> str:
    """Return a literal text or number; `{}` stands for what an f-string puts in."""
    match node:
        case ast.Constant(value=str() | int() as value):
            return str(value)[:_TEXT]
        case ast.JoinedStr(values=parts):
            return "".join(_text(part) or "{}" for part in parts)[:_TEXT]
    return ""


def _value(node: ast.expr) -> str:
    if isinstance(node, ast.JoinedStr):
        return _text(node)
    if isinstance(node, ast.Constant):
        return str(node.value)[:_TEXT]
    return dotted(node) or "..."


@fact(where=_runs)
def bound(node: ast.Assign, module: Module) -> Bound | None:
    """Keep which name stands for the result of a call."""
    if not isinstance(node.value, ast.Call) or len(node.targets) != 1:
        return None
    name, callee = dotted(node.targets[0]), _callee(node.value.func)
    made = callee.rpartition(".")[2]
    if not name or not (made[:1].isupper() or is_watched(made)):
        return None
    return Bound(name, callee, module.at(node))
