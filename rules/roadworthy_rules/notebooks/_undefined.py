"""Names that the cells of a notebook, run from top to bottom, use without a definition."""

from __future__ import annotations

import ast
import builtins
import functools
import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from roadworthy import Cell, Location, Notebook, bound_by
from roadworthy_rules._asked import names_asked_for
from roadworthy_rules.notebooks._shared import is_exercise

if TYPE_CHECKING:
    from roadworthy import Cell, Location, Notebook

#: What IPython, and the services that run notebooks, put there.
_GIVEN = frozenset(
    (*dir(builtins), *"In Out WindowsError _ _dh _ih _oh _exit_code display exit get_ipython quit".split())
)
#: What Spark's kernels, and Databricks and Fabric, also put there.
_SPARK = frozenset(
    "dbutils display displayHTML getArgument mssparkutils notebookutils sc spark sql sqlContext table"
    " udf".split()
)
#: Names of outputs (`_3`), of inputs (`_i3`), and what no one binds (`__version__`).
_HISTORY = re.compile(r"_+i{0,3}\d*|__\w+__")
#: Built-in names of Python 2; code that runs on both asks which one it is.
_OLDER = frozenset("basestring file long raw_input reduce reload unichr unicode xrange".split())
_BLOCKS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


@dataclass(frozen=True, slots=True)
class Undefined:
    """A name that a cell uses, its place there, and why nothing defines it."""

    name: str
    at: Location
    why: str


def _is_shown(notebook: Notebook) -> bool:
    """Tell whether a page of the documentation shows a part of a method, which is not there to run."""
    parts = (cell for cell in notebook.code if "self." in cell.source and "def " not in cell.source)
    return notebook.role == "documentation" and any(parts)


def undefined_names(notebook: Notebook) -> Iterator[Undefined]:
    """Yield the first use of each name that is not defined when its cell runs, in order of cells."""
    cells = [cell for cell in notebook.code if cell.source.strip()]
    if any(map(is_exercise, notebook.cells)) or _is_shown(notebook):
        return
    text, starts = _joined(cells)
    quarto = notebook.host == "quarto"
    if text is None or (quarto and any("{{< include" in cell.source for cell in notebook.cells)):
        return
    bound: dict[str, list[int]] = {}
    for index, cell in enumerate(cells):
        for found in (_bound(cell.tree) | cell.magics.names) if cell.tree else cell.magics.names:
            bound.setdefault(found, []).append(index)
    stored = _stored(cells)
    blind = next((i for i, cell in enumerate(cells) if cell.magics.unseen), len(cells))
    given = _GIVEN | _SPARK if _has_spark(notebook) else _GIVEN
    # Quarto and R Markdown give Python the names of R.
    given |= {"r", "params"} if quarto else frozenset()
    # A notebook of a kernel of Python 2 may use its names.
    given |= _OLDER if notebook.get(str, "metadata", "kernelspec", "name") == "python2" else frozenset()
    asking = (cell.tree for cell in cells if cell.tree and ("s()" in cell.source or "dir()" in cell.source))
    given |= names_asked_for(part for tree in asking for part in ast.walk(tree))
    reported: set[str] = set()
    for message in _messages(text, "UndefinedName"):
        name, line, column = message.message_args[0], message.lineno, message.col
        number = bisect_left(starts, line) - 1
        cell, inner = cells[number], line - starts[number]
        if name in given or _HISTORY.fullmatch(name) or name in reported or cell.tree is None:
            continue
        if name in _OLDER and "version_info" in cell.source:
            continue
        late, guarded = _place(cell.tree, inner, column)
        if late and _binds_itself(cell.tree, inner, name):
            continue
        at = bound.get(name, [])
        later = at[bisect_right(at, number) :]
        if blind <= number or (late and blind < len(cells)) or _is_meant(cell, name):
            continue
        if at and not notebook.ordered:
            continue
        if number in at or (late and at) or (guarded and later):
            continue
        reported.add(name)
        start = cell.text_lines.utf8_column(inner, column)
        place = cell.line(inner, start, start + len(name))
        yield Undefined(name, place, _why(cells, stored.get(name), at[: bisect_left(at, number)], later))


def unused_imports(notebook: Notebook) -> Iterator[tuple[str, Location]]:
    """Yield what a notebook imports and names nowhere else, and where; not what it tries to import."""
    cells = [cell for cell in notebook.code if cell.source.strip()]
    text, starts = _joined(cells)
    if text is None or any(cell.magics.unseen or cell.tree is None for cell in cells):
        return
    words = Counter(re.findall(r"\w+", "\n".join(cell.source for cell in cells)))
    for message in _messages(text, "UnusedImport"):
        name = message.message_args[0]
        number = bisect_left(starts, message.lineno) - 1
        inner = message.lineno - starts[number]
        bound = name.rpartition(" as ")[2].rpartition(".")[2]
        tree = cells[number].tree
        guarded = tree is not None and _place(tree, inner, message.col)[1]
        if not guarded and words[bound] == 1:
            yield name, cells[number].line(inner)


def _why(cells: list[Cell], stored: int | None, before: list[int], later: list[int]) -> str:
    if later:
        return f"used before it is defined, in cell {cells[later[0]].index + 1}"
    if before:
        return f"used after it was deleted; cell {cells[before[-1]].index + 1} binds it last"
    if stored is not None:
        return f"used, but only defined within a function or comprehension, in cell {stored + 1}"
    return "used, but no cell defines it"


def _stored(cells: list[Cell]) -> dict[str, int]:
    """Return the index of the first cell that assigns to a name, in a function or comprehension too."""
    found: dict[str, int] = {}
    for cell in cells:
        for node in ast.walk(cell.tree) if cell.tree else ():
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                found.setdefault(node.id, cell.index)
    return found


def _joined(cells: list[Cell]) -> tuple[str | None, list[int]]:
    """Return the Python of all cells as one text, and the number of lines before each cell's first."""
    lines: list[str] = []
    starts: list[int] = []
    for cell in cells:
        # What a magic binds counts from the start of its cell on.
        lines.append("".join(f"{name} = " for name in sorted(cell.magics.names)) + "None")
        starts.append(len(lines))
        if cell.tree is not None:
            lines.extend(cell.python.split("\n"))
    return "\n".join(lines) if len(lines) < 50_000 else None, starts


def _messages(text: str, kind: str) -> list[Any]:
    """Return what pyflakes says of one kind, in order; nothing where it cannot follow the text."""
    from pyflakes.checker import Checker

    try:
        tree = compile(text, "<cells>", "exec", ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, True)
        messages = Checker(tree, "<cells>", builtins=None).messages
    except Exception:
        # It walks recursively, asserts what a parsed tree need not keep (`__future__` in a function), and
        # each release of Python brings nodes that an older pyflakes does not know.
        return []
    found = [message for message in messages if type(message).__name__ == kind]
    return sorted(found, key=lambda message: (message.lineno, message.col))


def _bound(tree: ast.Module) -> frozenset[str]:
    """Return the names that a cell binds for other cells: not in functions, classes and comprehensions."""
    names: set[str] = set()
    pending: list[ast.AST] = list(tree.body)
    while pending:
        node = pending.pop()
        match node:
            case ast.Name(id=name, ctx=ast.Store()):
                names.add(name)
            case ast.alias():
                names.add(bound_by(node))
            case (
                ast.ExceptHandler(name=str(name))
                | ast.MatchAs(name=str(name))
                | ast.MatchStar(name=str(name))
                | ast.MatchMapping(rest=str(name))
            ):
                names.add(name)
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                names.add(name)
        if isinstance(node, (*_BLOCKS, *_COMPREHENSIONS, ast.ClassDef)):
            inside = list(ast.walk(node))
            names.update(name for part in inside if isinstance(part, ast.Global) for name in part.names)
            if isinstance(node, _COMPREHENSIONS):
                walrus = [part.target.id for part in inside if isinstance(part, ast.NamedExpr)]
                names.update(walrus)
        else:
            pending.extend(ast.iter_child_nodes(node))
    return frozenset(names)


def _place(tree: ast.Module, line: int, column: int) -> tuple[bool, bool]:
    """Tell whether a place lies in a function's body, and whether in what may not run: an `if` or `try`."""
    late = guarded = False
    for node in _blocks(tree):
        if node.lineno <= line <= (node.end_lineno or 0):
            if isinstance(node, _BLOCKS):
                first = node.body[0] if isinstance(node.body, list) else node.body
                late = late or (first.lineno, first.col_offset) <= (line, column)
            else:
                guarded = True
    return late, guarded


@functools.lru_cache(maxsize=2)
def _blocks(tree: ast.Module) -> tuple[Any, ...]:
    """Return what holds code that runs later, or perhaps; it is asked for each message on a cell."""
    return tuple(node for node in ast.walk(tree) if isinstance(node, (*_BLOCKS, ast.If, ast.Try)))


def _binds_itself(tree: ast.Module, line: int, name: str) -> bool:
    """Tell whether a function around a line binds a name: further down, in a loop, which pyflakes misses."""
    return any(
        isinstance(part, ast.Name) and part.id == name and isinstance(part.ctx, (ast.Store, ast.Del))
        for node in _blocks(tree)
        if isinstance(node, _BLOCKS) and node.lineno <= line <= (node.end_lineno or 0)
        for part in ast.walk(node)
    )


def _has_spark(notebook: Notebook) -> bool:
    if notebook.host == "databricks":
        return True
    metadata = notebook.get(dict, "metadata") or {}
    kernel = metadata.get("kernelspec")
    named = str(kernel).lower() if kernel else ""
    return any(word in named for word in ("spark", "synapse")) or any(
        "databricks" in str(key) or str(key) in ("trident", "dependencies", "microsoft") for key in metadata
    )


def _is_meant(cell: Cell, name: str) -> bool:
    """Tell whether a cell is there to fail: by its tag, or by the `NameError` that it shows a reader."""
    if "raises-exception" in cell.tags:
        return True
    shown = any(
        output.get("ename") == "NameError" and f"'{name}'" in str(output.get("evalue"))
        for output in cell.outputs
    )
    return shown and not cell.file.startswith(("notebooks/", "src/"))
