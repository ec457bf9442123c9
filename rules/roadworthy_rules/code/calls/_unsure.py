"""Where a call need not fit what it calls: a program expects a failure, or replaces what is called."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from roadworthy import dotted, last_name, nodes_of

if TYPE_CHECKING:
    from roadworthy import Module

#: Errors that a program expects where it tries whether a call is right.
_TRIED = frozenset(("AttributeError", "TypeError"))
_EXPECTING = ("raises", "suppress", "warns")
#: Fixtures by which a test replaces what it calls.
_REPLACING = frozenset(("mocker", "monkeypatch"))
_ALTERED = ("patch", "skip", "xfail")


def unsure_lines(module: Module) -> set[int]:
    """Return the lines where a call need not fit what it calls."""
    found: set[int] = set()
    for first, last in (*_tried(module), *_never_run(module), *_asked(module), *_altered(module)):
        found.update(range(first, last + 1))
    return found


def _tried(module: Module) -> Iterator[tuple[int, int]]:
    """Yield the first and the last line of what is expected to fail."""
    for node in nodes_of(module, ast.Try):
        caught = {name for item in node.handlers for name in _caught(item.type)}
        if not caught.isdisjoint(_TRIED):
            yield node.lineno, _end(node.body[-1])
        # What does not take the one call may take another.
        for item in node.handlers:
            if not _TRIED.isdisjoint(_caught(item.type)):
                yield item.lineno, _end(item.body[-1])
    for node in nodes_of(module, ast.With, ast.AsyncWith):
        if any(_expects(item.context_expr, "patch") for item in node.items):
            yield node.lineno, _end(node)
    for node in nodes_of(module, ast.Call) if any(word in module.text for word in _EXPECTING) else ():
        # `raises(TypeError, lambda: f())`
        if any(isinstance(item, ast.Lambda) for item in node.args) and _expects(node):
            yield node.lineno, _end(node)


def _never_run(module: Module) -> Iterator[tuple[int, int]]:
    """Yield the lines behind a statement that leaves a function."""
    for node in nodes_of(module, ast.FunctionDef, ast.AsyncFunctionDef):
        for statement in node.body[:-1]:
            if isinstance(statement, (ast.Return, ast.Raise)):
                yield statement.lineno + 1, _end(node)


def _asked(module: Module) -> Iterator[tuple[int, int]]:
    """Yield the lines of branches that depend on the parameters of a function."""
    for node in nodes_of(module, ast.If) if "signature(" in module.text else ():
        calls = (part for part in ast.walk(node.test) if isinstance(part, ast.Call))
        if any(last_name(call.func) == "signature" for call in calls):
            yield node.lineno, _end(node)


def _altered(module: Module) -> Iterator[tuple[int, int]]:
    """Yield the lines of tests that replace what they call, need not pass, or never run."""
    if module.role != "test":
        return
    if "no cover" in module.text:
        for number, line in enumerate(module.text.split("\n"), 1):
            if "pragma: no cover" in line:
                yield number, number
    for node in nodes_of(module, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef):
        decorators = " ".join(map(dotted, node.decorator_list)).lower()
        given = () if isinstance(node, ast.ClassDef) else node.args.args
        replaced = any(item.arg in _REPLACING for item in given)
        if replaced or any(word in decorators for word in _ALTERED):
            yield node.lineno, _end(node)


def _end(node: ast.stmt | ast.expr) -> int:
    return node.end_lineno or node.lineno


def _expects(node: ast.expr, *others: str) -> bool:
    """Tell whether a call expects that something fails, by its name, or has one of the `others` in it."""
    if not isinstance(node, ast.Call):
        return False
    if any(word in dotted(node.func) for word in others):
        return True
    return any(word in last_name(node.func).lower() for word in _EXPECTING)


def _caught(node: ast.expr | None) -> Iterator[str]:
    for item in node.elts if isinstance(node, ast.Tuple) else [node]:
        yield dotted(item).rpartition(".")[2] if item is not None else ""
