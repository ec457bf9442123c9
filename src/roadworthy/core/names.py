"""Names: how distributions' are compared, and what a misspelled one was probably meant to be."""

from __future__ import annotations

import re
from typing import Any


def normalised(name: str) -> str:
    """Return a distribution's name as the PyPA name specification compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def suggestion(word: str, known: Any) -> str:
    """Return `; did you mean ...?` for the nearest known word, or nothing."""
    from difflib import get_close_matches

    close = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"; did you mean `{close[0]}`?" if close else ""
