import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, counted, rule

_BLOCKS = (
    *(ast.If, ast.For, ast.AsyncFor, ast.While, ast.With, ast.AsyncWith),
    *(ast.Try, ast.TryStar, ast.Match),
)
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


@rule(
    Severity.NOTE,
    since="0.1",
    codes=("PLR1702", "pylint:too-many-nested-blocks", "pylint:R1702"),
    handwritten=True,
)
def function_nested_deeply(
    node: ast.FunctionDef | ast.AsyncFunctionDef, module: Module, *, limit: int = 5
) -> Iterator[Finding]:
    """A function nests its blocks too deeply.

    To understand the innermost line, a reader has to remember every condition around it, and a test has to
    satisfy all of them. Return or `continue` early, or move the inner blocks into a function.

    The rule counts nested `if`, loops, `with`, `try` and `match`; an `elif` counts as deep as its `if`. The
    option `limit` sets the allowed depth.

    ```toml bad
    [tool.roadworthy.rules.function-nested-deeply]
    limit = 2
    ```
    ```python bad
    def clean(tables):
        for table in tables:
            for row in table:
                if row:
                    row.strip()
    ```
    ```toml good
    [tool.roadworthy.rules.function-nested-deeply]
    limit = 2
    ```
    ```python good
    def clean(tables):
        for table in tables:
            for row in table:
                def strip():
                    if row:
                        row.strip()
                strip()
            if not table:
                continue
            elif len(table) == 1:
                break
            elif len(table) == 2:
                return
    ```
    """
    # Each block begins a line of its own.
    if module.role != "source" or (node.end_lineno or node.lineno) - node.lineno <= limit:
        return
    deepest, at = 0, node.body[0]
    pending = [(statement, 1) for statement in node.body]
    while pending:
        statement, depth = pending.pop()
        if isinstance(statement, _SCOPES) or not isinstance(statement, _BLOCKS):
            continue
        if depth > deepest:
            deepest, at = depth, statement
        pending.extend(_inside(statement, depth))
    if deepest > limit:
        message = f"`{node.name}` nests {counted(deepest, 'block')}, more than {limit}"
        yield Finding(message, module.at(node), related=(module.at(at),))


def _inside(statement: ast.stmt, depth: int) -> Iterator[tuple[ast.stmt, int]]:
    """Yield the statements in a block with the depth that a block there has."""
    for name in ("body", "orelse", "finalbody"):
        body: list[ast.stmt] = getattr(statement, name, [])
        # `elif` is an `if` that is alone in an `else`.
        same = name == "orelse" and len(body) == 1 and isinstance(body[0], ast.If)
        yield from ((item, depth if same and isinstance(statement, ast.If) else depth + 1) for item in body)
    for part in (*getattr(statement, "handlers", ()), *getattr(statement, "cases", ())):
        yield from ((item, depth + 1) for item in part.body)
