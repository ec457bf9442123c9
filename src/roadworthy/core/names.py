"""Names: what a misspelled one was probably meant to be, and how file names spell those of distributions."""

from __future__ import annotations

from collections.abc import Iterable

#: Characters of a word that are compared: the time grows with the square of them.
_LONGEST = 200


def nearest(word: str, known: Iterable[str], least: float = 0.75) -> str | None:
    """Return the known word that a word is most probably a misspelling of; None where none is near.

    Case, and whether `_` or `-` is written, make no difference. `least` is how similar the words must be,
    from 0 to 1, as `difflib` measures it.
    """
    from difflib import get_close_matches

    folded = {_folded(name): name for name in sorted(known, reverse=True)}
    close = get_close_matches(_folded(word[:_LONGEST]), folded, n=1, cutoff=least)
    return folded[close[0]] if close else None


def escaped(name: str) -> str:
    """Return a distribution's name as names of wheels, sdists and import packages spell it.

    See "Binary distribution format", section "Escaping and Unicode".
    """
    from packaging.utils import canonicalize_name

    return canonicalize_name(name).replace("-", "_")


def suggestion(word: str, known: Iterable[str], least: float = 0.75) -> str:
    """Return `; did you mean ...?` with the nearest known word, or nothing: see `nearest`."""
    near = nearest(word, known, least)
    return f"; did you mean `{near}`?" if near else ""


def _folded(word: str) -> str:
    return word.casefold().replace("_", "-")
