import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, counted, nodes_of, rule


@rule(
    Severity.WARNING,
    since="0.2",
    codes=("F632", "pylint:literal-comparison", "pylint:R0123"),
    handwritten=True,
)
def comparison_by_identity(module: Module) -> Iterator[Finding]:
    """A value is compared with a literal by `is`.

    `is` asks whether both are one object, and that depends on how Python stores equal texts and numbers: the
    comparison works in a test, and fails with a text that was read from a file. Python warns about it since
    version 3.8. Use `==` and `!=`.

    The rule reports a module once.

    ```python bad
    def build(name):
        return "conv" if name is "conv2d" else "linear"
    ```
    ```python good
    def build(name):
        return "conv" if name == "conv2d" or name is None or name is ... else "linear"
    ```
    """
    if " is " not in module.text:
        return
    found = [node for node in nodes_of(module, ast.Compare) if _by_identity(node)]
    if found:
        first, *others = found
        more = f" ({counted(len(others) + 1, 'place')})" if others else ""
        at = tuple(module.at(node) for node in others[:10])
        yield Finding(f"`{ast.unparse(first)[:60]}` compares by identity{more}", module.at(first), related=at)


def _by_identity(node: ast.Compare) -> bool:
    sides = [node.left, *node.comparators]
    return any(
        isinstance(operator, (ast.Is, ast.IsNot)) and any(map(_is_literal, sides[at : at + 2]))
        for at, operator in enumerate(node.ops)
    )


def _is_literal(side: ast.expr) -> bool:
    if isinstance(side, ast.Constant):
        return isinstance(side.value, (str, bytes, int, float)) and not isinstance(side.value, bool)
    return isinstance(side, ast.Tuple)
