import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, rule


@rule(
    Severity.WARNING,
    since="0.2",
    codes=("pylint:binary-op-exception", "pylint:W0711"),
    handwritten=True,
)
def exception_type_joined(node: ast.ExceptHandler, module: Module) -> Iterator[Finding]:
    """A handler joins exceptions with `or` or `and`, and catches one of them.

    `except KeyError or ValueError` catches `KeyError` alone, since the expression is its first value. Write a
    tuple.

    ```python bad
    def load(rows):
        try:
            return rows["a"]
        except KeyError or ValueError:
            return None
    ```
    ```python good
    def load(rows):
        try:
            return rows["a"]
        except (KeyError, ValueError):
            return None
    ```
    """
    if isinstance(node.type, ast.BoolOp):
        one = node.type.values[0 if isinstance(node.type.op, ast.Or) else -1]
        yield Finding(f"the handler catches `{ast.unparse(one)}` alone", module.at(node.type))
