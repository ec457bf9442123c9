"""The fact `Dependency`: what the project says it needs, from whichever file says so."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Literal

from packaging.utils import canonicalize_name

from roadworthy.core.finding import Location
from roadworthy.core.late_dataclass import dataclass
from roadworthy.core.late_re import re
from roadworthy.core.versions import parse_requirement

if TYPE_CHECKING:
    from packaging.requirements import Requirement

Kind = Literal["runtime", "extra", "group", "build"]
_NAME = re.compile(r"\s*([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)")


@dataclass(frozen=True)
class Dependency:
    """One declared requirement (PEP 508 text), where it stands, and when it applies.

    `kind` says whether it is needed at run time, by an extra, by a dependency group or a development
    requirements file, or to build; `set` names the extra, the group or the file. `manager` is the file
    format: `pyproject`, `poetry` or `requirements`.
    """

    text: str
    at: Location
    kind: Kind
    set: str
    manager: str
    source: str = ""
    #: The version as a table of Poetry, Pipenv or pixi states it; "" elsewhere, and where none is stated.
    constraint: str = ""

    @property
    def name(self) -> str:
        """The distribution's name, normalised; empty where the text has none."""
        return distribution_name(self.text)

    @cached_property
    def requirement(self) -> Requirement | None:
        """The parsed requirement, None where it is not valid PEP 508."""
        from packaging.requirements import InvalidRequirement

        try:
            return parse_requirement(self.text)
        except InvalidRequirement:
            return None


def distribution_name(text: str) -> str:
    """Return the normalised name that a requirement (PEP 508) begins with, though the rest may be invalid.

    It is empty where there is none.
    """
    found = _NAME.match(text)
    return canonicalize_name(found[1]) if found else ""
