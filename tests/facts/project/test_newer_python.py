"""Whether a project is for another Python than the one that runs, which excuses what cannot be parsed."""

from __future__ import annotations

import sys

import pytest

from roadworthy.facts.container.dockerfile import dockerfile, dockerfile_files
from roadworthy.facts.metadata import SetupFiles
from roadworthy.facts.metadata.declared import declared_metadata
from roadworthy.facts.metadata.pyproject import pyproject
from roadworthy.facts.project.newer_python import newer_python
from roadworthy.facts.project.pythons import python_versions
from roadworthy.tree.tree import MemoryTree

MAJOR, MINOR = sys.version_info[:2]
NEXT = f"{MAJOR}.{MINOR + 1}"


def needed(
    requires: str | None = None, pinned: bytes | None = None, others: dict[str, str] | None = None
) -> str | None:
    """Return the Python that a project needs instead; None where this one will do, or none is meant."""
    files = {} if pinned is None else {".python-version": pinned}
    files |= {path: text.encode() for path, text in (others or {}).items()}
    if requires is not None:
        files["pyproject.toml"] = f"[project]\nname = 'demo'\nrequires-python = '{requires}'\n".encode()
    tree = MemoryTree(files)
    document = pyproject(tree)
    metadata = declared_metadata(document, SetupFiles())
    images = tuple(dockerfile(file, tree) for file in dockerfile_files(tree))
    found = newer_python(tree, metadata, python_versions(tree, document, (), images))
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


POETRY = '[tool.poetry]\nname = "demo"\n[tool.poetry.dependencies]\npython = "{}"\n'


@pytest.mark.parametrize(
    ("path", "text", "newer"),
    [
        ("pyproject.toml", POETRY.format(f"^{NEXT}"), True),
        ("pyproject.toml", POETRY.format(f"~{NEXT}.1"), True),
        ("pyproject.toml", POETRY.format(f">={NEXT},<4"), True),
        ("pyproject.toml", POETRY.format("^3.8"), False),
        ("pyproject.toml", POETRY.format("latest"), False),
        ("Dockerfile", f"FROM python:{NEXT}-slim\n", True),
        ("Dockerfile", f"FROM ghcr.io/astral-sh/uv:python{NEXT}-bookworm-slim\n", True),
        ("Dockerfile", f"FROM public.ecr.aws/lambda/python:{NEXT}\n", True),
        ("Dockerfile", f"FROM python:{MAJOR}.{MINOR}-slim\n", False),
        ("Dockerfile", "FROM python:3\n", False),
        ("README.md", f"# Demo\n\n- Python {NEXT}+\n", True),
        ("README.md", f"# Demo\n\nIt needs **Python {NEXT} or newer**.\n", True),
        ("readme.md", f"# Demo\n\nRequires `python >= {NEXT}`.\n", True),
        ("README.rst", f"Demo\n====\n\nPython {NEXT} is required.\n", True),
        ("README.md", f"![python](https://img.shields.io/badge/python-{NEXT}%2B-blue)\n", True),
        ("README.md", f"# Demo\n\nPython {MAJOR}.{MINOR}+, tested with Python {NEXT}+\n", False),
        ("README.md", f"# Demo\n\nDeveloped with Python {NEXT}.\n", False),
    ],
)
def test_what_else_names_the_python_counts_where_nothing_declares_it(
    path: str, text: str, newer: bool
) -> None:
    assert needed(others={path: text}) == (f"Python {NEXT}" if newer else None)


def test_what_a_project_declares_outweighs_what_its_image_has() -> None:
    files = {"Dockerfile": f"FROM python:{NEXT}-slim\n", "README.md": f"Python {NEXT}+\n"}
    assert needed(">=3.8", others=files) is None
    assert needed(others=files) == f"Python {NEXT}"


def test_the_oldest_python_that_is_named_counts() -> None:
    files = {"Dockerfile": f"FROM python:{NEXT}-slim\n"}
    settings = f'[tool.black]\ntarget-version = ["py{MAJOR}{MINOR}"]\n'
    assert needed(others=files | {"pyproject.toml": settings}) is None
