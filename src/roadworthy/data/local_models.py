"""Libraries that bring back a trained model: the table of the same name."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from roadworthy.data.tables import read_table


@cache
def local_models() -> Mapping[str, frozenset[str]]:
    """Return, for each library, the names of which a module that brings a model back mentions one."""
    found: dict[str, frozenset[str]] = {}
    for row in read_table("local_models").rows:
        module, names = row.split(" : ")
        found[module] = frozenset(names.split())
    return found
