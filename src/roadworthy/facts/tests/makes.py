"""What attributes of an object of a known kind lead to, while names are followed from the tests.

See `facts/python/kinds.py`: a kind is what was called for the object, or what an annotation says of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from roadworthy.facts.python import FIXTURE, GIVEN, HEIRS, MADE, Class, Scope
from roadworthy.facts.tests.objects import DEPTH, PLAIN, classes_of

if TYPE_CHECKING:
    from roadworthy.facts.tests.closure import Walk


def made(walk: Walk, text: str, scope: Scope) -> None:
    """Reach attributes of an object of a kind, as text: `kind=attributes`."""
    kind, _, rest = text.partition(MADE)
    names = rest.split(".")
    parts = (part.removesuffix(HEIRS).removeprefix(FIXTURE) for part in kind.split(GIVEN))
    walk.names.update((*(word for part in parts for word in part.split(".")), *names))
    reach(walk, (kind,), names, scope)


def reach(walk: Walk, kinds: Iterable[str], names: Sequence[str], scope: Scope, depth: int = 0) -> None:
    """Reach what attributes of an object mean that is of one of some kinds: of its class, or of anything."""
    if not names:
        return
    for kind in kinds:
        if kind == "super" and scope.owner is not None:
            _above(walk, scope.owner, names, depth)
            continue
        classes = classes_of(walk, kind, scope, depth) if depth < DEPTH else None
        if classes is None:
            _anything(walk, names)
            continue
        for owner, heirs in classes:
            if heirs:
                walk.member(owner, names)
                if not walk.members.whole(owner) and not walk.members.has(owner, names[0]):
                    walk.attribute(names[0])
            else:
                _exact(walk, owner, names, depth)
        if not classes and kind.removesuffix(HEIRS) not in PLAIN:
            # What a collection holds may be ours.
            _anything(walk, names[1:])


def _anything(walk: Walk, names: Iterable[str]) -> None:
    for name in names:
        walk.attribute(name)


def _above(walk: Walk, owner: Class, names: Sequence[str], depth: int) -> None:
    """Reach an attribute of `super()`: of what the class inherits from, or of what an heir adds."""
    if walk.classes.met(owner) != walk.classes.origins(owner):
        for base in walk.classes.bases(owner):
            walk.of_class(base, names)
        walk.member(owner, names)
        return
    first, *more = names
    walk.holding.ask(first)
    for base in walk.classes.bases(owner):
        for holder in walk.classes.nearest(base, first):
            walk.method(holder, first)
    further(walk, owner, first, more, depth)


def _exact(walk: Walk, owner: Class, names: Sequence[str], depth: int) -> None:
    """Reach an attribute of an object of just this class."""
    first, *more = names
    found = walk.classes.nearest(owner, first)
    walk.holding.ask(first)
    for holder in found:
        walk.method(holder, first)
    if not found and not walk.members.whole(owner):
        walk.attribute(first)
    further(walk, owner, first, more, depth)


def further(walk: Walk, owner: Class, first: str, more: Sequence[str], depth: int = 0) -> None:
    """Reach what follows an attribute of a class: what it is known to be, or anything's."""
    if not more:
        return
    kinds = walk.members.kinds(owner, first)
    if kinds is None or depth >= DEPTH:
        _anything(walk, more)
        return
    for place, kind in kinds:
        reach(walk, (kind,), more, Scope(place[0], place), depth + 1)
