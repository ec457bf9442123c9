"""Without a build system, something must build a project: else it runs from its checkout."""

from __future__ import annotations

import pytest

from roadworthy.facts.contents.contents import contents
from roadworthy.facts.metadata.pyproject import pyproject
from roadworthy.facts.metadata.setup_files import setup_files
from roadworthy.tree.tree import MemoryTree

PROJECT = '[project]\nname = "acme-shop"\nversion = "1.0"\n'


def is_built(files: dict[str, str]) -> bool:
    tree = MemoryTree({path: text.encode() for path, text in files.items()})
    return contents(tree, pyproject(tree), setup_files(tree)) is not None


@pytest.mark.parametrize(
    "files",
    [
        {"requirements.txt": "flask\n"},
        {"requirements/prod.txt": "flask\n", "Dockerfile": "RUN pip install -r requirements/prod.txt\n"},
        {"uv.lock": "version = 1\n", "README.md": "Run `uv sync`, then `uv run flask run`.\n"},
        {"requirements.txt": "flask\n", "README.md": "pip install -r ./requirements.txt acme-shopping\n"},
        {"requirements.txt": "flask\n", "tox.ini": "[tox]\nskipsdist = true\n"},
        {
            "Pipfile": "",
            "Makefile": "install:\n\tpip install pipenv && pipenv install --dev . || true\n"[:32],
        },
    ],
)
def test_what_lists_its_needs_and_is_never_installed_is_not_built(files: dict[str, str]) -> None:
    assert not is_built({"pyproject.toml": PROJECT, "acme/__init__.py": "", **files})


SYSTEM = '[build-system]\nrequires = ["{0}"]\nbuild-backend = "{0}.build_meta"\n'


@pytest.mark.parametrize(
    ("toml", "files", "expected"),
    [
        (SYSTEM.format("setuptools"), {}, False),
        (SYSTEM.format("setuptools") + PROJECT, {}, True),
        (SYSTEM.format("setuptools"), {"setup.py": "from setuptools import setup\nsetup()\n"}, True),
        (SYSTEM.format("setuptools"), {"setup.cfg": "[metadata]\nname = acme\n"}, True),
        (SYSTEM.format("setuptools") + "[tool.setuptools]\npackages = ['acme']\n", {}, True),
        (SYSTEM.format("backend_of_its_own"), {}, True),
    ],
)
def test_a_build_system_alone_names_nothing_to_build(
    toml: str, files: dict[str, str], expected: bool
) -> None:
    assert is_built({"pyproject.toml": toml, "acme/__init__.py": "", **files}) is expected


@pytest.mark.parametrize(
    ("toml", "files"),
    [
        ("", {}),
        ("", {"requirements.txt": "flask\n", "Dockerfile": "RUN pip install --no-deps .\n"}),
        ("", {"requirements.txt": "flask\n-e .\n"}),
        ("", {"uv.lock": "version = 1\n", ".github/workflows/ci.yml": "- run: uv pip install -e '.[dev]'\n"}),
        ("", {"requirements.txt": "flask\n", "scripts/release.sh": "python -m build\n"}),
        ("", {"requirements.txt": "flask\n", "README.md": "    pip install acme_shop\n"}),
        ("", {"requirements.txt": "flask\n", "tox.ini": "[tox]\nenvlist = py313\n"}),
        ("[project.scripts]\nacme = 'acme:main'\n", {"requirements.txt": "flask\n"}),
        ("[tool.setuptools]\npackages = ['acme']\n", {"requirements.txt": "flask\n"}),
        ("", {"requirements.txt": "flask\n", "setup.py": "from setuptools import setup\nsetup()\n"}),
    ],
)
def test_what_is_installed_or_says_what_it_installs_is_built(toml: str, files: dict[str, str]) -> None:
    assert is_built({"pyproject.toml": PROJECT + toml, "acme/__init__.py": "", **files})
