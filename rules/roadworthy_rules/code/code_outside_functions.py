import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from roadworthy import Finding, Location, Module, Severity, and_more, fact, last_name, rule
from roadworthy_rules._hosts import is_started_by_host
from roadworthy_rules._main_block import is_main_block

_DEFINES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)


@dataclass(frozen=True, slots=True)
class OpenCode:
    """How many statements a script has outside of functions and of its main block, and whether they train."""

    at: Location
    statements: int
    trains: bool


@rule(Severity.NOTE, since="0.2", handwritten=True)
def code_outside_functions(scripts: tuple[OpenCode, ...], *, statements: int = 60) -> Iterator[Finding]:
    """A script is one long piece of code outside of functions.

    No test and no other program can call a part of it, all of its variables are global, and to repeat a step
    you copy it. Move the steps into functions with parameters, and call them from `main()` under
    `if __name__ == "__main__":`.

    The rule reports scripts with more than `statements` statements outside of functions, classes and the main
    block, of scripts that train a model those with a third of that, once a project, the longest first. It
    ignores tests, documentation, examples and scripts in cells.

    ```toml bad
    [tool.roadworthy.rules.code-outside-functions]
    statements = 4
    ```
    ```python train.py bad
    rows = open("rows.txt").readlines()
    total = 0
    for row in rows:
        if row:
            total += len(row)
    print(total)
    ```
    ```toml good
    [tool.roadworthy.rules.code-outside-functions]
    statements = 4
    ```
    ```python train.py good
    def main():
        rows = open("rows.txt").readlines()
        total = 0
        for row in rows:
            if row:
                total += len(row)
        print(total)

    if __name__ == "__main__":
        main()
    ```
    ```toml bad
    [tool.roadworthy.rules.code-outside-functions]
    statements = 12
    ```
    ```python train.py bad
    rows = load("rows.txt")
    model = Model()
    model.fit(rows)
    scores = model.predict(rows)
    print(scores)
    ```
    ```python compat.py good
    import sys

    if sys.version_info >= (3, 12):
        def copied(rows):
            kept = []
            for row in rows:
                kept.append(row)
            return kept
    for name in ():
        print(name)
    ```
    ```python settings.py good
    RATE = 0.1
    SIZE = 7
    NAMES = ["age", "churned"]
    PATHS = dict(rows="rows.txt")
    EPOCHS = 10
    ```
    """
    long = [item for item in scripts if item.statements > statements // (3 if item.trains else 1)]
    found = sorted(long, key=lambda script: (-script.statements, script.at.file))
    if found:
        first, *others = found
        more = f", as in {and_more([script.at.file for script in others], 2)}" if others else ""
        message = f"{first.statements} statements of the script are outside of functions{more}"
        yield Finding(message, first.at, related=tuple(script.at for script in others[:10]))


@fact
def open_code(module: Module) -> tuple[OpenCode, ...]:
    """Count the statements outside of functions, where some of them do more than bind constants."""
    if module.role != "source" or module.has_cells or module.generated or is_started_by_host(module.text):
        return ()
    if module.path.rpartition("/")[2] in ("setup.py", "conf.py", "__init__.py"):
        return ()
    # Settings and options of a command line are no steps.
    options = "add_argument" in module.text
    inner = [node for node in _steps(module.tree.body) if not (options and _is_option(node))]
    works = any(isinstance(node, (ast.For, ast.While, ast.With)) for node in inner)
    calls = sum(isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) for node in inner)
    trains = any(_trains(node) for node in inner)
    if len(inner) < 2 or not (works or trains or calls > 9):
        return ()
    return (OpenCode(Location(module.path), len(inner), trains),)


def _trains(statement: ast.stmt) -> bool:
    """Tell whether a statement by itself trains a model."""
    value = getattr(statement, "value", None)
    return isinstance(value, ast.Call) and last_name(value.func) in ("fit", "fit_generator", "backward")


def _steps(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield the statements that run as a module is read, but definitions and the main block."""
    pending = list(body)
    while pending:
        item = pending.pop()
        if not isinstance(item, _DEFINES) and not is_main_block(item):
            yield item
            for part in (item, *getattr(item, "handlers", ())):
                for name in ("body", "orelse", "finalbody"):
                    pending += getattr(part, name, ())


def _is_option(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and "add_argument" in ast.unparse(statement)[:60]
