"""What the cells of a notebook hand to each other: what moving a function into a module would take."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from typing import Literal

from roadworthy.core.finding import Location
from roadworthy.core.late_dataclass import dataclass
from roadworthy.facts.notebooks.cell import Cell
from roadworthy.facts.notebooks.notebook import Notebook
from roadworthy.facts.python import Module, bindings_of, bound_by, digests_of

#: What binds a name at the top of a cell.
_Kind = Literal["import", "definition", "value"]
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True, slots=True)
class CellDefinition:
    """A function or class at the top of a cell, and what it takes from others.

    `values` are names that cells give values, which it would need as parameters; `calls` are functions and
    classes of the notebook, and `imports` what its module would have to import. `digest` and `shape` are
    those of `Definition`, empty for classes.
    """

    name: str
    at: Location
    parameters: tuple[str, ...]
    values: tuple[str, ...]
    calls: tuple[str, ...]
    imports: tuple[str, ...]
    digest: str = ""
    shape: str = ""


@dataclass(frozen=True, slots=True)
class CellFlow:
    """A code cell, by its number from 1: which names of other cells it reads, which it binds, and defines."""

    number: int
    reads: tuple[str, ...]
    binds: tuple[str, ...]
    definitions: tuple[CellDefinition, ...]


def flow_of(notebook: Notebook) -> tuple[CellFlow, ...]:
    """Return the flow of names between the code cells that parse, in order."""
    cells = [(cell, cell.tree, _bound(cell.tree)) for cell in notebook.code if cell.tree is not None]
    kinds: dict[str, _Kind] = {}
    for _, _, bound in cells:
        for name, kind in bound.items():
            # What is a value anywhere is one: it changes while the notebook runs.
            kinds[name] = "value" if "value" in (kind, kinds.get(name)) else kind
    before: set[str] = set()
    flows = []
    for cell, tree, bound in cells:
        elsewhere = before if notebook.ordered else kinds.keys() - bound.keys()
        reads = {name for name in _free(cell, tree) if name in kinds} | _read_first(tree, elsewhere)
        definitions = tuple(_definitions(cell, tree, kinds))
        flows.append(CellFlow(cell.index + 1, _sorted(reads), _sorted(bound), definitions))
        before.update(bound)
    return tuple(flows)


def _definitions(cell: Cell, tree: ast.Module, kinds: Mapping[str, _Kind]) -> Iterator[CellDefinition]:
    for node in tree.body:
        if not isinstance(node, (*_FUNCTIONS, ast.ClassDef)):
            continue
        free = _free(cell, ast.Module([node], [])) - {node.name}
        found: dict[_Kind, list[str]] = {"value": [], "definition": [], "import": []}
        for name in sorted(free & kinds.keys()):
            found[kinds[name]].append(name)
        digest, shape = ("", "") if isinstance(node, ast.ClassDef) else digests_of(cell.text_lines, node.body)
        yield CellDefinition(
            node.name,
            cell.at(node),
            () if isinstance(node, ast.ClassDef) else _parameters(node.args),
            tuple(found["value"]),
            tuple(found["definition"]),
            tuple(found["import"]),
            digest,
            shape,
        )


def _parameters(given: ast.arguments) -> tuple[str, ...]:
    every = [*given.posonlyargs, *given.args, given.vararg, *given.kwonlyargs, given.kwarg]
    return tuple(item.arg for item in every if item is not None)


def _free(cell: Cell, tree: ast.Module) -> frozenset[str]:
    """Return the names that code reads and does not bind."""
    return bindings_of(Module(cell.file, cell.source, tree, "notebook", cell.text_lines)).unbound


def _read_first(tree: ast.Module, known: frozenset[str] | set[str]) -> set[str]:
    """Return the names of other cells that a cell reads before it binds them anew: `rows = clean(rows)`."""
    found: set[str] = set()
    bound: set[str] = set()
    for node in tree.body:
        names = [part for part in ast.walk(node) if isinstance(part, ast.Name)]
        if not isinstance(node, (*_FUNCTIONS, ast.ClassDef)):
            found |= {part.id for part in names if isinstance(part.ctx, ast.Load)} & known - bound
        bound |= _bound(ast.Module([node], [])).keys()
    return found


def _bound(tree: ast.Module) -> dict[str, _Kind]:
    """Return what a cell binds at its top, and how; in blocks too, not in what has a scope of its own."""
    found: dict[str, _Kind] = {}
    pending: list[ast.AST] = list(reversed(tree.body))
    while pending:
        node = pending.pop()
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                found.setdefault(name, "definition")
            case ast.alias():
                found.setdefault(bound_by(node), "import")
            case ast.Name(id=name, ctx=ast.Store()):
                found[name] = "value"
            case ast.Lambda() | ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
                pass
            case _:
                pending.extend(ast.iter_child_nodes(node))
    found.pop("*", None)
    return found


def _sorted(names: set[str] | dict[str, _Kind]) -> tuple[str, ...]:
    return tuple(sorted(names))
