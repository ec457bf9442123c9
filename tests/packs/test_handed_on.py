"""Where a text takes a name from a module: found by the module's name, and not by looking at every name."""

from __future__ import annotations

import random

from roadworthy_rules.code.imports._handed_on import _TAKEN, _named

_TOKENS = ("model", "models", "a", "aa", "import", ".", ":", " ", "\n", "-", "from", "_model", "x", "ä", "\t")


def test_few_names_are_found_where_all_are_looked_at() -> None:
    rng = random.Random(7)
    found = 0
    for _ in range(5000):
        text = "".join(rng.choices(_TOKENS, k=rng.randrange(1, 14)))
        stems = set(rng.sample(("model", "models", "a", "aa", "_model", "x", "ä", "no-name", ""), 3))
        expected = [match.span() for match in _TAKEN.finditer(text) if match[1] in stems]
        assert [match.span() for match in _named(text, stems)] == expected
        found += len(expected)
    assert found > 100
