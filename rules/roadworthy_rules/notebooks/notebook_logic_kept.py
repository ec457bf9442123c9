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
    """A notebook contains functions that belong in the package.

    Other code cannot import them, no test calls them, and each copy of the notebook duplicates them. Move
    them into a module, and import them. With `%autoreload 2`, changes take effect without a restart.

    The message lists functions that read values from other cells and need them as parameters. The JSON report
    has the whole plan in `details`. Each cell lists what it `reads` and `binds`. Each function and class
    lists its `parameters`, the values that it `needs`, the notebook functions that it `calls`, its `imports`,
    and the functions of the package that it `repeats`.

    The rule reports notebooks with at least `functions` functions of five lines or more, if the project has a
    package. It ignores functions that only draw or print and return nothing, and notebooks of documentation,
    examples and tutorials.

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
    ```toml bad
    [tool.roadworthy.rules.notebook-logic-kept]
    functions = 1
    ```
    ```python src/demo/__init__.py bad
    ```
    ```notebook bad
    [[cells]]
    source = '''
    def describe(rows):
        ages = [row.age for row in rows]
        limit = sorted(ages)[len(ages) // 2]
        older = [age for age in ages if age > limit]
        print(f"{len(older)} of {len(ages)} are older than {limit}")
        rows.filter(older).to_csv("older.csv")
    '''
    ```
    ```toml good
    [tool.roadworthy.rules.notebook-logic-kept]
    functions = 1
    ```
    ```python src/demo/__init__.py good
    ```
    ```notebook good
    [[cells]]
    source = '''
    def show(rows):
        fig, ax = plt.subplots()
        ax.plot([row.age for row in rows])
        ax.set_xlabel("row")
        ax.set_ylabel("age")
        plt.show()
    '''
    ```
    ```toml good
    [tool.roadworthy.rules.notebook-logic-kept]
    functions = 1
    ```
    ```python src/demo/__init__.py good
    ```
    ```notebook good
    [[cells]]
    source = '''
    def describe(rows):
        ages = [row.age for row in rows]
        limit = sorted(ages)[len(ages) // 2]
        older = [age for age in ages if age > limit]
        print(f"{len(older)} of {len(ages)} are older than {limit}")
        plt.hist(ages)
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
        (name, at)
        for (name, at), digest in zip(notebook.functions, notebook.digests, strict=True)
        if digest and name not in notebook.shown
    ]
    if len(long) >= functions:
        names = tuple(name for name, _ in long)
        parts = [f"the notebook contains functions that belong in the package: {named(names)}"]
        defined = [
            item
            for cell in notebook.flow
            for item in cell.definitions
            if item.digest and item.name not in notebook.shown
        ]
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
