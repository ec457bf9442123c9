import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, rule


@rule(
    Severity.WARNING,
    since="0.2",
    codes=("F632", "pylint:literal-comparison", "pylint:R0123"),
    handwritten=True,
)
def literal_compared_by_identity(node: ast.Compare, module: Module) -> Iterator[Finding]:
    """`is` compares a value with a text or a number.

    `kind is "train"` asks whether both are one object. Whether equal texts are one depends on the interpreter
    and on where the text comes from: a value of a file or of the command line is another object. Python warns
    of it as it compiles the module. Write `==`.

    ```python bad
    def load(kind, rows):
        if kind is "train":
            return rows
        return rows[1:] if len(rows) is not 0 else None
    ```
    ```python good
    def load(kind, rows):
        if kind == "train" or kind is None or kind is True:
            return rows
        return rows[1:] if len(rows) != 0 else None
    ```
    """
    for operator, value in zip(node.ops, node.comparators, strict=True):
        if isinstance(operator, (ast.Is, ast.IsNot)) and _is_literal(value):
            words = ("is", "==") if isinstance(operator, ast.Is) else ("is not", "!=")
            text = ast.unparse(node)
            shown = text if len(text) <= 60 else f"{text[:59]}…"
            yield Finding(f"`{shown}` compares by `{words[0]}`; write `{words[1]}`", module.at(node))
            return


def _is_literal(node: ast.expr) -> bool:
    if isinstance(node, ast.UnaryOp):
        node = node.operand
    if not isinstance(node, ast.Constant):
        return False
    return isinstance(node.value, (str, bytes, int, float)) and not isinstance(node.value, bool)
