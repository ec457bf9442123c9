"""What other files need to know of a notebook."""

from __future__ import annotations

import ast

from roadworthy.core.finding import Location
from roadworthy.core.late_dataclass import dataclass, field
from roadworthy.facts.notebooks.flow import CellFlow, flow_of
from roadworthy.facts.notebooks.notebook import Notebook
from roadworthy.facts.notebooks.shown import is_shown
from roadworthy.facts.python import digest_of
from roadworthy.tree.roles import Role


@dataclass(frozen=True, slots=True)
class NotebookSummary:
    """What other files need to know of a notebook: imports and functions as in a module's summary.

    A method is called by its class as well: `Model.fit`.
    `digests` holds, for each of `functions`, what `Definition.digest` is to one of a module, and `shown` the
    names of those that only draw or print. `flow` is empty where no function is long enough to have one.
    """

    path: str
    role: Role
    language: str
    imports: tuple[tuple[str, Location], ...]
    functions: tuple[tuple[str, Location], ...]
    names: frozenset[str]
    digests: tuple[str, ...] = ()
    flow: tuple[CellFlow, ...] = field(default=(), repr=False)
    shown: frozenset[str] = frozenset()


def summarise(notebook: Notebook) -> NotebookSummary:
    """Return a notebook's summary."""
    imports: list[tuple[str, Location]] = []
    functions: list[tuple[str, Location]] = []
    names: set[str] = set()
    digests: list[str] = []
    shown: set[str] = set()
    for cell in notebook.code:
        owners: dict[int, str] = {}
        for node in ast.walk(cell.tree) if cell.tree else ():
            match node:
                case ast.ClassDef(name=name, body=body):
                    owners.update((id(item), f"{name}.") for item in body)
                case ast.Import(names=aliases):
                    imports.extend((alias.name, cell.at(node)) for alias in aliases)
                case ast.ImportFrom(module=str(module), level=0):
                    imports.append((module, cell.at(node)))
                case ast.FunctionDef(name=name, body=body) | ast.AsyncFunctionDef(name=name, body=body):
                    functions.append((owners.get(id(node), "") + name, cell.at(node)))
                    digests.append(digest_of(cell.text_lines, body))
                    if is_shown(body):
                        shown.add(owners.get(id(node), "") + name)
                case ast.Name(id=name) | ast.Attribute(attr=name):
                    names.add(name)
    return NotebookSummary(
        notebook.file,
        notebook.role,
        notebook.language,
        tuple(imports),
        tuple(functions),
        frozenset(names),
        tuple(digests),
        flow_of(notebook) if any(digests) else (),
        frozenset(shown),
    )
