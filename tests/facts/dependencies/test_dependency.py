"""The fact `Dependency`, one manager after the other."""

from __future__ import annotations

import pytest

from roadworthy.facts.dependencies.constraints import constraint_specifier
from roadworthy.facts.dependencies.declarations import dependencies
from roadworthy.facts.dependencies.requirements import pip_options
from roadworthy.facts.metadata.pyproject import pyproject
from roadworthy.facts.metadata.setup_files import setup_files
from roadworthy.tree.tree import MemoryTree


def declared(file: str, text: str) -> list[tuple[str, str, str, str]]:
    tree = MemoryTree({file: text.encode()})
    return [
        (d.text, d.kind, d.set, d.manager) for d in dependencies(tree, pyproject(tree), setup_files(tree))
    ]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("^1.2.3", ">=1.2.3,<2.0"),
        ("^0.2.3", ">=0.2.3,<0.3"),
        ("^0.0", ">=0.0,<0.1"),
        ("~1.2.3", ">=1.2.3,<1.3"),
        ("~1", ">=1,<2.0"),
        (">=1,<3", ">=1,<3"),
        ("1.2", "==1.2"),
        ("1.*", "==1.*"),
        ("*", ""),
        ("^1 || ^2", None),
    ],
)
def test_constraints_become_specifiers(written: str, meant: str | None) -> None:
    assert constraint_specifier(written) == meant


def test_poetry_excludes_python_and_knows_extras_and_sources() -> None:
    text = (
        '[tool.poetry.dependencies]\npython = "^3.10"\na = "^1.2"\nb = { git = "x" }\n'
        'c = { version = "*", optional = true }\n[tool.poetry.extras]\nmore = ["c"]\n'
    )
    tree = MemoryTree({"pyproject.toml": text.encode()})
    found = dependencies(tree, pyproject(tree), setup_files(tree))
    assert [(d.text, d.kind, d.set, d.source) for d in found] == [
        ("a>=1.2,<2.0", "runtime", "", ""),
        ("b", "runtime", "", "git"),
        ("c", "extra", "more", ""),
    ]


@pytest.mark.parametrize(
    ("file", "text", "expected"),
    [
        ("pyproject.toml", '[tool.flit.metadata]\nrequires = ["a"]', ("a", "runtime", "", "flit")),
        ("pyproject.toml", '[tool.pdm.dev-dependencies]\nt = ["a"]', ("a", "group", "t", "pdm")),
        ("pyproject.toml", '[tool.uv]\ndev-dependencies = ["a"]', ("a", "group", "dev", "uv")),
        ("pyproject.toml", '[tool.hatch.envs.t]\ndependencies = ["a"]', ("a", "group", "t", "hatch")),
        ("pyproject.toml", '[tool.pixi.dependencies]\na = ">=1"', ("a>=1", "runtime", "", "pixi")),
        ("setup.cfg", "[options]\ninstall_requires =\n    a>=1\n", ("a>=1", "runtime", "", "setuptools")),
        (
            "setup.cfg",
            "[options]\ninstall_requires =\n    a ; python_version < '3'\n",
            ("a ; python_version < '3'", "runtime", "", "setuptools"),
        ),
        ("setup.cfg", "[options.extras_require]\nx = a\n", ("a", "extra", "x", "setuptools")),
        ("setup.py", 'R = ["a"]\nsetup(install_requires=R)', ("a", "runtime", "", "setuptools")),
        ("setup.py", 'setup(extras_require={"x": ["a"]})', ("a", "extra", "x", "setuptools")),
        ("Pipfile", '[dev-packages]\na = "*"', ("a", "group", "dev", "pipenv")),
        (
            "environment.yml",
            "dependencies:\n- python=3.12\n- a=1.2\n",
            ("a==1.2.*", "runtime", "conda", "conda"),
        ),
        ("environment.yml", "dependencies:\n- pip:\n  - a>1\n", ("a>1", "runtime", "pip", "conda")),
        (
            "environment.yml",
            "dependencies:\n- pip:\n  - git+https://git.example/b.git#egg=a\n",
            ("a", "runtime", "pip", "conda"),
        ),
        (
            "environment.yml",
            "dependencies:\n- pip:\n  - git+https://git.example/b.git\n  - a>1\n",
            ("a>1", "runtime", "pip", "conda"),
        ),
    ],
)
def test_each_manager_is_read(file: str, text: str, expected: tuple[str, str, str, str]) -> None:
    assert declared(file, text) == [expected]


def test_options_of_requirements_files_are_facts() -> None:
    tree = MemoryTree({"requirements.txt": b"-i http://a/simple\n--extra-index-url=b # c\n-rbase.txt\na\n"})
    assert [(o.name, o.value) for o in pip_options(tree)] == [
        ("--index-url", "http://a/simple"),
        ("--extra-index-url", "b"),
        ("--requirement", "base.txt"),
    ]


def test_a_version_of_conda_that_pep_440_does_not_know_is_a_pin() -> None:
    text = "dependencies:\n  - jpeg=9b=h024ee3a_2\n  - openssl=1.1.1d\n  - numpy=1.17=py37_0\n"
    found = [text for text, *_ in declared("environment.yml", text)]
    assert found == ["jpeg===9b", "openssl===1.1.1d", "numpy==1.17"]
