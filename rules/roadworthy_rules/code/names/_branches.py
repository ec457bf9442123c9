"""Names that only the branches of a condition bind, and that are read whether one of them ran or not."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeGuard

from roadworthy import dotted, last_name
from roadworthy_rules.code.names._binders import binders_of, is_bound_there_alone
from roadworthy_rules.code.names._chains import Chain, Loop, chains_in

Scope = ast.FunctionDef | ast.AsyncFunctionDef | ast.Module
#: What ends a function, or may: the code after it runs only where something holds that is not seen here.
_ENDS = (ast.Return, ast.Raise, ast.Assert, ast.Break, ast.Continue)
_ENDING = frozenset("_exit abort die error exit fail fatal quit skip usage".split())
#: What asks for the kind of a value or for the machine, which others make sure of.
_GIVEN = frozenset("TYPE_CHECKING __name__ callable hasattr isinstance issubclass os platform sys".split())
#: Annotations that leave open which value it is.
_OPEN = frozenset("float int str".split())
#: Calls that ask whether a file is there: it is not in a fresh checkout.
_FILES = frozenset(("os.path.exists", "os.path.isdir", "os.path.isfile"))
#: Names of the settings of a program.
_SETTINGS = frozenset("args cfg conf config flags hparams opt options opts params settings".split())
#: How the names of functions begin or end that draw a random number.
_DRAWS = re.compile(r"(?:^|\.)(?:rand|randint|randn|random|uniform)(?:$|\.)")


def unbound_on_branch(node: Scope) -> Iterator[tuple[dict[str, ast.Name], str, str]]:
    """Yield names that a function reads and may not have bound, with where and why, and what is compared."""
    binders: dict[str, list[ast.AST | None]] = {}
    for chain in chains_in(node.body):
        names = _bound_by_all(chain.branches)
        if not names:
            continue
        option = _option(chain, node)
        reads = {
            name: read for name in sorted(names) if (read := _read(name, chain.after, option)) is not None
        }
        if not reads:
            continue
        subject, condition = _condition(chain, node)
        if condition:
            binders = binders or binders_of(node)
            reads = {name: read for name, read in reads.items() if is_bound_there_alone(name, chain, binders)}
            if reads:
                yield reads, condition, subject


def _bound_by_all(branches: Iterable[Sequence[ast.stmt]]) -> set[str]:
    """Return the names that are bound by every branch after which the function goes on."""
    found = [
        {
            part.id
            for statement in branch
            if isinstance(statement, ast.Assign)
            for target in statement.targets
            for part in (target.elts if isinstance(target, ast.Tuple) else [target])
            if isinstance(part, ast.Name)
        }
        for branch in branches
        if not _may_end(branch[-1])
    ]
    return set[str].intersection(*found) if found else set()


def _may_end(statement: ast.stmt) -> bool:
    return any(
        isinstance(part, _ENDS) or (isinstance(part, ast.Call) and last_name(part.func) in _ENDING)
        for part in ast.walk(statement)
    )


def _condition(chain: Chain, node: Scope) -> tuple[str, str]:
    """Return the attribute that a chain compares, and when no branch runs, in words; "" if that is unsure."""
    if len(chain.tests) == 1:
        test = chain.tests[0]
        named = {part.id for part in ast.walk(test) if isinstance(part, ast.Name)}
        text = ast.unparse(test)
        if len(text) > 60 or not _may_fail_first(named, chain.loop):
            return "", ""
        if _asks_for_file(test):
            if named - {"os"} & _GIVEN or _is_checked(ast.unparse(test.args[0]), chain.before):
                return "", ""
        elif not named or named & _GIVEN or (isinstance(node, ast.Module) and _is_set(named, chain.before)):
            return "", ""
        return _attribute(test), f"where `{text}` is false"
    subjects = set()
    for test in chain.tests:
        match test:
            case ast.Compare(left=left, ops=[ast.Eq() | ast.In()], comparators=[value]) if _is_constant(
                value
            ):
                subjects.add(ast.unparse(left))
            case _:
                return "", ""
    subject = next(iter(subjects))
    if len(subjects) > 1 or not _is_open(chain.tests[0], node) or _is_checked(subject, chain.before):
        return "", ""
    return subject.rpartition(".")[2], f"where no branch applies to `{subject}`"


def _asks_for_file(test: ast.expr) -> TypeGuard[ast.Call]:
    """Tell whether a condition is a call that asks whether a file is there."""
    return isinstance(test, ast.Call) and dotted(test.func) in _FILES and len(test.args) == 1


def _may_fail_first(named: set[str], loop: Loop | None) -> bool:
    """Tell whether a condition may fail the first time that a loop comes to it.

    What the loop runs over may be such that it holds first, as for a head line. So the names in the condition
    have to be none that the loop binds, unless to a random number.
    """
    if loop is None:
        return True
    drawn: set[str] = set()
    bound: set[str] = set()
    for part in ast.walk(loop):
        match part:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call(func=function)) if _DRAWS.search(
                dotted(function)
            ):
                drawn.add(name)
            case ast.Assign(targets=targets):
                bound.update(
                    item.id for one in targets for item in ast.walk(one) if isinstance(item, ast.Name)
                )
            case ast.Name(id=name, ctx=ast.Store()) if name not in drawn:
                bound.add(name)
    return named.isdisjoint(bound - drawn)


def _attribute(test: ast.expr) -> str:
    match test:
        case ast.Compare(left=ast.Attribute(attr=name)) | ast.Attribute(attr=name):
            return name
    return ""


def _is_constant(node: ast.expr) -> bool:
    """Tell whether a value is a text or number that is written out, or several."""
    match node:
        case ast.Constant(value=value):
            return isinstance(value, (str, int, float)) and not isinstance(value, bool)
        case ast.Tuple(elts=items) | ast.List(elts=items) | ast.Set(elts=items):
            return all(map(_is_constant, items))
    return False


def _is_open(test: ast.expr, node: Scope) -> bool:
    """Tell whether what is compared may be anything: a parameter, or an attribute of what is given."""
    left = test.left if isinstance(test, ast.Compare) else test
    given = node.args if not isinstance(node, ast.Module) else ast.arguments([], [], None, [], [], None, [])
    types = {item.arg: item.annotation for item in (*given.posonlyargs, *given.args, *given.kwonlyargs)}
    if isinstance(left, ast.Name) and left.id in types:
        kind = types[left.id]
        stored = any(
            isinstance(part, ast.Name) and part.id == left.id and not isinstance(part.ctx, ast.Load)
            for statement in node.body
            for part in ast.walk(statement)
        )
        return not stored and (kind is None or dotted(kind) in _OPEN)
    # What an object keeps of its own may have been checked where it was set.
    if not isinstance(left, ast.Attribute):
        return False
    kept = left.value.value if isinstance(left.value, ast.Subscript) else left.value
    return dotted(kept) not in ("", "self", "cls")


def _is_checked(subject: str, before: Iterable[ast.stmt]) -> bool:
    """Tell whether an earlier statement may have refused other values."""
    return any(_may_end(statement) and subject in ast.unparse(statement) for statement in before)


def _is_set(names: set[str], before: Iterable[ast.stmt]) -> bool:
    """Tell whether one of some names is a setting of a script, and what it is set to is written out."""
    for statement in before:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant()) if name in names:
                return True
    return False


def _option(chain: Chain, node: Scope) -> str:
    """Return the option that a chain asks alone, as it is written in the code; "" for other conditions.

    A local name that is set to an option once counts as well.
    """
    if len(chain.tests) > 1 or chain.loop is not None:
        return ""
    test = chain.tests[0]
    if isinstance(test, ast.Name):
        values = [
            part.value
            for part in chain.before
            if isinstance(part, ast.Assign)
            and any(isinstance(target, ast.Name) and target.id == test.id for target in part.targets)
        ]
        return (
            test.id if len(values) == 1 and _is_option(values[0]) and not isinstance(node, ast.Module) else ""
        )
    return ast.unparse(test) if _is_option(test) else ""


def _is_option(value: ast.expr) -> bool:
    """Tell whether a value is an attribute of the settings of a program."""
    return isinstance(value, ast.Attribute) and dotted(value.value).rpartition(".")[2].lower() in _SETTINGS


def _read(name: str, after: Iterable[ast.stmt], option: str = "") -> ast.Name | None:
    """Return where a name is read in any case, None where the function may end before that.

    With an `option` that the name depends on, a loop counts as what runs, if it does not ask for the option.
    """
    for statement in after:
        for part in _evaluated(statement):
            if isinstance(part, ast.Name) and part.id == name and isinstance(part.ctx, ast.Load):
                return part
        if option and isinstance(statement, (ast.For, ast.AsyncFor, ast.While)):
            head = statement.test if isinstance(statement, ast.While) else statement.iter
            inner = None if option in ast.unparse(head) else _read(name, statement.body, option)
            if inner is not None:
                return inner
        if _may_end(statement):
            return None
    return None


def _evaluated(node: ast.AST) -> Iterator[ast.AST]:
    """Yield a node and what is evaluated with it in any case."""
    yield node
    inner: Iterable[ast.AST | None]
    match node:
        case ast.If(test=test) | ast.While(test=test) | ast.IfExp(test=test):
            inner = [test]
        case ast.For(iter=rows) | ast.AsyncFor(iter=rows):
            inner = [rows]
        case ast.With(items=items) | ast.AsyncWith(items=items):
            inner = [*(item.context_expr for item in items), *node.body[:1]]
        case ast.BoolOp(values=values):
            inner = values[:1]
        case (
            ast.ListComp(generators=parts)
            | ast.SetComp(generators=parts)
            | ast.GeneratorExp(generators=parts)
        ):
            inner = [parts[0].iter]
        case ast.DictComp(generators=parts):
            inner = [parts[0].iter]
        case (
            ast.Try()
            | ast.Match()
            | ast.FunctionDef()
            | ast.AsyncFunctionDef()
            | ast.ClassDef()
            | ast.Lambda()
        ):
            inner = []
        case _:
            inner = ast.iter_child_nodes(node)
    for part in inner:
        if part is not None:
            yield from _evaluated(part)
