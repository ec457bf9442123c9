"""Reading YAML from a tree."""

from __future__ import annotations

from typing import Any

from roadworthy.core.fault import Unreadable
from roadworthy.core.finding import Location, Span
from roadworthy.locate.files import Files


def load_yaml(files: Files, path: str) -> Any:
    """Return the data of a YAML file's first document, parsed once a run: do not change it.

    Raises `Unreadable` with the place of a fault.
    """
    from roadworthy.locate.yaml import parsed
    from roadworthy.locate.yaml_fault import YAMLFault

    try:
        return parsed(files, path)[0]
    except YAMLFault as fault:
        at = Location(path, span=Span(fault.line, fault.column, fault.line, fault.column))
        raise Unreadable(f"invalid YAML: {fault.message}", at) from None
