"""Whether a project is for another Python than the one that runs, which excuses what cannot be parsed."""

from __future__ import annotations

import sys

import pytest

from roadworthy.facts.metadata.pyproject import pyproject
from roadworthy.facts.project.newer_python import newer_python
from roadworthy.tree.tree import MemoryTree

MAJOR, MINOR = sys.version_info[:2]
NEXT = f"{MAJOR}.{MINOR + 1}"


def needed(requires: str | None = None, pinned: bytes | None = None) -> str | None:
    """Return the Python that a project needs instead; None where this one will do, or none is meant."""
    files = {} if pinned is None else {".python-version": pinned}
    if requires is not None:
        files["pyproject.toml"] = f"[project]\nname = 'demo'\nrequires-python = '{requires}'\n".encode()
    tree = MemoryTree(files)
    found = newer_python(tree, pyproject(tree))
    if found is None:
        return None
    assert found.reason == f"written for {found.needs}"
    return found.needs


@pytest.mark.parametrize(
    ("requires", "python"),
    [
        (f">={NEXT}", f"Python {NEXT}"),
        (f">={MAJOR}.{MINOR}", None),
        (">=3.8", None),
        (f"=={NEXT}.*", f"Python {NEXT}"),
        ("<3", "another Python"),
        ("<3.8", "another Python"),
        # No Python will be so for years.
        (">=99", None),
        ("any", None),
        (None, None),
    ],
)
def test_what_the_project_asks_for_is_compared_with_what_runs(
    requires: str | None, python: str | None
) -> None:
    assert needed(requires) == python


@pytest.mark.parametrize(
    ("pinned", "python"),
    [
        (f"{NEXT}\n".encode(), f"Python {NEXT}"),
        (f"{MAJOR}.{MINOR}".encode(), None),
        (b"caf\xe9", None),
        (b"system", None),
    ],
)
def test_without_it_the_version_that_an_application_pins_counts(pinned: bytes, python: str | None) -> None:
    assert needed(pinned=pinned) == python
    assert needed(">=3.8", pinned) is None
