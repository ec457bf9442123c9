import ast
from collections.abc import Iterator
from typing import TypeGuard

from roadworthy import Finding, Module, Severity, counted, nodes_of, rule
from roadworthy_rules._main_block import is_main_block
from roadworthy_rules._names import named

#: Names by which a module says that it talks to a terminal.
_COMMANDS = frozenset(
    "__main__ app cli command commands cmd cmdline console debug display main management pprint print"
    " printing progress report script scripts shell terminal test testing tool tools version".split()
)
_PARSERS = frozenset(
    "absl argparse click cmd cyclopts docopt fire getopt jupyter_core optparse rich tqdm typer".split()
)
#: What a function is called that is there to print.
_SPEAKING = tuple("cli debug display dump help info main print report show summary usage verbos".split())


@rule(Severity.NOTE, since="0.1", codes=("T201", "T203", "pylint:bad-builtin"), handwritten=True)
def print_in_package(module: Module) -> Iterator[Finding]:
    """A function of a package prints.

    Callers cannot turn the output off, redirect it, or tell it from a result; in a service it is lost. Log
    it, `logging.getLogger(__name__).info(...)`, or return it.

    The rule ignores command line modules: those that parse arguments or have a name such as `cli`. It also
    ignores functions that announce the output (`print_table`, a `verbose` parameter), code that
    `if __name__ == "__main__":` reaches, output to a given `file=`, and a single `print` in a module. It
    reports a module once.

    ```python src/demo/model.py bad
    def fit(rows):
        print("fitting", len(rows))
        print(rows[:5])
        return sum(rows)
    ```
    ```python src/demo/model.py good
    def print_rows(rows):
        print(rows)

    def fit(rows, log, verbose=False):
        if verbose:
            print("fitting", len(rows))
        log.print("fitted")
    ```
    ```python src/demo/cli.py good
    def run(rows):
        print(rows)
    ```
    ```python src/demo/train.py good
    def report_losses(losses):
        for loss in losses:
            print(loss)

    def run(rows):
        print(rows)
        print(len(rows))
        report_losses(rows)

    if __name__ == "__main__":
        run([1, 2])
    ```
    ```python train.py good
    def run(rows):
        print(rows)
    ```
    """
    words = {word for part in module.path.split("/") for word in part.removesuffix(".py").split("_")}
    words |= set(module.path.removesuffix(".py").split("/"))
    loose = "/" not in module.path or module.path.startswith("doc") or bool(words & _COMMANDS)
    if module.role != "source" or not module.in_package or loose or "print(" not in module.text:
        return
    started = _started(module.tree) if "__main__" in module.text else frozenset[str]()
    found = []
    for function in _functions(module.tree):
        if "print(" not in module.source(function) or function.name in started:
            continue
        is_verbose = any(word in function.name.lower() for word in _SPEAKING)
        if not is_verbose and not _asks(function):
            found += [(function.name, node) for node in ast.walk(function) if _prints(node)]
    if len(found) > 1 and not _parses(module):
        found.sort(key=lambda pair: pair[1].lineno)
        names = list(dict.fromkeys(name for name, _ in found))
        places = [module.at(node) for _, node in found]
        lines = f" ({counted(len(places), 'line')})"
        message = f"{named(names)} {'prints' if len(names) == 1 else 'print'}{lines}"
        yield Finding(message, places[0], related=tuple(places[1:]))


def _functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield functions and methods, without those inside other functions."""
    pending: list[ast.stmt] = tree.body[::-1]
    while pending:
        item = pending.pop()
        if isinstance(item, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield item
        elif isinstance(item, ast.ClassDef):
            pending.extend(reversed(item.body))


def _started(tree: ast.Module) -> frozenset[str]:
    """Return the names that the block leads to that runs only where the module is started itself."""
    guards = [item for item in tree.body if is_main_block(item)]
    functions = {item.name: item for item in tree.body if isinstance(item, ast.FunctionDef)}
    pending = [name for guard in guards for name in _names(guard)]
    found: set[str] = set()
    while pending:
        name = pending.pop()
        if name not in found:
            found.add(name)
            pending += _names(functions[name]) if name in functions else ()
    return frozenset(found)


def _names(part: ast.stmt) -> set[str]:
    return {node.id for node in ast.walk(part) if isinstance(node, ast.Name)}


def _prints(node: ast.AST) -> TypeGuard[ast.Call]:
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
        return False
    return node.func.id == "print" and all(item.arg != "file" for item in node.keywords)


def _asks(function: ast.AST) -> bool:
    """Tell whether a function decides on printing by something that is called so."""
    for node in ast.walk(function):
        name = node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
        name = node.arg if isinstance(node, ast.arg) else name
        if any(word in name.lower() for word in ("verbos", "debug", "quiet", "silent", "disp")):
            return True
    return False


def _parses(module: Module) -> bool:
    """Tell whether a module imports what parses a command line, or draws on a terminal."""
    if not any(name in module.text for name in _PARSERS):
        return False
    for node in nodes_of(module, ast.Import, ast.ImportFrom):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        if any(name.partition(".")[0] in _PARSERS for name in names):
            return True
    return False
