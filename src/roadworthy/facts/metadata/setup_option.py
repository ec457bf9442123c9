"""What setup.py and setup.cfg have in common: options of setuptools with their values and places."""

from __future__ import annotations

from typing import Any

from roadworthy.core.finding import Location
from roadworthy.core.late_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class SetupText:
    """A requirement in an option: its text, its place, and the key of the table that holds it, else ""."""

    text: str
    key: str
    at: Location


@dataclass(frozen=True, slots=True)
class SetupOption:
    """An argument of `setup(...)`, or an option of setup.cfg, by its name in setuptools' documentation.

    `value` is plain data, None where it is computed: then `dynamic` is true, and `texts` are those of its
    requirements that are literals nevertheless.
    """

    name: str
    value: Any
    at: Location
    texts: tuple[SetupText, ...] = ()
    dynamic: bool = False
