import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, counted, rule

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@rule(
    Severity.NOTE,
    since="0.1",
    codes=("PLR0915", "pylint:too-many-statements", "pylint:R0915"),
    handwritten=True,
)
def function_too_long(
    node: ast.FunctionDef | ast.AsyncFunctionDef, module: Module, *, statements: int = 100
) -> Iterator[Finding]:
    """A function is too long.

    Readers lose track of it, and you cannot call or test its middle part. Split it into named steps: load,
    preprocess, train, evaluate, export.

    The option `statements` sets the allowed number of statements. Statements of nested functions do not
    count.

    ```toml bad
    [tool.roadworthy.rules.function-too-long]
    statements = 3
    ```
    ```python bad
    def run(path):
        rows = load(path)
        rows = clean(rows)
        model = fit(rows)
        return score(model, rows)
    ```
    ```python good
    def run(path):
        rows = load(path)
        rows = clean(rows)
        model = fit(rows)
        return score(model, rows)
    ```
    """
    # No line holds more than two statements without a semicolon.
    lines = (node.end_lineno or node.lineno) - node.lineno + 1
    if module.role != "source" or 2 * lines + module.source(node).count(";") <= statements:
        return
    number = sum(1 for _ in _statements(node.body))
    if number > statements:
        yield Finding(
            f"`{node.name}` has {counted(number, 'statement')}, more than {statements}", module.at(node)
        )


def _statements(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    pending: list[ast.AST] = list(body)
    while pending:
        node = pending.pop()
        if isinstance(node, ast.stmt):
            yield node
        if not isinstance(node, (*_FUNCTIONS, ast.ClassDef, ast.expr)):
            pending.extend(ast.iter_child_nodes(node))
