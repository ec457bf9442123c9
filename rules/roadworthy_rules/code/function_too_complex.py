import ast
import re
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, rule

#: Each decision is one of these words in the source, and has one of these letters in a row (`for`: `or`).
_WORDS = re.compile(r"\b(?:if|elif|else|for|while|except|case)\b")
_LETTERS = ("if", "el", "or", "while", "except", "case")


@rule(
    Severity.NOTE,
    since="0.1",
    codes=("C901", "PLR0912", "pylint:too-many-branches", "pylint:too-complex", "pylint:R0912"),
    handwritten=True,
)
def function_too_complex(
    node: ast.FunctionDef | ast.AsyncFunctionDef, module: Module, *, limit: int = 25
) -> Iterator[Finding]:
    """A function has too many branches.

    Each decision can double the number of paths, and most of them run for the first time in production. Split
    the function at independent decisions.

    The rule counts like Ruff's C901: one, plus one for each `if`, `elif`, loop, `except`, `else` of a `try`,
    and `case` other than a last catch-all. `and`, `or`, conditional expressions and comprehensions do not
    count. Unlike Ruff, it counts a nested function separately. The option `limit` sets the allowed
    complexity.

    ```toml bad
    [tool.roadworthy.rules.function-too-complex]
    limit = 3
    ```
    ```python bad
    def price(row):
        if row.new:
            return 10
        for discount in row.discounts:
            if discount.valid and row.years > 3:
                return 5
        return 8 if row.years else 9
    ```
    ```python good
    def price(row):
        if row.new or (row.vip and row.years > 3):
            return 10
        match row.kind:
            case "trial":
                return 0
            case _:
                return 8 if row.years else 9
    ```
    """
    if module.role != "source":
        return
    # Each decision has a line of its own.
    if (node.end_lineno or node.lineno) - node.lineno < limit:
        return
    source = module.source(node)
    # Counting is fast, the expression not quite, and few functions are left for the tree.
    if sum(map(source.count, _LETTERS)) < limit or len(_WORDS.findall(source)) < limit:
        return
    number = 1 + _decisions(node.body)
    if number > limit:
        yield Finding(f"`{node.name}` has a complexity of {number}, more than {limit}", module.at(node))


def _decisions(body: list[ast.stmt]) -> int:
    """Count the decisions of statements and of those within them, as Ruff does, without inner functions."""
    count, pending = 0, list(body)
    while pending:
        item = pending.pop()
        match item:
            case ast.If() | ast.For() | ast.AsyncFor() | ast.While():
                count += 1
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                continue
            case ast.Try() | ast.TryStar():
                count += len(item.handlers) + bool(item.orelse)
            case ast.Match(cases=cases):
                count += len(cases) - (not cases[-1].guard and _takes_all(cases[-1].pattern))
        for name in ("body", "orelse", "finalbody"):
            pending += getattr(item, name, ())
        for part in (*getattr(item, "handlers", ()), *getattr(item, "cases", ())):
            pending += part.body
    return count


def _takes_all(pattern: ast.pattern) -> bool:
    """Tell whether a pattern fits anything: a name, `_`, or a choice that has one."""
    match pattern:
        case ast.MatchAs(pattern=None):
            return True
        case ast.MatchAs(pattern=ast.pattern() as inner):
            return _takes_all(inner)
        case ast.MatchOr(patterns=patterns):
            return any(map(_takes_all, patterns))
    return False
