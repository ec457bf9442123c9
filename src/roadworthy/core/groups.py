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
    "library": (18, 8, 15, 10, 22, 12, 5, 5, 5, 0, 0),
    "application": (8, 14, 8, 10, 20, 15, 5, 6, 8, 6, 0),
    "ml-service": (8, 10, 8, 8, 16, 12, 10, 6, 8, 7, 7),
}
#: Per edition and profile, the weight of each group; 100 in all.
WEIGHTS: dict[str, dict[str, dict[str, int]]] = {
    "2026": {profile: dict(zip(GROUPS, row, strict=True)) for profile, row in _WEIGHTS.items()}
}
EDITIONS = tuple(WEIGHTS)
PROFILES = tuple(_WEIGHTS)
