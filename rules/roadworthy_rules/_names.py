"""How messages name several things."""

from collections.abc import Iterable


def named(names: Iterable[str], limit: int = 3) -> str:
    """Return the first names, each as code, and an ellipsis for those beyond the limit."""
    every = list(names)
    return ", ".join(f"`{name}`" for name in every[:limit]) + ", …" * (len(every) > limit)
