"""Names that the cells of a notebook, run from top to bottom, use without a definition."""

import ast
import builtins
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from roadworthy import Cell, Location, Notebook
from roadworthy_rules.notebooks._shared import is_exercise

#: What IPython, and the services that run notebooks, put there.
_GIVEN = frozenset(
    (*dir(builtins), *"In Out WindowsError _ _dh _ih _oh _exit_code display exit get_ipython quit".split())
)
#: What Spark's kernels, and Databricks and Fabric, put there besides.
_SPARK = frozenset(
    "dbutils display displayHTML getArgument mssparkutils notebookutils sc spark sql sqlContext table"
    " udf".split()
)
#: Names of outputs (`_3`), of inputs (`_i3`), and what nobody binds (`__version__`).
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


def undefined_names(notebook: Notebook) -> Iterator[Undefined]:
    """Yield the first use of each name that is not defined when its cell runs, in order of cells."""
    cells = [cell for cell in notebook.code if cell.source.strip()]
    if any(map(is_exercise, notebook.cells)):
        return
    text, starts = _joined(cells)
    if text is None or (notebook.is_text and any("{{< include" in cell.source for cell in notebook.cells)):
        return
    bound = [_bound(cell.tree) | cell.magics.names if cell.tree else cell.magics.names for cell in cells]
    blind = next((i for i, cell in enumerate(cells) if cell.magics.unseen), len(cells))
    given = _GIVEN | _SPARK if _has_spark(notebook) else _GIVEN
    # Quarto and R Markdown give Python the names of R.
    given |= {"r", "params"} if notebook.is_text else frozenset()
    reported: set[str] = set()
    for message in _messages(text, "UndefinedName"):
        name, line, column = message.message_args[0], message.lineno, message.col
        number = max(i for i, start in enumerate(starts) if start < line)
        cell, inner = cells[number], line - starts[number]
        if name in given or _HISTORY.fullmatch(name) or name in reported or cell.tree is None:
            continue
        if name in _OLDER and "version_info" in cell.source:
            continue
        late, guarded = _place(cell.tree, inner, column, name)
        later = [i for i, names in enumerate(bound) if i > number and name in names]
        if blind <= number or (late and blind < len(cells)) or _is_meant(cell, name):
            continue
        if (
            name in bound[number]
            or (late and any(name in names for names in bound))
            or (guarded and (late or later))
        ):
            continue
        reported.add(name)
        start = cell.text_lines.utf8_column(inner, column)
        place = cell.line(inner, start, start + len(name))
        yield Undefined(name, place, _why(name, cells, bound, number, later))


def unused_imports(notebook: Notebook) -> Iterator[tuple[str, Location]]:
    """Yield what a notebook imports and names nowhere else, and where; not what it tries to import."""
    cells = [cell for cell in notebook.code if cell.source.strip()]
    text, starts = _joined(cells)
    if text is None or any(cell.magics.unseen or cell.tree is None for cell in cells):
        return
    everything = "\n".join(cell.source for cell in cells)
    for message in _messages(text, "UnusedImport"):
        name = message.message_args[0]
        number = max(i for i, start in enumerate(starts) if start < message.lineno)
        inner = message.lineno - starts[number]
        bound = name.rpartition(" as ")[2].rpartition(".")[2]
        tree = cells[number].tree
        guarded = tree is not None and _place(tree, inner, message.col, name)[1]
        if not guarded and len(re.findall(rf"\b{re.escape(bound)}\b", everything)) == 1:
            yield name, cells[number].line(inner)


def _why(name: str, cells: list[Cell], bound: list[frozenset[str]], number: int, later: list[int]) -> str:
    if later:
        return f"used before it is defined, in cell {cells[later[0]].index + 1}"
    before = [i for i, names in enumerate(bound) if i < number and name in names]
    if before:
        return f"used after it was deleted; cell {cells[before[-1]].index + 1} binds it last"
    for cell in cells:
        for node in ast.walk(cell.tree) if cell.tree else ():
            if isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Store):
                return f"used, but only defined within a function or comprehension, in cell {cell.index + 1}"
    return "used, but no cell defines it"


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
    except (SyntaxError, RecursionError, ValueError, TypeError, AttributeError):
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
            case ast.alias(name=name, asname=alias):
                names.add(alias or name.partition(".")[0])
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


def _place(tree: ast.Module, line: int, column: int, name: str) -> tuple[bool, bool]:
    """Tell whether a place lies in a function's body, and whether in what may not run.

    That is an `if`, a `try`, or a function that binds the name itself: in a loop, further down.
    """
    late = guarded = False
    for node in ast.walk(tree):
        if isinstance(node, (*_BLOCKS, ast.If, ast.Try)) and node.lineno <= line <= (node.end_lineno or 0):
            parts = node.body if isinstance(node.body, list) else [node.body]
            if isinstance(node, _BLOCKS):
                first = parts[0]
                late = late or (first.lineno, first.col_offset) <= (line, column)
                own = any(
                    isinstance(part, ast.Name) and part.id == name and not isinstance(part.ctx, ast.Load)
                    for statement in parts
                    for part in ast.walk(statement)
                )
                if own and late:
                    return late, True
            else:
                guarded = True
    return late, guarded


def _has_spark(notebook: Notebook) -> bool:
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
