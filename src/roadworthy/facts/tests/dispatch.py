"""Which classes' methods an object's attribute may mean: of those that objects are made of.

A method that every heir overrides runs for an object of its own class alone, or where `super()` leads there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from roadworthy.facts.python import Class

if TYPE_CHECKING:
    from roadworthy.facts.tests.closure import Walk

#: Up to how many heirs are asked, how many classes above one, and how many names of a class may wait.
_MANY = 300


def dispatch(walk: Walk, owner: Class, name: str) -> None:
    """Reach a method that a class itself defines, if an object may have it, or as soon as one may."""
    if not any(walk.classes.method(owner, name)):
        return
    waiting = walk.waiting.setdefault(owner, set())
    if _is_met(walk, owner, name) or len(waiting) >= _MANY:
        walk.method(owner, name)
    else:
        waiting.add(name)


def made_of(walk: Walk, owner: Class) -> None:
    """Note that objects of a class may be made, and reach what was asked of those above it."""
    if owner in walk.made:
        return
    walk.made.add(owner)
    for number, holder in enumerate((owner, *walk.classes.above(owner))):
        waiting = walk.waiting.get(holder, set())
        for name in tuple(waiting):
            if number >= _MANY or holder in walk.classes.nearest(owner, name):
                waiting.discard(name)
                walk.method(holder, name)


def _is_met(walk: Walk, owner: Class, name: str) -> bool:
    """Tell whether objects are made of a class, or of an heir that does not define a method of a name."""
    seen = {owner}
    pending = [owner]
    while pending:
        one = pending.pop()
        if one in walk.made or len(seen) > _MANY:
            return True
        for heir in walk.classes.heirs(one):
            if heir not in seen and not any(walk.classes.method(heir, name)):
                seen.add(heir)
                pending.append(heir)
    return False
