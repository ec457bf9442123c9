import ast
import re
from collections.abc import Iterator

from roadworthy import Module, dotted, nodes_of

_EVERYTHING = frozenset("AssertionError BaseException Exception".split())
#: What fails a test by an exception that is no `Exception`: `outcomes.Failed` of pytest.
_BEYOND = frozenset("fail pytest.fail pytest.raises pytest.warns raises warns".split())
_CALLED = re.compile("assert|fail|check|verify|expect|raises|warns")


def may_be_toothless(module: Module) -> list[int]:
    """Return the lines, in order, of what may keep an assertion from failing its test."""
    found = nodes_of(module, ast.Try, ast.With, ast.AsyncWith)
    return [node.lineno for node in found if isinstance(node, ast.Try) or _broad(node)]


def toothless(test: ast.FunctionDef | ast.AsyncFunctionDef) -> str:
    """Say why none of a test's assertions can fail it, "" where one can or where there is none."""
    reasons: list[str] = []
    for check, around in _checks(test.body, ()):
        beyond = _fails_beyond(check)
        reason = next((why for block in around if (why := _swallows(block, beyond=beyond))), "")
        if not reason and isinstance(check, (ast.With, ast.AsyncWith)):
            reason = _broad(check)
        if not reason:
            return ""
        reasons.append(reason)
    return reasons[0] if reasons else ""


def _checks(
    body: list[ast.stmt], around: tuple[ast.AST, ...]
) -> Iterator[tuple[ast.AST, tuple[ast.AST, ...]]]:
    """Yield what checks something, with the blocks around it whose handlers or contexts may catch it."""
    for statement in body:
        if isinstance(statement, ast.Assert):
            yield statement, around
            continue
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Raise)):
            # Who calls it, and where, is not known.
            yield statement, ()
            continue
        if isinstance(statement, ast.Try):
            yield from _checks(statement.body, (*around, statement))
            for handler in statement.handlers:
                yield from _checks(handler.body, around)
            yield from _checks([*statement.orelse, *statement.finalbody], around)
            continue
        if isinstance(statement, (ast.With, ast.AsyncWith)):
            if any(_is_raises(item.context_expr) for item in statement.items):
                yield statement, around
                continue
            if any(_is_check(node) for item in statement.items for node in ast.walk(item.context_expr)):
                yield statement.items[0].context_expr, around
        blocks = [getattr(statement, name, []) for name in ("body", "orelse")]
        blocks += [case.body for case in getattr(statement, "cases", [])]
        inner = [item for block in blocks for item in block]
        if inner:
            yield from _checks(inner, around)
        elif any(_is_check(node) for node in ast.walk(statement)):
            yield statement, around


def _is_check(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and _CALLED.search(dotted(node).lower()) is not None


def _is_raises(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and dotted(node).removesuffix("()").endswith(("raises", "assertRaises"))


def _fails_beyond(check: ast.AST) -> bool:
    """Tell whether pytest itself fails the test here, which only a handler of everything catches."""
    if isinstance(check, (ast.With, ast.AsyncWith)):
        return any(_fails_beyond(item.context_expr) for item in check.items)
    return any(
        isinstance(node, ast.Call) and dotted(node).removesuffix("()") in _BEYOND for node in ast.walk(check)
    )


def _swallows(block: ast.AST, *, beyond: bool) -> str:
    """Say which handler of a `try` catches a failed assertion and goes on; "" where none does."""
    if not isinstance(block, ast.Try):
        return ""
    for handler in block.handlers:
        names = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
        caught = [dotted(name).rpartition(".")[2] for name in names if name is not None]
        everything = frozenset(("BaseException",)) if beyond else _EVERYTHING
        if handler.type is not None and not everything.intersection(caught):
            continue
        goes_on = all(isinstance(item, ast.Pass) or _only_says(item) for item in handler.body)
        return f"`except {', '.join(caught)}:` catches its assertions".replace(" :", ":") if goes_on else ""
    return ""


def _only_says(statement: ast.stmt) -> bool:
    match statement:
        case ast.Expr(value=ast.Constant()):
            return True
        case ast.Expr(value=ast.Call(func=function)):
            name = dotted(function)
            return name == "print" or name.startswith(("log.", "logger.", "logging."))
    return False


def _broad(block: ast.With | ast.AsyncWith) -> str:
    """Say that several statements share one `raises(Exception)`; "" where they do not."""
    for item in block.items:
        call = item.context_expr
        if not isinstance(call, ast.Call) or not _is_raises(call) or item.optional_vars or call.keywords:
            continue
        names = [dotted(argument) for argument in call.args]
        if len(names) == 1 and names[0] in ("Exception", "BaseException") and len(block.body) > 1:
            return f"any error satisfies `raises({names[0]})`, in each of its {len(block.body)} statements"
    return ""
