"""Names: what a misspelled one was probably meant to be."""

from __future__ import annotations

from typing import Any


def suggestion(word: str, known: Any) -> str:
    """Return `; did you mean ...?` for the nearest known word, or nothing."""
    from difflib import get_close_matches

    close = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"; did you mean `{close[0]}`?" if close else ""
