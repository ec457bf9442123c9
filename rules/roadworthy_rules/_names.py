"""How messages name several things."""

import re
from collections.abc import Iterable

from roadworthy import and_more

_NAME = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?")


def named(names: Iterable[str], limit: int = 3) -> str:
    """Return the first names, each as code, and how many more there are: `` `a`, `b`, `c` and 3 more``."""
    return and_more(list(names), limit)


def is_name(text: str) -> bool:
    """Tell whether a project, an extra or a dependency group may be called so (the name specification)."""
    return _NAME.fullmatch(text) is not None
