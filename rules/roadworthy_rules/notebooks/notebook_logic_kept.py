from collections.abc import Iterator, Mapping
from typing import Any

from roadworthy import CellDefinition, Finding, Layout, ModuleSummary, NotebookSummary, Severity, rule
from roadworthy_rules._names import named

#: Functions of the project's modules by what their bodies do, as it stands or whatever their names are.
_Known = Mapping[str, list[str]]


@rule(Severity.WARNING, since="0.1")
def notebook_logic_kept(
    notebook: NotebookSummary, layout: Layout, modules: tuple[ModuleSummary, ...], *, functions: int = 3
) -> Iterator[Finding]:
    """A notebook holds functions that belong in the package.

    Nothing else can import them, no test tries them, and each copy of the notebook is a copy of them. Move
    them into a module, and import them: with `%autoreload 2` that is no slower to work with.

    The message says which functions read what cells bind, and so need it as parameters. The JSON report has
    the whole plan, in `details`: for each cell what it `reads` of others and `binds`, and for each function
    and class its `parameters`, what it `needs` besides, what it `calls` in the notebook, its `imports`, and
    the functions of the package that it `repeats`, but for names.

    Reported are notebooks with at least `functions` functions of five lines or more, in projects that have a
    package; those of documentation, examples and tutorials are left alone.

    ```toml bad
    [tool.roadworthy.rules.notebook-logic-kept]
    functions = 1
    ```
    ```python src/demo/__init__.py bad
    ```
    ```notebook bad
    [[cells]]
    source = '''
    def clean(rows):
        kept = []
        for row in rows:
            if row.age is not None:
                kept.append(row)
        return sorted(kept)
    '''
    ```
    ```python src/demo/__init__.py good
    ```
    ```notebook good
    [[cells]]
    source = '''
    def clean(rows):
        kept = []
        for row in rows:
            if row.age is not None:
                kept.append(row)
        return sorted(kept)
    '''
    ```
    """
    if notebook.role != "source" or not (layout.packages or layout.modules):
        return
    long = [
        (name, at) for (name, at), digest in zip(notebook.functions, notebook.digests, strict=True) if digest
    ]
    if len(long) >= functions:
        names = tuple(name for name, _ in long)
        parts = [f"the notebook holds what belongs in the package: {named(names)}"]
        defined = [item for cell in notebook.flow for item in cell.definitions if item.digest]
        parts += [f"`{item.name}` needs {named(item.values)}" for item in defined if item.values][:3]
        known = _known(modules)
        copies = [(item.name, _repeated(item, known)) for item in defined]
        parts += [f"`{name}` is nearly `{places[0]}`" for name, places in copies if places][:3]
        yield Finding("; ".join(parts), long[0][1], arguments=names, details=_plan(notebook, known))


def _known(modules: tuple[ModuleSummary, ...]) -> _Known:
    found: dict[str, list[str]] = {}
    for module in modules:
        for item in module.definitions if module.role == "source" else ():
            for key in {item.digest, item.shape} - {""}:
                found.setdefault(key, []).append(f"{module.path}:{'.'.join(item.route)}")
    return found


def _repeated(item: CellDefinition, known: _Known) -> list[str]:
    return known.get(item.digest, []) or known.get(item.shape, [])


def _plan(notebook: NotebookSummary, known: _Known) -> dict[str, Any]:
    """Return what a program, or a person, needs to move the functions into a module."""
    cells = [
        {
            "cell": cell.number,
            "reads": list(cell.reads),
            "binds": list(cell.binds),
            "definitions": [
                {
                    "name": item.name,
                    "parameters": list(item.parameters),
                    "needs": list(item.values),
                    "calls": list(item.calls),
                    "imports": list(item.imports),
                    "repeats": _repeated(item, known),
                }
                for item in cell.definitions
            ],
        }
        for cell in notebook.flow
    ]
    return {"cells": cells}
