"""The fields of WHEEL that every wheel has."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from roadworthy import Finding

if TYPE_CHECKING:
    from roadworthy import Wheel


def field_findings(
    wheel: Wheel, field: str, is_valid: Callable[[str], bool], instead: str
) -> Iterator[Finding]:
    """Yield a finding where WHEEL has no such field, and for each value of it that is not valid.

    `instead` ends the message of the latter.
    """
    if not wheel.dist_info.wheel:
        return
    here = wheel.at(f"{wheel.dist_info.directory}/WHEEL")
    values = wheel.dist_info.wheel.get(field.lower(), ())
    if not values:
        yield Finding(f"there is no `{field}`", here)
    for value in map(str.strip, values):
        if not is_valid(value):
            yield Finding(f"`{field}` is `{value}`{instead}", here)
