"""Scopes of names by Python's own rules, and whether anything binds a name that is looked up in one.

See "Resolution of names" in the Python language reference, and PEP 695 for parameters of types. When a name
is bound does not matter, only that it is: in a loop it may be bound further down.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Lookup:
    """A name that nothing binds: where it stands (0-based byte column), and whether Python evaluates it."""

    name: str
    line: int
    column: int
    evaluated: bool


@dataclass(slots=True)
class NameScope:
    """A scope, and the names that it binds."""

    kind: str  # "module", "class", "function", "comprehension", or "types" (of PEP 695, around a definition)
    parent: "NameScope | None"
    bound: set[str] = field(default_factory=set)
    shared: set[str] = field(default_factory=set)  # what `global` hands to the module
    filled: bool = False  # a class whose base gives its body names, by `__prepare__`
    caught: dict[str, list[range]] = field(default_factory=dict)  # `except ... as name`, with its lines


def is_bound(lookup: Lookup, scope: NameScope) -> bool:
    """Tell whether a scope or one around it binds a name that is looked up there."""
    inner: NameScope | None = scope
    name = lookup.name
    seen_function = False
    while inner is not None:
        visible = inner.kind != "class" or not seen_function
        if visible and (name in inner.bound or inner.filled):
            return True
        # The name of what is caught is deleted where its block ends.
        if any(lookup.line in lines for lines in inner.caught.get(name, ())):
            return True
        seen_function = seen_function or inner.kind in ("function", "comprehension")
        inner = inner.parent
    return False
