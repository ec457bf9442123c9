"""Plain data as JSON text, and numbers as they are written there."""

from __future__ import annotations

import json
from typing import Any

from roadworthy.core.safe import safe_strings
from roadworthy.score.points import display_points


def dump(tree: Any, indent: int) -> str:
    r"""Return plain data as JSON text that is inert where it is shown, with a newline at the end.

    What a terminal or a CI log could obey is written as JSON escapes, which changes no value; an undecodable
    byte of a file name becomes the six characters `\udcff`.
    """
    return safe_strings(json.dumps(tree, ensure_ascii=False, indent=indent, allow_nan=False)) + "\n"


def rounded(value: float) -> float:
    """Return points as they are written."""
    # Adding 0.0 turns -0.0, which a loss of nothing may be, into 0.0.
    return display_points(float(value)) + 0.0
