"""The groups of rules that a score is made of, and what each weighs by edition and profile."""

from __future__ import annotations

#: The groups that a score is made of: one a pack.
GROUPS = (
    "metadata",
    "dependencies",
    "artifacts",
    "layout",
    "tests",
    "code",
    "notebooks",
    "repository",
    "pipeline",
    "container",
    "operations",
)
_WEIGHTS = {
    "library": (14, 8, 12, 8, 28, 12, 4, 6, 8, 0, 0),
    "application": (8, 12, 8, 10, 24, 12, 5, 6, 9, 6, 0),
    "ml-service": (7, 9, 7, 8, 20, 10, 8, 6, 9, 8, 8),
}
#: Per edition and profile, the weight of each group; 100 in all.
WEIGHTS: dict[str, dict[str, dict[str, int]]] = {
    "2026": {profile: dict(zip(GROUPS, row, strict=True)) for profile, row in _WEIGHTS.items()}
}
EDITIONS = tuple(WEIGHTS)
PROFILES = tuple(_WEIGHTS)
