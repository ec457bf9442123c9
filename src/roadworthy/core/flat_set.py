"""A set of a few values that takes little room.

A frozenset takes 216 bytes for up to four values, and 728 from the fifth on: of the names that functions use,
a run on a large project holds a hundred thousand sets. A sorted tuple takes eight bytes a value.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from typing import Any, Self, TypeVar

Item = TypeVar("Item")


class FlatSet(AbstractSet[Item]):
    """An immutable set, held in order; what is made of it and other sets is a frozenset.

    The values must be comparable with each other.
    """

    __slots__ = ("_items",)
    _items: tuple[Any, ...]

    def __new__(cls, values: Iterable[Item] = ()) -> Self:
        """Return the set of some values."""
        return cls.in_order(sorted({*values}))  # type: ignore[type-var]

    @classmethod
    def in_order(cls, values: Iterable[Item]) -> Self:
        """Return the set of values that come in order, each once."""
        found = object.__new__(cls)
        found._items = tuple(values)
        return found

    def __contains__(self, value: object) -> bool:
        """Tell whether a value is in the set."""
        at = bisect_left(self._items, value)
        return at < len(self._items) and bool(self._items[at] == value)

    def __iter__(self) -> Iterator[Item]:
        """Yield the values in order."""
        return iter(self._items)

    def __len__(self) -> int:
        """Return how many values there are."""
        return len(self._items)

    def __eq__(self, other: object) -> bool:
        """Tell whether another set, of whatever kind, has the same values."""
        if isinstance(other, FlatSet):
            return self._items == other._items
        return isinstance(other, AbstractSet) and frozenset(self._items) == other

    def __hash__(self) -> int:
        """Return the hash of the frozenset of the same values."""
        return hash(frozenset(self._items))

    def __repr__(self) -> str:
        """Return the expression that makes the set."""
        return f"FlatSet({list(self._items)!r})"

    def isdisjoint(self, other: Iterable[Any]) -> bool:
        """Tell whether no value is in another set."""
        return frozenset(other).isdisjoint(self._items)

    def union(self, *others: Iterable[Item]) -> frozenset[Item]:
        """Return the values of this and other sets."""
        return frozenset(self._items).union(*others)

    def difference(self, *others: Iterable[Any]) -> frozenset[Item]:
        """Return the values that are not in other sets."""
        return frozenset(self._items).difference(*others)

    def __and__(self, other: AbstractSet[Any]) -> frozenset[Item]:
        """Return the values that are in another set, too."""
        return frozenset(self._items).intersection(other)

    # Of a set that names are added to, `|=` makes a copy: a set it stays, but `update` is faster.
    def __ror__(self, other: AbstractSet[Any]) -> AbstractSet[Any]:
        """Return the values of another set and of this one, as a set where the other is one."""
        return _like(other).union(self._items)

    def __rand__(self, other: AbstractSet[Any]) -> AbstractSet[Any]:
        """Return the values of another set that are in this one, as a set where the other is one."""
        return _like(other).intersection(self._items)

    def __rsub__(self, other: AbstractSet[Any]) -> AbstractSet[Any]:
        """Return the values of another set that are not in this one, as a set where the other is one."""
        return _like(other).difference(self._items)

    @classmethod
    def _from_iterable(cls, values: Iterable[Any]) -> frozenset[Any]:
        # What the operators of `Set` make of their results.
        return frozenset(values)


def _like(values: AbstractSet[Any]) -> set[Any] | frozenset[Any]:
    """Return a set that has C's methods: the one that is given, if it has."""
    return values if isinstance(values, (set, frozenset)) else frozenset(values)
