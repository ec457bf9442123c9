"""The text of `roadworthy/__init__.pyi`: the public names for type checkers, from the table in `__init__.py`.

Run `python tests/public_names.py --write` after a change of that table.
"""

from __future__ import annotations

import sys
from pathlib import Path

import roadworthy

STUB = Path(roadworthy.__file__).with_suffix(".pyi")


def text() -> str:
    """Return the stub's text."""
    lines = [
        f"from {module} import {name} as {name}"
        for module, names in roadworthy.HOMES.items()
        for name in names
    ]
    head = "# Made by tests/public_names.py from the table in __init__.py."
    return "\n".join([head, *sorted(lines), "", "__version__: str", "HOMES: dict[str, tuple[str, ...]]", ""])


if __name__ == "__main__":
    if "--write" in sys.argv[1:]:
        STUB.write_text(text(), encoding="utf-8")
    else:
        print(text(), end="")
