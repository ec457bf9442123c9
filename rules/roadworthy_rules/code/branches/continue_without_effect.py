import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, is_run, nodes_of, rule


@rule(Severity.NOTE, since="0.3", handwritten=True)
def continue_without_effect(module: Module) -> Iterator[Finding]:
    """A loop ends with `continue`, which does nothing there.

    The next round begins anyway. A loop that tries one way after the other often has it in place of `break`:
    after a success, the next round runs too, and replaces what was loaded. Write `break`, or delete the line.

    The rule reports `continue` as the last statement of a loop, and at the end of a `try` that is the last
    statement. It ignores it in the branches of an `if` and in `except`, and alone in a loop.

    ```python bad
    def load(model, paths):
        for path in paths:
            try:
                model.load(path)
                continue
            except OSError as error:
                print(error)
    ```
    ```python good
    def load(model, paths, rounds):
        for path in paths:
            try:
                model.load(path)
                break
            except OSError as error:
                print(error)
                continue
        for _ in rounds:
            continue
        for path in paths:
            if path in rounds:
                model.load(path)
            else:
                continue
    ```
    """
    if "continue" not in module.text or not is_run(module.path, module.role):
        return
    for loop in nodes_of(module, ast.For, ast.AsyncFor, ast.While):
        last = loop.body[-1]
        if isinstance(last, ast.Try) and not last.finalbody:
            last = (last.orelse or last.body)[-1]
        elif len(loop.body) == 1:
            continue
        if isinstance(last, ast.Continue):
            yield Finding("`continue` is the last statement of the loop, and does nothing", module.at(last))
