"""Where the values of a function come from: calls, parameters and names, followed through its assignments."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence

from roadworthy.core.late_re import re

#: Methods that put values into an object, and what a statement or a mode begins with that writes something.
FILLING = frozenset("add append extend insert setdefault update".split())
_WRITING = re.compile(r"\s{0,200}(?:insert|replace|update)\s", re.IGNORECASE)
_READING = re.compile(r"\s{0,200}(?:select|delete|create|drop|alter|show|pragma|explain)\s", re.IGNORECASE)
_APPENDING = frozenset(("a", "at", "a+", "ab"))
#: The origins of a statement that writes rows, of another statement, and of a file that is appended to.
INSERTS, READS, GROWS = "'insert", "'select", "'append"
#: The origin of an exception that is caught.
CAUGHT = "'caught"
#: How the origin begins that is an attribute of an object of a class, and that other code may have set.
FILLED = "<"
#: How the origin of a parameter ends that is a number or a switch where the call says nothing else.
SETTING = "="
#: The origin of what is not read.
UNREAD = "..."
#: Attributes that say how large a value is, or of which kind, and nothing of what it holds.
_MEASURES = frozenset("device dtype dtypes height ndim shape width".split())
#: Words in the names of how long something took, which a function may give beside its answer.
_TIMES = frozenset("duration elapsed latency ms seconds time took".split())
#: Calls that say the same of what they are given, by the whole name of the function.
_COUNTS = frozenset(("id", "isinstance", "len", "type"))


def callee(node: ast.expr) -> str:
    """Return what is called, through the calls before it: `client.table("t").insert` is one name."""
    parts: list[str] = []
    while isinstance(node, (ast.Attribute, ast.Call, ast.Subscript, ast.Await)):
        if isinstance(node, ast.Attribute):
            parts.append(node.attr)
        node = node.func if isinstance(node, ast.Call) else node.value
    return ".".join([node.id if isinstance(node, ast.Name) else "", *reversed(parts)])


class Givens:
    """What the names of one function are given, by its assignments, loops, and what is put into them."""

    def __init__(self, parts: list[ast.AST]) -> None:
        self.parameters: set[str] = set()
        #: Those that are a number or a switch if no other is given: how something is done.
        self.settings: set[str] = set()
        #: The names that are handed to calls as they are.
        self.lent: set[str] = set()
        self.caught: set[str] = set()
        #: By the first name, or by the place on `self`: what is bound, as it is written, and its value.
        self.given: dict[str, list[tuple[str, ast.expr]]] = {}
        self._named: dict[int, tuple[str, ...]] = {}
        rows: list[ast.expr] = []
        for part in parts:
            if isinstance(part, ast.Call):
                self.lent.update(one.id for one in part.args if isinstance(one, ast.Name))
            match part:
                case ast.arg(arg=name):
                    self.parameters.add(name)
                case ast.arguments():
                    self.settings.update(_settings(part))
                case ast.Assign(targets=targets, value=value):
                    for target in targets:
                        self._bind(target, value)
                        if isinstance(target, ast.Attribute) and callee(target).partition(".")[0] != "self":
                            rows.append(value)
                case (
                    ast.AnnAssign(target=target, value=ast.expr() as value)
                    | ast.AugAssign(target=target, value=value)
                ):
                    self._bind(target, value)
                case ast.NamedExpr(target=target, value=value):
                    self._bind(target, value)
                case ast.For(target=target, iter=value) | ast.AsyncFor(target=target, iter=value):
                    self._bind(target, value)
                case ast.comprehension(target=target, iter=value):
                    self._bind(target, value)
                case ast.ExceptHandler(name=str(name)):
                    self.given.setdefault(name, [])
                    self.caught.add(name)
                case ast.Import(names=names) | ast.ImportFrom(names=names):
                    for alias in names:
                        self.given.setdefault(alias.asname or alias.name.partition(".")[0], [])
                case ast.withitem(context_expr=value, optional_vars=ast.expr() as target):
                    self._bind(target, value)
                case ast.Call(func=ast.Attribute(value=owner, attr=name), args=args, keywords=named):
                    if name in FILLING:
                        for value in (*args, *(item.value for item in named)):
                            self._bind(owner, value)
        self.parameters -= {"self", "cls"}
        self.set_on_rows = self.origins(rows)

    def _bind(self, target: ast.expr, value: ast.expr) -> None:
        """Note that a name, or one of several, holds a value, or that a value is part of it."""
        match target:
            case ast.Tuple(elts=[ast.Name(id=number), one]) if callee(value) == "enumerate":
                # The number of a turn says nothing of what is counted.
                self.given.setdefault(number, [])
                self._bind(one, value)
            case ast.Tuple(elts=targets) | ast.List(elts=targets):
                for one in targets:
                    if isinstance(one, ast.Name) and not _TIMES.isdisjoint(one.id.lower().split("_")):
                        self.given.setdefault(one.id, [])
                    else:
                        self._bind(one, value)
            case ast.Starred(value=one):
                self._bind(one, value)
            case ast.Attribute() | ast.Subscript() | ast.Name():
                name = callee(target)
                root = name.partition(".")[0]
                # `self.job` is a place of its own; what is set on another object is a part of it.
                self.given.setdefault(name if root == "self" else root, []).append((name, value))

    def held(self, value: ast.expr) -> set[str]:
        """Return where the object comes from on which a method is called; one of the module is not traced."""
        root = callee(value).partition(".")[0]
        known = root in self.given or root in self.parameters or root in ("", "self")
        return self.origins([value]) | (set() if known else {UNREAD})

    def origins(self, values: Iterable[ast.expr]) -> set[str]:
        """Return where values come from."""
        found: set[str] = set()
        pending = list(values)
        seen: set[str] = set()
        while pending:
            value = pending.pop()
            if id(value) not in self._named:
                self._named[id(value)] = tuple(dict.fromkeys(_names(value)))
            for name in self._named[id(value)]:
                if name in seen:
                    continue
                seen.add(name)
                root = name.partition(".")[0]
                held = name if root == "self" else root
                if root in self.caught:
                    found.add(CAUGHT)
                if name[0] == "'" or name.endswith("()"):
                    found.add(name)
                    continue
                # What is set on `job.result` is a part of `job`, and none of `job.id`.
                bound = self.given.get(held, ())
                met = [value for written, value in bound if _meet(written, name)]
                pending += met
                if self._is_filled_in(name, bound):
                    found.add(f"{FILLED}{name}")
                if root in self.parameters:
                    found.add(f"${root}{SETTING if root in self.settings else ''}")
                elif held not in self.given or (bound and not met):
                    found.add(name)
        return found

    def _is_filled_in(self, name: str, bound: Sequence[tuple[str, ast.expr]]) -> bool:
        """Tell whether an attribute is of an object that is made here, and that other code may set it on.

        That is `job.result` of `job = Job(row)`, where the job is handed on: `jobs.put(job)`.
        """
        root, dot, attribute = name.partition(".")
        if not dot or root not in self.lent or "." in attribute:
            return False
        return all(written == root and _makes(value, attribute) for written, value in bound)


def _settings(arguments: ast.arguments) -> Iterator[str]:
    """Yield the parameters of a function that are numbers or switches by default."""
    given = [*arguments.posonlyargs, *arguments.args][::-1]
    defaults = [*zip(given, arguments.defaults[::-1], strict=False)]
    for one, default in (*defaults, *zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)):
        if isinstance(default, ast.Constant) and isinstance(default.value, (bool, float, int)):
            yield one.arg


def _makes(value: ast.expr, attribute: str) -> bool:
    """Tell whether a value is made by a call of a class that is not given an attribute by its name."""
    match value:
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), keywords=named):
            given = [item.arg for item in named]
            return name[:1].isupper() and attribute not in given and None not in given
    return False


def _meet(bound: str, read: str) -> bool:
    """Tell whether what is bound is what is read, a part of it, or holds it."""
    return f"{bound}.".startswith(f"{read}.") or f"{read}.".startswith(f"{bound}.")


def _names(value: ast.expr) -> Iterator[str]:
    """Yield the names in an expression, and those of calls with `()`."""
    pending: list[ast.AST] = [value]
    while pending:
        part = pending.pop()
        match part:
            case ast.Call(func=func, args=args):
                yield f"{callee(func)}()"
                # How many there are says nothing of what they are.
                if isinstance(func, ast.Name) and (func.id in _COUNTS or _is_tally(func.id, args)):
                    continue
                pending += [*args, *part.keywords]
                # The object of a method is a part of what it gives; the function is not.
                if isinstance(func, ast.Attribute):
                    pending.append(func.value)
                if callee(func).rpartition(".")[2] in ("open", "to_csv") and any(map(_appends, args[1:])):
                    yield GROWS
            case ast.keyword(arg="mode", value=given) if _appends(given):
                yield GROWS
            case ast.Attribute(attr=attr) if attr in _MEASURES:
                continue
            case ast.Attribute(value=owner) if _is_called(owner):
                pending.append(owner)
            case ast.Attribute() | ast.Name():
                if name := callee(part):
                    yield name
            case ast.Constant(value=str(text)):
                if _WRITING.match(text):
                    yield INSERTS
                elif _READING.match(text):
                    yield READS
            case ast.Lambda():
                continue
            case ast.IfExp(body=given, orelse=other):
                pending += [given, other]
            case _:
                pending += ast.iter_child_nodes(part)


def _is_tally(name: str, args: list[ast.expr]) -> bool:
    """Tell whether a call counts what holds a condition: `sum(1 for row in rows if row.ok)`."""
    match name, args:
        case "sum", [ast.GeneratorExp(elt=counted) | ast.ListComp(elt=counted)]:
            if isinstance(counted, ast.IfExp):
                return isinstance(counted.body, ast.Constant) and isinstance(counted.orelse, ast.Constant)
            return isinstance(counted, (ast.Compare, ast.Constant))
    return False


def _is_called(node: ast.expr) -> bool:
    """Tell whether an object is what a call gives: that of `MODEL.ask(row).text`."""
    while isinstance(node, (ast.Attribute, ast.Subscript, ast.Await)):
        node = node.value
    return isinstance(node, ast.Call)


def _appends(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value in _APPENDING
