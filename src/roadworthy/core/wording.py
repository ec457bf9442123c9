"""How messages count: numbers agree with nouns and verbs, and lists end with how many more there are."""

from __future__ import annotations

from collections.abc import Sequence


def counted(number: int, one: str, many: str = "") -> str:
    """Return a number with its noun, and a verb where it has one: `1 file`, `2 cells are`.

    `many` is the form for all numbers but 1; left out, it is `one` with an `s`.
    """
    return f"{number} {agreeing(number, one, many or one + 's')}"


def agreeing(number: int, one: str, many: str) -> str:
    """Return the form of a word that agrees with a number: `is` or `are`."""
    return one if number == 1 else many


def and_more(names: Sequence[str], limit: int = 1) -> str:
    """Return the first of some names, each as code, and how many more there are: `` `a`, `b` and 3 more``."""
    left = len(names) - limit
    return ", ".join(f"`{name}`" for name in names[:limit]) + (f" and {left} more" if left > 0 else "")
