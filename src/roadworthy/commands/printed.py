"""The only module that prints: what may quote the tree passes `tell`, and comes out without secrets."""

from __future__ import annotations

import sys

TYPE_CHECKING = False  # see roadworthy/__init__.py
if TYPE_CHECKING:
    from roadworthy.core.redact import Redactor


def tell(text: str, redactor: Redactor | None = None, *, error: bool = False) -> None:
    """Print a text that may quote what is inspected, without secrets, on standard output or error.

    `redactor` knows the secrets of files; without one, they are known by how they look.
    """
    if redactor is None:
        from roadworthy.core.redact import Redactor as _Redactor

        redactor = _Redactor()
    hand_out(redactor.text(text), error=error)


def hand_out(text: str, *, error: bool = False) -> None:
    """Print a text that quotes nothing: a page of ours, or what a format made of a report without secrets."""
    (sys.stderr if error else sys.stdout).write(text)
