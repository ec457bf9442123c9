"""What the absence of something says, which a checkout shows and an unpacked sdist does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from roadworthy import lacking, untold

if TYPE_CHECKING:
    from roadworthy import Answer, Repository


def absent(repository: Repository, reason: str) -> Answer:
    """Return the answer where something is not there: no in a checkout, unknown elsewhere."""
    return lacking(reason) if repository.is_whole else untold("this is not a checkout")
