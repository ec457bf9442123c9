import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, dotted, nodes_of, rule

_ENDS = frozenset("exit os._exit quit sys.exit".split())
#: Functions that start a program, or are named for how they end it.
_PROGRAMS = ("cli", "command", "die", "exit", "fail", "handle", "main", "parse", "run", "start", "usage")


@rule(Severity.NOTE, since="0.2", codes=("PLR1722",), handwritten=True)
def program_ended(module: Module) -> Iterator[Finding]:
    """A function that computes something ends the whole program when it fails.

    Other code cannot use the function: a service, a notebook or a loop over files stops at the first bad
    input, and a test cannot check the failure. Raise an exception, and let `main` decide about the end.

    The rule reports a module once, for functions that return a value and call `exit` where they catch an
    exception. It ignores functions such as `main`, `run_server`, and `parse_args`.

    ```python bad
    import sys

    def load(path):
        try:
            with open(path) as file:
                return file.read()
        except OSError as error:
            sys.exit(f"cannot read it: {error}")
    ```
    ```python good
    import sys

    def load(path):
        with open(path) as file:
            return file.read()

    def main(path):
        try:
            return len(load(path))
        except OSError as error:
            sys.exit(f"cannot read it: {error}")
    ```
    """
    if module.role != "source" or ("exit(" not in module.text and "quit(" not in module.text):
        return
    found: list[tuple[str, ast.Call]] = []
    for node in nodes_of(module, ast.FunctionDef, ast.AsyncFunctionDef):
        if node.name.lower().lstrip("_").startswith(_PROGRAMS) or "main" in node.name:
            continue
        parts = [part for statement in node.body for part in ast.walk(statement)]
        if not any(isinstance(part, ast.Return) and part.value is not None for part in parts):
            continue
        for handler in (part for part in parts if isinstance(part, ast.ExceptHandler)):
            calls = (part for statement in handler.body for part in ast.walk(statement))
            found += [
                (node.name, call)
                for call in calls
                if isinstance(call, ast.Call) and dotted(call.func) in _ENDS
            ]
    if found:
        (name, first), *others = found
        more = f" ({len(found)} places)" if others else ""
        related = tuple(module.at(call) for _, call in others[:10])
        yield Finding(
            f"`{name}` ends the program where it could raise{more}", module.at(first), related=related
        )
