"""A Python module: its syntax tree for the first stage, its plain summary for the second."""

from __future__ import annotations

import ast
import hashlib
import re
from dataclasses import dataclass, field
from typing import Any, Literal

from roadworthy.facts import Unreadable
from roadworthy.finding import Location, Span
from roadworthy.locate.lines import Lines

#: What a file is for, judged by its path alone, so that a first-stage rule may ask.
Role = Literal["source", "test", "documentation", "example", "configuration", "vendored"]

_TEST_PARTS = frozenset({"test", "tests", "testing", "test_data", "testdata"})
_VENDORED_PARTS = frozenset(
    "_vendor 3rdparty bundled extern external externals subprojects submodules third_party thirdparty vendor"
    " vendored".split()
)
_DOCUMENTATION_PARTS = frozenset({"doc", "docs", "documentation"})
_EXAMPLE_PARTS = frozenset(
    "asv_bench bench benchmark benchmarks bin ci contrib demo demos dev devtools example examples hooks"
    " samples script scripts tasks tools tutorial tutorials".split()
)
_CONFIGURATION = frozenset({"setup.py", "noxfile.py", "tasks.py", "fabfile.py", "conf.py", "dodo.py"})
#: Bodies of fewer lines than this may well be equal by chance.
_SHORT = 5
_COOKIE = re.compile(rb"^[ \t\f]*#.*?coding[:=]", re.MULTILINE)


def role_of(path: str) -> Role:
    """Return what the file at `path` is for."""
    *parents, name = path.split("/")
    parts = frozenset(parents)
    if name == "conftest.py" or parts & _TEST_PARTS:
        return "test"
    if name.startswith("test_") or name.endswith(("_test.py", "_tests.py")) or name == "tests.py":
        return "test"
    if parts & _VENDORED_PARTS:
        return "vendored"
    if parts & _DOCUMENTATION_PARTS:
        return "documentation"
    if parents and parents[0] in _EXAMPLE_PARTS:
        return "example"
    hidden = any(part.startswith(".") for part in parents)
    return "configuration" if hidden or (name in _CONFIGURATION and len(parents) < 2) else "source"


@dataclass(frozen=True)
class Module:
    """A parsed `.py` file. Asked for by first-stage rules, alone or beside a node of its tree."""

    path: str
    text: str = field(repr=False)
    tree: ast.Module = field(repr=False)
    role: Role
    lines: Lines = field(repr=False)
    _scopes: list[tuple[int, int, str]] = field(default_factory=list, repr=False)

    @classmethod
    def parse(cls, path: str, data: bytes) -> Module:
        """Parse a file's bytes; raises `Unreadable` where they are not Python that this one can parse."""
        text = decode(path, data)
        return cls(path, text, parse(path, text), role_of(path), Lines(text))

    def at(self, node: ast.AST) -> Location:
        """Return the location of a statement or expression: its span, and the definition that holds it."""
        return Location(self.path, self._route(node), self.span(node))

    def span(self, node: Any) -> Span:
        """Return a node's span; a definition's is its header's first line, from `def` or `class`."""
        line, end_line = node.lineno, node.end_lineno
        start = self.lines.utf8_column(line, node.col_offset)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            return Span(line, start, line, start + len(self.lines.line(line)[start - 1 :].rstrip()))
        return Span(line, start, end_line, self.lines.utf8_column(end_line, node.end_col_offset))

    def _route(self, node: Any) -> tuple[str, ...]:
        if not self._scopes:
            self._scopes.extend(_scopes(self.tree))
        inside = [name for first, last, name in self._scopes if first <= node.lineno <= last]
        return tuple(inside)


def _scopes(tree: ast.Module) -> list[tuple[int, int, str]]:
    """Return first line, last line and name of every definition, outermost first; never empty."""
    found: list[tuple[int, int, str]] = [(0, -1, "")]
    pending: list[ast.stmt] = list(tree.body)
    while pending:
        statement = pending.pop(0)
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            found.append((statement.lineno, statement.end_lineno or statement.lineno, statement.name))
        for name in ("body", "orelse", "finalbody"):
            block = getattr(statement, name, None)
            if isinstance(block, list):
                pending.extend(item for item in block if isinstance(item, ast.stmt))
        for handler in getattr(statement, "handlers", ()):
            pending.extend(handler.body)
        for case in getattr(statement, "cases", ()):
            pending.extend(case.body)
    return found


def decode(path: str, data: bytes) -> str:
    """Return the text of Python source by PEP 263; raises `Unreadable` with what is wrong."""
    try:
        if data.startswith(b"\xef\xbb\xbf") or not _COOKIE.search(data[:400]):
            return data.decode("utf-8-sig")
        import io
        import tokenize

        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        at = Location(path, span=Span(line, 1, line, 1))
        raise Unreadable(f"not valid {error.encoding}: byte 0x{data[error.start]:02x}", at) from None
    except (SyntaxError, LookupError) as error:
        raise Unreadable(str(error), Location(path, span=Span(1, 1, 1, 1))) from None


def parse(path: str, text: str, flags: int = 0) -> ast.Module:
    """Parse source text; raises `Unreadable` with the place of the syntax error."""
    try:
        tree = compile(text, "<module>", "exec", ast.PyCF_ONLY_AST | flags, dont_inherit=True)
    except SyntaxError as error:
        line, column = max(error.lineno or 1, 1), max(error.offset or 1, 1)
        at = Location(path, span=Span(line, column, line, column))
        raise Unreadable(f"syntax error: {error.msg}", at) from None
    except (ValueError, OverflowError) as error:
        raise Unreadable(f"syntax error: {error}", Location(path, span=Span(1, 1, 1, 1))) from None
    except (RecursionError, MemoryError):
        at = Location(path, span=Span(1, 1, 1, 1))
        raise Unreadable("nested too deeply to be parsed", at) from None
    assert isinstance(tree, ast.Module)
    return tree


def dotted(node: ast.AST) -> str:
    """Return a dotted name as text (`functools.cache`), with `()` after a call, or "" for anything else."""
    parts: list[str] = []
    called = isinstance(node, ast.Call)
    while isinstance(node, (ast.Call, ast.Subscript)):
        node = node.func if isinstance(node, ast.Call) else node.value
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return ""
    return ".".join([node.id, *reversed(parts)]) + ("()" if called else "")


@dataclass(frozen=True, slots=True)
class Import:
    """One imported name: `import module as alias`, or `from module import name as alias`.

    `guarded` is true inside a function, a `try`, or an `if` (a platform or `TYPE_CHECKING` branch).
    """

    module: str
    name: str | None
    alias: str | None
    level: int
    span: Span
    guarded: bool


@dataclass(frozen=True, slots=True)
class Definition:
    """A function, class or method at the top of a module or class, and the names that its body uses.

    `digest` is equal for bodies that are equal but for indentation, comments and blank lines; it is empty for
    classes, and for bodies of fewer than five lines.
    """

    name: str
    kind: Literal["function", "class", "method"]
    owner: str
    span: Span
    decorators: tuple[str, ...]
    bases: tuple[str, ...]
    names: frozenset[str]
    trivial: bool
    documented: bool
    doctested: bool
    arguments: int
    annotated: bool
    digest: str

    @property
    def route(self) -> tuple[str, ...]:
        """The qualified name, as a location's route."""
        return (self.owner, self.name) if self.owner else (self.name,)


def digest_of(lines: Lines, body: list[ast.stmt]) -> str:
    """Return a digest of a body's text without its docstring; empty where it is short."""
    first = body[0]
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
        body = body[1:]
    if not body or (body[-1].end_lineno or 0) - body[0].lineno < _SHORT - 1:
        return ""
    start, end = lines.offset(body[0].lineno, 1), lines.offset((body[-1].end_lineno or 0) + 1, 1)
    stripped = (line.strip() for line in lines.text[start:end].splitlines())
    kept = [line for line in stripped if line and not line.startswith("#")]
    if len(kept) < _SHORT:
        return ""
    text = "\n".join(kept).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(text, digest_size=8, usedforsecurity=False).hexdigest()


@dataclass(frozen=True, slots=True)
class ModuleSummary:
    """What other files need to know of a module: plain data, no syntax tree.

    `names` are those mentioned outside of any definition, `exports` is `__all__` where it is a literal.
    `texts` holds short strings that start with a slash, wherever they stand: routes, mostly. `bound` are
    those of `names` that only imports and `__all__` mention: the module hands them on, and uses none.
    """

    path: str
    role: Role
    imports: tuple[Import, ...]
    definitions: tuple[Definition, ...]
    names: frozenset[str]
    exports: tuple[str, ...] | None
    documented: bool
    generated: bool
    texts: frozenset[str] = frozenset()
    bound: frozenset[str] = frozenset()

    @property
    def mentioned(self) -> frozenset[str]:
        """Every name that the module mentions, in its definitions or outside of them."""
        return self.names.union(*(definition.names for definition in self.definitions))
