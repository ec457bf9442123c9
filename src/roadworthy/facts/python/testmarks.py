"""What of a test file says that a test in it does not run, read off its syntax tree.

`skip`: skipped without a condition. `empty`: its parameters are an empty list. `async`: a coroutine. `out`:
`__test__ = False` takes it out. `asserts`: an `assert` stands anywhere in the file. pytest's documentation:
"How to use skip and xfail", "Parametrizing".
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import Any

from roadworthy.facts.python.module import Module, dotted

_SKIPS = frozenset("mark.skip pytest.mark.skip pytest.skip skip skipTest unittest.skip".split())
_RAISED = frozenset("SkipTest Skipped skip.Exception".split())
_NOTHING: frozenset[str] = frozenset()


def marks_of(node: Any, module: Module) -> frozenset[str]:
    """Return what a definition says of itself; nothing outside of test files."""
    if module.role != "test" and not node.name.lower().startswith("test"):
        return _NOTHING
    found: set[str] = set()
    body = node.body[1:] if _is_text(node.body[0]) else node.body
    if isinstance(node, ast.ClassDef):
        found.update(marks_in(body))
    elif body and _skips(body[0]):
        found.add("skip")
    if isinstance(node, ast.AsyncFunctionDef):
        found.add("async")
    if any(_is_empty(decorator) for decorator in node.decorator_list):
        found.add("empty")
    return frozenset(found)


def marks_in(body: Iterable[ast.stmt], everywhere: bool = False, asserts: bool = False) -> frozenset[str]:
    """Return what the statements of a class or, with `everywhere`, of a module say of all tests in it.

    `asserts` tells whether an `assert` stands anywhere in the module.
    """
    found: set[str] = {"asserts"} if asserts else set()
    for statement in body:
        match statement:
            case ast.Assign(targets=[ast.Name(id="pytestmark")], value=value):
                marks = value.elts if isinstance(value, (ast.List, ast.Tuple)) else [value]
                if any(_name(mark) in _SKIPS for mark in marks):
                    found.add("skip")
            case ast.Assign(targets=[ast.Name(id="__test__")], value=ast.Constant(value=False)):
                found.add("out")
            case _ if everywhere and _skips(statement):
                found.add("skip")
    return frozenset(found)


def _skips(statement: ast.stmt) -> bool:
    """Tell whether a statement ends what it stands in as skipped."""
    match statement:
        case ast.Expr(value=ast.Call() as call):
            name = _name(call)
            return name in _SKIPS or name.endswith(".skipTest")
        case ast.Raise(exc=ast.expr() as raised):
            return _name(raised).rpartition(".")[2] in _RAISED or _name(raised).endswith("skip.Exception")
    return False


def _is_empty(decorator: ast.expr) -> bool:
    if not isinstance(decorator, ast.Call) or not _name(decorator).endswith("parametrize"):
        return False
    given = decorator.args[1:2] or [k.value for k in decorator.keywords if k.arg == "argvalues"]
    return any(isinstance(value, (ast.List, ast.Tuple)) and not value.elts for value in given)


def _is_text(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _name(node: ast.expr) -> str:
    return dotted(node).removesuffix("()")
