"""What a function's uses are, once it is known what its own names are."""

from __future__ import annotations

import ast
from collections.abc import Collection, Mapping

from roadworthy.facts.python.kinds import GIVEN, Kinds, kinds_of
from roadworthy.facts.python.lookups import MADE


def made_by(value: ast.expr, attributes: str) -> str:
    """Return the use that `f().attributes` or `[].attributes` is, "" where nothing tells what has them."""
    kinds = kinds_of(value)
    return f"{MADE}{kinds[0]}{MADE}{attributes}" if kinds and len(kinds) == 1 else ""


def localised(uses: Collection[str], names: Mapping[str, Kinds]) -> Collection[str]:
    """Return a function's uses, with the attributes of its own `names` as what these are.

    A name that only calls and literals bind is what these make (`model = Tree()`), a parameter what its
    annotation says; of any other nothing is known, and its attributes may be anything's. What the module
    calls so is not meant in either case.
    """
    if not names:
        return uses
    found: set[str] = set()
    for use in uses:
        if use[0] == MADE:
            maker, _, rest = use[1:].partition(MADE)
            root, _, name = maker.partition(".")
            kinds = names.get(root) if name.partition(GIVEN)[0].isidentifier() else None
            if root.partition(GIVEN)[0] not in names:
                found.add(use)
            elif kinds:
                found.update(f"{MADE}{kind}{GIVEN}{name}{MADE}{rest}" for kind in kinds)
            else:
                found.update(f".{part}" for part in rest.split("."))
        elif "." in use and use[0].isidentifier() and (root := use.partition(".")[0]) in names:
            rest, kinds = use[len(root) + 1 :], names[root]
            if kinds is None:
                found.update(f".{part}" for part in rest.split("."))
            else:
                found.update(f"{MADE}{kind}{MADE}{rest}" for kind in kinds)
        else:
            found.add(use)
    return frozenset(found)
