"""Which names of a function hold what was asked, and which what code made of it."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from roadworthy.facts.operations.words import words_of
from roadworthy.facts.python import last_name

#: What a request is read by.
_READ = frozenset(
    "FILES GET POST args body content_length content_type data files form get_data get_json json params"
    " query query_params values".split()
)
#: Calls that only read a value, or make the same value of another type.
_SAME = frozenset(
    "all any b64decode bool decode dict endswith filter float get get_data get_json getlist imdecode imread"
    " int isalpha isdigit isinstance issubset issuperset items json keys len list loads lower lstrip open"
    " range read rsplit rstrip secure_filename set sorted split splitext startswith str strip sum tuple type"
    " upper values zip".split()
)
#: Words in the names of calls that tell whether a value is one that is known, or whether it may be used.
_JUDGING = frozenset("allowed check checked correct exists is known supported valid validate verify".split())
#: Parameters that hold no value of a request.
_BESIDE = frozenset(
    "background_tasks bot callback client cls conn context cursor db event_loop history kwargs model progress"
    " req request response self session settings state user".split()
)


class AskedValues:
    """The names of one function, by whether a request, a parameter, or other calls on these gave them."""

    def __init__(self, function: ast.FunctionDef | ast.AsyncFunctionDef, parts: Iterable[ast.AST]) -> None:
        """Take a function, and all parts of its body."""
        arguments = (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)
        self._parameters = {one.arg for one in arguments if one.arg not in _BESIDE}
        self._read: set[str] = set()
        #: What other calls made of what was asked, such as an answer.
        self.made: set[str] = set()
        for target, value in sorted(_bound(parts), key=lambda pair: pair[1].lineno):
            self._bind(target, value)

    def _bind(self, target: ast.expr, value: ast.expr) -> None:
        bound = (part for part in ast.walk(target) if isinstance(part, ast.Name))
        names = {part.id for part in bound if isinstance(part.ctx, ast.Store)}
        if not self.holds(value):
            self.made |= names if self.mentions_made(value) else set()
        elif not self.only_reads(value):
            self.made |= names
        elif self.is_read(value):
            self._read |= names
        else:
            self._parameters |= names

    def __contains__(self, name: str) -> bool:
        """Tell whether a name holds what was asked."""
        return name in self._parameters or name in self._read

    def holds(self, value: ast.AST) -> bool:
        """Tell whether an expression has a part that was asked."""
        return any(True for _ in self._asked(value))

    def is_read(self, value: ast.AST) -> bool:
        """Tell whether an expression has a part that is read from a request, not only given."""
        return any(name not in self._parameters for name in self._asked(value))

    def names(self, value: ast.AST) -> frozenset[str]:
        """Return the names of the parts of an expression that were asked."""
        return frozenset(self._asked(value))

    def only_reads(self, value: ast.AST) -> bool:
        """Tell whether all calls in an expression that are given what was asked only read it, or judge it."""
        return all(map(self.reads, self.handing(value)))

    def reads(self, call: ast.Call) -> bool:
        """Tell whether a call only reads a value, or tells whether it is a right one, by its name.

        `rows.get(name)` looks something else up by what was asked.
        """
        name = last_name(call.func)
        if name == "get":
            return self.holds(call.func)
        return name in _SAME or not words_of(name).isdisjoint(_JUDGING)

    def handing(self, part: ast.AST) -> Iterator[ast.Call]:
        """Yield the calls in some code that are given what was asked."""
        for call in (one for one in ast.walk(part) if isinstance(one, ast.Call)):
            if self.holds(call):
                yield call

    def mentions_made(self, part: ast.AST) -> bool:
        """Tell whether some code mentions what other calls made of what was asked."""
        return any(isinstance(one, ast.Name) and one.id in self.made for one in ast.walk(part))

    def _asked(self, value: ast.AST) -> Iterator[str]:
        for part in ast.walk(value):
            if isinstance(part, ast.Name) and part.id in self:
                yield part.id
            elif isinstance(part, ast.Attribute) and part.attr in _READ and _is_request(part.value):
                yield part.attr


def _is_request(value: ast.expr) -> bool:
    return last_name(value) in ("request", "req")


def _bound(parts: Iterable[ast.AST]) -> Iterator[tuple[ast.expr, ast.expr]]:
    """Yield what is bound in some code, and the value of each."""
    for part in parts:
        match part:
            case ast.Assign(targets=targets, value=value):
                yield from ((target, value) for target in targets)
            case (
                ast.AnnAssign(target=target, value=ast.expr() as value)
                | ast.NamedExpr(target=target, value=value)
            ):
                yield target, value
            case ast.For(target=target, iter=value) | ast.AsyncFor(target=target, iter=value):
                yield target, value
            case ast.comprehension(target=target, iter=value):
                yield target, value
            case ast.withitem(context_expr=value, optional_vars=ast.expr() as target):
                yield target, value
