"""What functions and classes take, what calls give them, and where the two do not fit."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from roadworthy import and_more, counted, dotted, lines_within, nearest

#: Decorators that leave a function's parameters as they are, by their last name.
_KEEPING = frozenset(
    "abstractmethod asynccontextmanager cache classmethod contextmanager enable_grad final function"
    " inference_mode jit lru_cache njit no_grad override staticmethod".split()
)
#: Those that change what it gives.
_GIVING = frozenset(("asynccontextmanager", "contextmanager"))
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True, slots=True)
class Taken:
    """What a call must give: `names` by position or by name, the first `bare` of these by position alone.

    The first `required` of them have no default. `keywords` are given by name alone, `needed` those of them
    without a default; `many` and `anything` tell of `*args` and `**kwargs`.
    """

    names: tuple[str, ...] = ()
    bare: int = 0
    required: int = 0
    keywords: tuple[str, ...] = ()
    needed: tuple[str, ...] = ()
    many: bool = False
    anything: bool = False

    def without_first(self) -> Taken:
        """Return what is left to give where the first argument is the object."""
        return Taken(
            self.names[1:],
            max(self.bare - 1, 0),
            max(self.required - 1, 0),
            self.keywords,
            self.needed,
            self.many,
            self.anything,
        )


@dataclass(frozen=True, slots=True)
class Given:
    """What a call gives: a number of arguments by position, and others by name."""

    number: int
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Function:
    """A function or method: what it takes, None where a decorator may change that, and what it gives.

    `kind` is "function", "method", "static", "class", or "property" for what is no function to its callers.
    `lengths` are those of the tuples that it returns, empty where it may return anything else. `unread` are
    the parameters that it never uses (see `_unread.py`).
    """

    name: str
    line: int
    kind: str
    signature: Taken | None
    lengths: tuple[int, ...] = ()
    waits: bool = False
    unread: tuple[tuple[str, str], ...] = ()

    @property
    def bound(self) -> Taken | None:
        """What a call through an object gives."""
        if self.signature is None or self.kind == "property":
            return None
        return self.signature if self.kind == "static" else self.signature.without_first()


def function_of(
    node: Any, in_class: bool, returning: Sequence[int], unread: tuple[tuple[str, str], ...] = ()
) -> Function:
    """Return what a definition says of a function; tuples are returned in the lines `returning`."""
    written = node.decorator_list
    decorators = (
        {dotted(item).removesuffix("()").rpartition(".")[2] for item in written} if written else set()
    )
    kind = "method" if in_class else "function"
    if "staticmethod" in decorators:
        kind = "static"
    elif "classmethod" in decorators or node.name in ("__init_subclass__", "__class_getitem__"):
        kind = "class"
    elif in_class and not decorators <= _KEEPING:
        kind = "property"
    known = decorators <= _KEEPING
    lengths = (
        _lengths(node) if lines_within(node, returning) and known and decorators.isdisjoint(_GIVING) else ()
    )
    waits = isinstance(node, ast.AsyncFunctionDef)
    signature = signature_of(node.args) if known else None
    return Function(node.name, node.lineno, kind, signature, lengths, waits, unread)


def signature_of(given: ast.arguments) -> Taken:
    """Return what the parameters of a function ask for."""
    names = [*given.posonlyargs, *given.args]
    return Taken(
        tuple(item.arg for item in names),
        len(given.posonlyargs),
        len(names) - len(given.defaults),
        tuple(item.arg for item in given.kwonlyargs),
        tuple(
            item.arg
            for item, default in zip(given.kwonlyargs, given.kw_defaults, strict=True)
            if default is None
        ),
        given.vararg is not None,
        given.kwarg is not None,
    )


def given_by(call: ast.Call) -> Given | None:
    """Return what a call gives; None where that depends on what it unpacks."""
    for item in call.args:
        if type(item) is ast.Starred:
            return None
    names = tuple([item.arg for item in call.keywords if item.arg]) if call.keywords else ()
    return Given(len(call.args), names) if len(names) == len(call.keywords) else None


def misfit(what: str, signature: Taken, given: Given) -> str:
    """Return why a call of `what` fails, "" if it does not."""
    if (
        not given.names
        and not signature.needed
        and signature.required <= given.number <= len(signature.names)
    ):
        return ""
    taken = (*signature.names[signature.bare :], *signature.keywords)
    for name in given.names:
        if name not in taken and not signature.anything:
            close = nearest(name, taken)
            return f"`{what}` takes no argument `{name}`" + (f"; did you mean `{close}`?" if close else "")
    positional = signature.names[: given.number]
    twice = [name for name in given.names if name in positional[signature.bare :]]
    if twice:
        return f"`{what}` gets `{twice[0]}` twice"
    if given.number > len(signature.names) and not signature.many:
        most = counted(len(signature.names), "argument") if signature.names else "no argument"
        return f"`{what}` takes {most} by position, but gets {given.number}"
    missing = [name for name in signature.names[: signature.required] if name not in given.names]
    missing = [name for name in missing if name not in positional]
    missing += [name for name in signature.needed if name not in given.names]
    return f"`{what}` is called without {and_more(missing, 3)}" if missing else ""


def _lengths(node: Any) -> tuple[int, ...]:
    """Return the lengths of the tuples that a function returns; nothing where it may return anything else."""
    found: set[int] = set()
    for part in _own_parts(node):
        if isinstance(part, (ast.Yield, ast.YieldFrom)):
            return ()
        if isinstance(part, ast.Return):
            value = part.value
            if not isinstance(value, ast.Tuple) or any(isinstance(item, ast.Starred) for item in value.elts):
                return ()
            found.add(len(value.elts))
    return tuple(sorted(found))


def _own_parts(node: Any) -> Iterator[ast.AST]:
    pending: list[ast.AST] = [*node.body]
    while pending:
        part = pending.pop()
        yield part
        if isinstance(part, ast.expr) and not isinstance(part, (ast.Yield, ast.YieldFrom)):
            continue
        if not isinstance(part, (*_FUNCTIONS, ast.ClassDef, ast.Lambda)):
            pending.extend(ast.iter_child_nodes(part))
