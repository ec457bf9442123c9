"""A Python module as the first stage sees it: its text and its syntax tree."""

from __future__ import annotations

import ast
import functools
from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Iterable, Sequence
from typing import Any

from roadworthy.core.fault import Unreadable
from roadworthy.core.finding import Location, Span
from roadworthy.core.late_dataclass import dataclass, field
from roadworthy.core.late_re import re
from roadworthy.facts.python.bindings import Gathered
from roadworthy.facts.python.parsing import declares_encoding, decode, parse_script
from roadworthy.facts.python.scripts import script_form
from roadworthy.locate.files import Files
from roadworthy.locate.lines import Lines
from roadworthy.tree.roles import Role, role_of

#: The one script that facts read as well: it is a project's configuration.
SETUP_PY = "setup.py"
#: What tools write into the heads of files: a mark, a warning, or a line that begins with who made it.
_GENERATED = re.compile(
    r"@generated\b|\bdo not (?:edit\b|modify (?:by hand|it|manually|this file)\b)|\bauto-?generated\b"
    r"|\bautomatically (?:created|generated)\b(?! by colab)|^revision id: "
    r"|^[ \t]*+(?:(?:[#*]++|r?(?:\"{3}|'{3}))[ \t]*+)?"
    r"(?:(?:this|the) (?:code|file|module) (?:has been|is|was) |form (?:implementation )?)?"
    r"generated (?:automatically|by|from|using|with)\b"
    r"|^# file generated from our openapi spec\b"
    # Clients of openapi-python-client say nothing; these lines they alone have.
    r"|\bimport define as _attrs_define$|^from \.\.\.\w*client import authenticatedclient\b"
    r"|\ba class for keeping track of data related to the api$",
    re.IGNORECASE | re.MULTILINE,
)
#: The number and the name that Django gives a migration.
_MIGRATION = re.compile(r"(?:.*/)?migrations/\d{4}_\w+\.py")
#: Of what it matches, each has one of these; few heads do, and to look for texts takes a tenth of the time.
_SAID = ("generated", "created", "do not", "revision id", "_attrs_define", "authenticatedclient", "track of")
#: The part of a file that is its head, in characters.
_HEAD = 1000
#: Cells as editors and jupytext know them (percent, light with a header): what stands last in one is shown.
_CELLS = re.compile(r"^# ?%%|\A# ---\r?\n(?:#[^\n]*\n)*?#\s+(?:jupytext|format_name):", re.MULTILINE)


def is_generated(path: str, text: str) -> bool:
    """Tell whether a file says in its head, or by its name, that a tool wrote it."""
    if path.endswith(("_pb2.py", "_pb2_grpc.py", "/_version.py")) or _MIGRATION.fullmatch(path):
        return True
    # The compiler of Qt's user interfaces leaves these two, whatever becomes of its note.
    if "def setupUi(self" in text[:_HEAD] and "def retranslateUi(self" in text:
        return True
    head = text[:_HEAD].casefold()
    return any(word in head for word in _SAID) and _GENERATED.search(text, 0, _HEAD) is not None


@dataclass(frozen=True)
class Module:
    """A parsed `.py` file. Asked for by first-stage rules, alone or beside a node of its tree."""

    path: str
    text: str = field(repr=False)
    tree: ast.Module = field(repr=False)
    role: Role
    lines: Lines = field(repr=False)
    #: The bytes of the file; none for what is a part of one.
    data: bytes = field(default=b"", repr=False)
    #: Whether it is code of the package; true where the project has none.
    in_package: bool = True

    @classmethod
    def parse(cls, path: str, data: bytes) -> Module:
        """Parse a file's bytes; raises `Unreadable` where they are not Python that this one can parse."""
        return cls.of(path, data, Lines(decode(path, data)))

    @classmethod
    def of(cls, path: str, data: bytes, lines: Lines) -> Module:
        """Parse a file of which the lines are known; raises `Unreadable` as `parse` does."""
        return cls(path, lines.text, parse_script(path, lines.text), role_of(path), lines, data)

    @functools.cached_property
    def generated(self) -> bool:
        """Whether the file says in its head, or by its name, that a tool wrote it."""
        return is_generated(self.path, self.text)

    @property
    def has_cells(self) -> bool:
        """Whether it is a script in cells, as an editor or jupytext shows them."""
        text = self.text
        marked = "# %%" in text or "#%%" in text or text.startswith("# ---")
        return (marked and _CELLS.search(text) is not None) or script_form(text) != ""

    @property
    def gathered(self) -> Gathered | None:
        """What a walk over the module gathered; see `nodes_of` and `bindings_of`."""
        return self.__dict__.get("_gathered")

    def keep(self, gathered: Gathered) -> None:
        """Keep what a walk gathered, for later use."""
        self.__dict__["_gathered"] = gathered

    def at(self, node: ast.AST) -> Location:
        """Return the location of a statement or expression: its span, and the definition that holds it."""
        return Location(self.path, self._route(node), self.span(node))

    def source(self, node: Any) -> str:
        """Return the text of the lines that a node covers."""
        starts, last = self.lines.starts, node.end_lineno
        return self.text[starts[node.lineno - 1] : starts[last] if last < len(starts) else len(self.text)]

    def span(self, node: Any) -> Span:
        """Return a node's span; a definition's is its header's first line, from `def` or `class`."""
        line, end_line = node.lineno, node.end_lineno
        start = self.lines.utf8_column(line, node.col_offset)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            return Span(line, start, line, start + len(self.lines.line(line)[start - 1 :].rstrip()))
        return Span(line, start, end_line, self.lines.utf8_column(end_line, node.end_col_offset))

    def _route(self, node: Any) -> tuple[str, ...]:
        lines, routes = self._scopes
        return routes[bisect_right(lines, node.lineno) - 1]

    @functools.cached_property
    def _scopes(self) -> tuple[list[int], list[tuple[str, ...]]]:
        return _scopes(self.tree)


def _scopes(tree: ast.Module) -> tuple[list[int], list[tuple[str, ...]]]:
    """Return the lines, from 0, where definitions start or have ended, and the names of those open there."""
    names: list[str] = []
    changes: dict[int, list[tuple[int, bool]]] = {0: []}
    pending: deque[ast.stmt] = deque(tree.body)
    while pending:
        statement = pending.popleft()
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            last = statement.end_lineno or statement.lineno
            changes.setdefault(statement.lineno, []).append((len(names), True))
            changes.setdefault(last + 1, []).append((len(names), False))
            names.append(statement.name)
        for name in ("body", "orelse", "finalbody"):
            block = getattr(statement, name, None)
            if isinstance(block, list):
                pending.extend(item for item in block if isinstance(item, ast.stmt))
        for handler in getattr(statement, "handlers", ()):
            pending.extend(handler.body)
        for case in getattr(statement, "cases", ()):
            pending.extend(case.body)
    lines = sorted(changes)
    routes: list[tuple[str, ...]] = []
    open_ones: set[int] = set()
    for line in lines:
        for number, starts in changes[line]:
            (open_ones.add if starts else open_ones.discard)(number)
        # Those that hold others were numbered before them.
        routes.append(tuple(names[number] for number in sorted(open_ones)))
    return lines, routes


def read_module(files: Files, path: str) -> Module:
    """Parse a file, for the first stage; raises `Unreadable` as `Module.parse` does.

    No one else parses it again: what the second stage asks for is in summaries and facts of one file. A tree
    takes thirty times as much memory as its text.
    """
    data = files.read(path)
    if not declares_encoding(data):
        try:
            lines = files.lines(path)
        except Unreadable:
            pass  # said better below
        else:
            return Module.of(path, data, lines)
    return Module.parse(path, data)


def read_setup_py(files: Files) -> Module:
    """Return setup.py, parsed once a run for the first stage and for the facts that follow what it says."""
    return files.once(SETUP_PY, read_module)


def bound_by(alias: ast.alias) -> str:
    """Return the name that a part of an import statement binds: `a` for `import a.b`."""
    return alias.asname or alias.name.partition(".")[0]


def dotted(node: ast.AST) -> str:
    """Return a dotted name as text (`functools.cache`), with `()` after a call, or "" for anything else."""
    if type(node) is ast.Name:
        return node.id
    rest = "()" if type(node) is ast.Call else ""
    while isinstance(node, (ast.Call, ast.Subscript)):
        node = node.func if isinstance(node, ast.Call) else node.value
    while type(node) is ast.Attribute:
        rest = f".{node.attr}{rest}"
        node = node.value
    return node.id + rest if type(node) is ast.Name else ""


def lines_within(node: ast.stmt, lines: Sequence[int]) -> int:
    """Count those of some line numbers, which are in order, that a statement spans; decorators count not."""
    return bisect_right(lines, node.end_lineno or node.lineno) - bisect_left(lines, node.lineno)


def last_name(node: ast.AST) -> str:
    """Return the last part of a name (`cache` of `functools.cache`, whatever stands before it), or ""."""
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def last_names(names: Iterable[str]) -> set[str]:
    """Return the last part of each dotted name of a base or decorator, without its call."""
    return {name.removesuffix("()").rpartition(".")[2] for name in names}
