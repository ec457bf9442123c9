"""What the absence of something says, which a checkout shows and an unpacked sdist does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from roadworthy import lacking, untold

if TYPE_CHECKING:
    from roadworthy import Answer, Repository, Surroundings


def absent(repository: Repository, reason: str, around: Surroundings | None = None) -> Answer:
    """Return the answer where something is not there: no in a checkout, unknown elsewhere.

    Of a project in a directory of a checkout it is no where the rest was read, too: what is `around` it.
    """
    if repository.is_whole or (around is not None and around.known):
        return lacking(reason)
    return untold(
        "what is around it in the checkout was not read" if repository.prefix else "this is not a checkout"
    )
