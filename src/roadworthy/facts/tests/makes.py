"""What a call makes, while names are followed from the tests: an object of a class that is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from roadworthy.facts.python import MADE, Scope

if TYPE_CHECKING:
    from roadworthy.facts.tests.closure import Walk


def made(walk: Walk, text: str, scope: Scope) -> None:
    """Reach an attribute of what a call made: of its class if that is one of ours, else of anything."""
    maker, _, rest = text.partition(MADE)
    root, *path = maker.split(".")
    first, *more = rest.split(".")
    walk.names.update((root, *path, first, *more))
    meaning = walk.lookup.meaning(scope.path, root, path)
    classes = [(p, ".".join(item.route)) for p, item in meaning.definitions if item.kind == "class"]
    if len(classes) != len(meaning.definitions) or meaning.rest or meaning.loose:
        classes = []
    holders = [above for owner in classes for above in (owner, *walk.classes.above(owner))]
    found = [owner for owner in holders if any(walk.classes.method(owner, first))]
    for owner in found:
        walk.method(owner, first)
    for attribute in (*(() if found else (first,)), *more):
        walk.attribute(attribute)
