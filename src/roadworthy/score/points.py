"""Points as they are shown."""

from __future__ import annotations

import math


def display_points(points: float) -> float:
    """Return points as every report shows them: cut to one decimal, so that 79.96 is not yet 80."""
    return math.floor(points * 10 + 1e-6) / 10
