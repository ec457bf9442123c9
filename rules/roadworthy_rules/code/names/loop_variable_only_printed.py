import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, dotted, is_run, last_name, nodes_of, rule

_LOGS = frozenset("critical debug error exception info log print warning".split())


@rule(Severity.NOTE, since="0.3", handwritten=True)
def loop_variable_only_printed(module: Module) -> Iterator[Finding]:
    """A loop goes over several values, and only prints each of them.

    The rest of the loop does the same each time: a comparison of two models or settings runs one of them
    twice, under both names. Pass the variable to the call that should have it.

    The rule looks at loops over a list or tuple that is written out, whose variable is only an argument of
    `print` or a logger, and whose body assigns what another call returns. It ignores lists of texts, which
    may be headings for what is measured twice.

    ```python compare.py bad
    def compare(train, rows):
        scores = []
        for size in (64, 128):
            print("size", size)
            scores.append(train(rows, size=64))
        return scores
    ```
    ```python compare.py good
    def compare(train, rows):
        scores = []
        for size in (64, 128):
            print("size", size)
            scores.append(train(rows, size=size))
        for name in ("cold", "warm"):
            print(name)
            scores.append(train(rows, size=64))
        return scores
    ```
    """
    if not is_run(module.path, module.role):
        return
    for loop in nodes_of(module, ast.For):
        match loop:
            case ast.For(target=ast.Name(id=name), iter=ast.List(elts=values) | ast.Tuple(elts=values)) if (
                len(values) > 1 and not all(_is_text(value) for value in values)
            ):
                printed = [statement for statement in loop.body if _prints(statement)]
                others = [statement for statement in loop.body if statement not in printed]
                if (
                    any(_reads(statement, name) for statement in printed)
                    and not any(_reads(statement, name) for statement in [*others, *loop.orelse])
                    and any(_works(statement) for statement in others)
                ):
                    yield Finding(
                        f"`{name}` is only printed, so each round does the same", module.at(loop.target)
                    )


def _is_text(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and isinstance(value.value, str)


def _prints(statement: ast.stmt) -> bool:
    match statement:
        case ast.Expr(value=ast.Call(func=function)):
            return last_name(function) in _LOGS
    return False


def _reads(statement: ast.stmt, name: str) -> bool:
    """Tell whether a statement uses a name, or all names that there are."""
    return any(
        isinstance(node, ast.Name) and node.id in (name, "eval", "exec", "globals", "locals", "vars")
        for node in ast.walk(statement)
    )


def _works(statement: ast.stmt) -> bool:
    """Tell whether a statement calls something whose result is kept."""
    match statement:
        case (
            ast.Assign(value=kept)
            | ast.AugAssign(value=kept)
            | ast.Expr(value=ast.Call(func=ast.Attribute(attr="append"), args=[kept]))
        ):
            return any(isinstance(node, ast.Call) and dotted(node.func) for node in ast.walk(kept))
    return False
