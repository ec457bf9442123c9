import ast
from collections.abc import Iterator

from roadworthy import Finding, Location, Module, Severity, rule
from roadworthy_rules.code._shared import flakes

_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


@rule(Severity.WARNING, since="0.1")
def function_redefined(module: Module) -> Iterator[Finding]:
    """A function is defined again before anything has used it.

    The first one is never called, whatever is mended in it. That is how two cells of a notebook, or two sides
    of a merge, end up in one module. Remove one, or give each a name.

    ```python bad
    def clean(rows):
        return rows

    def clean(rows):
        return sorted(rows)
    ```
    ```python good
    from typing import overload

    @overload
    def clean(rows: list[int]) -> list[int]: ...
    @overload
    def clean(rows: list[str]) -> list[str]: ...
    def clean(rows):
        return sorted(rows)

    if hasattr(list, "sort"):
        def fast(rows):
            return rows
    else:
        def fast(rows):
            return sorted(rows)
    ```
    """
    if module.role != "source" or module.path.startswith("doc"):
        return
    messages = [message for message in flakes(module) if type(message).__name__ == "RedefinedWhileUnused"]
    if not messages:
        return
    again = {(message.lineno, message.message_args[0]): message.message_args[1] for message in messages}
    every = list(ast.walk(module.tree))
    nodes = [node for node in every if isinstance(node, _DEFINITIONS)]
    first = {(node.lineno, node.name): node for node in nodes}
    for node in nodes:
        there = first.get((again.get((node.lineno, node.name), 0), node.name))
        # One that a branch defines again may be another choice.
        if there is not None and not there.decorator_list and _same_block(every, there, node):
            related = (Location(module.path, span=module.span(there)),)
            message = f"`{node.name}` is defined again, so that the one of line {there.lineno} is never used"
            yield Finding(message, module.at(node), related=related)


def _same_block(every: list[ast.AST], one: ast.AST, other: ast.AST) -> bool:
    blocks = (getattr(node, name, None) for node in every for name in ("body", "orelse", "finalbody"))
    return any(isinstance(block, list) and one in block and other in block for block in blocks)
