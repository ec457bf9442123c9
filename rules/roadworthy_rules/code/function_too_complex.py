import ast
import re
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, counted, rule

_BRANCHES = (
    ast.If,
    ast.IfExp,
    ast.For,
    ast.AsyncFor,
    ast.While,
    ast.ExceptHandler,
    ast.match_case,
    ast.Assert,
)
#: Each decision is one of these words in the source, and has one of these letters in a row (`for`: `or`).
_WORDS = re.compile(r"\b(?:if|elif|for|while|except|case|assert|and|or)\b")
_LETTERS = ("if", "or", "while", "except", "case", "assert", "and")
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)


@rule(
    Severity.NOTE,
    since="0.1",
    codes=("C901", "PLR0912", "pylint:too-many-branches", "pylint:too-complex", "pylint:R0912"),
    handwritten=True,
)
def function_too_complex(
    node: ast.FunctionDef | ast.AsyncFunctionDef, module: Module, *, limit: int = 25
) -> Iterator[Finding]:
    """A function has more ways through it than anybody can test.

    Each decision doubles what may happen; most of the ways are then never run before production runs them.
    Split it where it decides about different things. Counted are decisions plus one (McCabe, "A Complexity
    Measure", 1976); the option `limit` is how many are fine.

    ```toml bad
    [tool.roadworthy.rules.function-too-complex]
    limit = 3
    ```
    ```python bad
    def price(row):
        if row.new:
            return 10
        if row.vip and row.years > 3:
            return 5
        return 8 if row.years else 9
    ```
    ```python good
    def price(row):
        if row.new:
            return 10
        return 8 if row.years else 9
    ```
    """
    if module.role != "source":
        return
    source = module.source(node)
    # Counting is fast, the expression not quite, and few functions are left for the tree.
    if sum(map(source.count, _LETTERS)) < limit or len(_WORDS.findall(source)) < limit:
        return
    number = 1 + sum(map(_decisions, _inside(node)))
    if number > limit:
        yield Finding(
            f"`{node.name}` has {counted(number, 'way')} through it, more than {limit}", module.at(node)
        )


def _inside(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[ast.AST]:
    """Yield the nodes of a function's body, without those of functions in it."""
    pending: list[ast.AST] = list(function.body)
    while pending:
        node = pending.pop()
        if not isinstance(node, _SCOPES):
            yield node
            pending.extend(ast.iter_child_nodes(node))


def _decisions(node: ast.AST) -> int:
    if isinstance(node, ast.BoolOp):
        return len(node.values) - 1
    if isinstance(node, ast.comprehension):
        return 1 + len(node.ifs)
    return int(isinstance(node, _BRANCHES))
