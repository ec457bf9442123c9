"""What the scopes of a module bind and read, gathered in its one walk, and what follows for its names.

It answers for which names more must be asked: it never misses one that Python's rules of scope leave unbound
(see "Resolution of names" in the Python language reference), and may name some that are bound after all.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from roadworthy.core.late_dataclass import dataclass, field

_BUILTINS = frozenset(dir(builtins))
#: Scopes from which the names of a class around them are not seen.
_FUNCTIONS = ("function", "comprehension")


@dataclass(slots=True, eq=False)
class Binding:
    """One scope: what it binds and reads.

    `kind` is "module", "class", "function", "comprehension", "types" (of PEP 695, around a definition), or
    "handler" (what is caught, which is bound for its block only). `node` is the function, lambda or class of
    the scope. `written` is what texts in annotations may read, `imported` the part of `bound` that imports
    bind, and `rebound` the one that is bound in more than one place.
    """

    kind: str
    parent: Binding | None
    bound: set[str] = field(default_factory=set)
    node: Any = None
    rebound: set[str] = field(default_factory=set)
    loads: set[str] = field(default_factory=set)
    written: set[str] = field(default_factory=set)
    imported: set[str] = field(default_factory=set)
    #: Functions and classes, and whether one of the name has no decorator.
    defined: dict[str, bool] = field(default_factory=dict)
    again: set[str] = field(default_factory=set)

    @property
    def home(self) -> Binding:
        """The scope that statements here bind names in."""
        return self.parent.home if self.kind == "handler" and self.parent else self

    @property
    def around(self) -> Binding:
        """The scope that `:=` binds names in."""
        return self.parent.around if self.kind == "comprehension" and self.parent else self.home

    def bind(self, names: Iterable[str]) -> None:
        """Bind names, each in a place of its own."""
        for name in names:
            if name in self.bound:
                self.rebound.add(name)
            self.bound.add(name)

    def define(self, name: str, decorated: bool) -> None:
        """Bind a function or class."""
        home = self.home
        home.bind((name,))
        if name in home.defined and (home.defined[name] or not decorated):
            home.again.add(name)
        home.defined[name] = not decorated or home.defined.get(name, False)


@dataclass(frozen=True, slots=True)
class Bindings:
    """Names of a module that are worth a closer look.

    `unbound` may be read where nothing binds them, `unused` are imports at the top that no scope reads, and
    `again` are functions and classes that one scope defines more than once, one of them undecorated.
    `scopes` are all scopes of the module, its own first.
    """

    unbound: frozenset[str]
    unused: frozenset[str]
    again: frozenset[str]
    scopes: Sequence[Binding] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Gathered:
    """What the walk over a module gathered in addition to its summary."""

    nodes: Mapping[type[ast.AST], list[Any]]
    bindings: Bindings
    #: Those of some types in source order, as they were asked for.
    ordered: dict[tuple[type[Any], ...], tuple[Any, ...]] = field(default_factory=dict)


def settle(scopes: Sequence[Binding], top: Binding) -> Bindings:
    """Resolve what each of a module's `scopes` reads; `top` is the module's own."""
    unbound: set[str] = set()
    used: set[str] = set()
    again: set[str] = set()
    for scope in scopes:
        read = _beyond(scope.loads, scope)
        used |= read
        unbound |= read
        if scope.written:
            unbound |= _beyond(scope.written, scope)
        again |= scope.again
    unbound -= top.bound
    unbound -= _BUILTINS
    return Bindings(frozenset(unbound), frozenset(top.imported - used), frozenset(again), scopes)


def _beyond(names: set[str], scope: Binding) -> set[str]:
    """Return which names the scopes below the module's leave to it."""
    inner: Binding = scope
    left, inside = names, False
    while inner.parent is not None:
        if inner.kind != "class" or not inside:
            left = left - inner.bound
        inside = inside or inner.kind in _FUNCTIONS
        inner = inner.parent
    return left
