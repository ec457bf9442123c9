"""How messages name several things."""

import re
from collections.abc import Iterable

_NAME = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?")


def named(names: Iterable[str], limit: int = 3) -> str:
    """Return the first names, each as code, and an ellipsis for those beyond the limit."""
    every = list(names)
    return ", ".join(f"`{name}`" for name in every[:limit]) + ", …" * (len(every) > limit)


def is_name(text: str) -> bool:
    """Tell whether a project, an extra or a dependency group may be called so (the name specification)."""
    return _NAME.fullmatch(text) is not None
