"""setup.py as text: parsed and never run, with the arguments of its calls of `setup(...)`."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from roadworthy.core.finding import Location, Span
from roadworthy.core.late_dataclass import dataclass, field
from roadworthy.facts.metadata.setup_option import SetupOption, SetupText
from roadworthy.locate.lines import Lines
from roadworthy.tree.tree import Tree

if TYPE_CHECKING:
    from roadworthy.facts.python import Literals

_FILE = "setup.py"
_FINDERS = ("find_packages", "find_namespace_packages")


@dataclass(frozen=True, slots=True)
class SetupScript:
    """The arguments of all calls of `setup`, and the directories that `find_packages` looks in.

    `calls` is how often it is called; `complete` is false where `setup(*args)` or `setup(**options)` may give
    anything.
    """

    options: tuple[SetupOption, ...]
    where: tuple[str, ...]
    calls: int
    complete: bool


def read_setup_script(tree: Tree) -> SetupScript | None:
    """Read setup.py at the root, None where there is none; raises `Unreadable` where it is broken."""
    if _FILE not in tree.files:
        return None
    # Imported here: most projects have none, and a short run would pay for what reads code.
    from roadworthy.facts.python import Literals, constants, read_setup_py

    module = read_setup_py(tree)
    source = _Source(module.lines, Literals(constants(module.tree)))
    calls = [node for node in ast.walk(module.tree) if isinstance(node, ast.Call)]
    setups = [call for call in calls if _name(call) == "setup"]
    options = tuple(option for call in setups for option in source.options(call))
    where = tuple(base for call in calls if _name(call) in _FINDERS for base in source.where(call))
    complete = all(not call.args and all(keyword.arg for keyword in call.keywords) for call in setups)
    return SetupScript(options, where, len(setups), complete)


def _name(call: ast.Call) -> str:
    function = call.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


@dataclass(frozen=True, slots=True)
class _Source:
    lines: Lines = field(repr=False)
    literals: Literals = field(repr=False)

    def options(self, call: ast.Call) -> Iterator[SetupOption]:
        for keyword in call.keywords:
            if keyword.arg is not None:
                yield self._option(keyword.arg, keyword.value)

    def where(self, call: ast.Call) -> Iterator[str]:
        given = [keyword.value for keyword in call.keywords if keyword.arg == "where"] or call.args[:1]
        for node in given:
            value, dynamic = self._value(node)
            if isinstance(value, str) and not dynamic:
                yield value

    def _option(self, name: str, given: ast.expr) -> SetupOption:
        value, dynamic = self._value(given)
        try:
            node = self.literals.resolve(given)
            texts = tuple(self._texts(node)) if name.endswith(("requires", "_require")) else ()
        except ValueError:
            return SetupOption(name, None, self._at(given), (), True)
        return SetupOption(name, value, self._at(node), texts, dynamic)

    def _value(self, node: ast.expr) -> tuple[Any, bool]:
        try:
            return self.literals.value(node), False
        except ValueError:
            return None, True

    def _texts(self, node: ast.expr, key: str = "") -> Iterator[SetupText]:
        """Yield the strings of a list, or of a table's lists, that are literals."""
        match node:
            case ast.Dict(keys=keys, values=values):
                for name, value in zip(keys, values, strict=True):
                    if isinstance(name, ast.Constant) and isinstance(name.value, str) and not key:
                        yield from self._texts(self.literals.resolve(value), name.value)
            case ast.List(elts=items) | ast.Tuple(elts=items):
                for item in map(self.literals.resolve, items):
                    if isinstance(item, ast.Constant) and isinstance(item.value, str):
                        yield from self._lines(item, item.value, key)
            case ast.Constant(value=str(text)):
                yield from self._lines(node, text, key)

    def _lines(self, node: ast.expr, text: str, key: str) -> Iterator[SetupText]:
        """Yield the requirements of a string, one a line, without comments (`pkg_resources.yield_lines`)."""
        for line in text.splitlines():
            wanted = line.partition(" #")[0].strip()
            if wanted and not wanted.startswith("#"):
                yield SetupText(wanted, key, self._at(node, wanted))

    def _at(self, node: ast.expr, *route: str) -> Location:
        """Return the location of an expression, with a route that tells it from others."""
        end, column = node.end_lineno or node.lineno, node.end_col_offset or node.col_offset
        start = self.lines.utf8_column(node.lineno, node.col_offset)
        return Location(_FILE, route, Span(node.lineno, start, end, self.lines.utf8_column(end, column)))
