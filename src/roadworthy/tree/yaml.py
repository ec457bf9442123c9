"""Reading YAML from a tree."""

from __future__ import annotations

from typing import Any

from roadworthy.locate.files import Files


def load_yaml(files: Files, path: str) -> Any:
    """Return the data of a YAML file's first document, parsed once a run: do not change it.

    Raises `Unreadable` with the place of a fault.
    """
    from roadworthy.locate.yaml import parsed

    return parsed(files, path)[0]
