"""What code imports of others, and who declares it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from roadworthy import Finding, Severity, Tree, Uses, rule
from roadworthy.testing.pages import inspect_files

PROJECT = "[project]\nname = 'demo'\ndependencies = [{}]\n"


@rule(Severity.NOTE, since="0.1")
def told(tree: Tree, uses: Uses) -> Iterator[Finding]:
    """Tell what is known."""
    from roadworthy import Location

    for use in uses.each:
        state = use.declared or ("locked" if use.locked else "nobody")
        certain = "certain" if use.certain else "unsure"
        yield Finding(f"{use.module} {state} {certain}", Location("train.py"))
    yield Finding("settled" if uses.fully_declared else "unsettled", Location("train.py"))


def tell(files: dict[str, str]) -> set[str]:
    project = inspect_files({path: text.encode() for path, text in files.items()}, [told])
    return {finding.message for finding in project.findings}


def test_a_submodule_counts_by_the_part_that_tells_who_provides_it() -> None:
    files = {
        "pyproject.toml": PROJECT.format("'google-cloud-storage', 'scikit-learn'"),
        "src/demo/a.py": "from google.cloud import storage\nimport sklearn.svm\nfrom sklearn import tree\n",
    }
    assert tell(files) == {"google.cloud.storage runtime certain", "sklearn runtime certain", "settled"}


@pytest.mark.parametrize(
    "text",
    ["try:\n    import yaml\nexcept ImportError: ...", "def f():\n    import yaml", "if x:\n    import yaml"],
    ids=["try", "function", "if"],
)
def test_an_import_below_a_condition_is_not_certain(text: str) -> None:
    files = {"pyproject.toml": PROJECT.format(""), "src/demo/a.py": text}
    assert tell(files) == {"yaml nobody unsure", "settled"}


@pytest.mark.parametrize("path", ["src/yaml/__init__.py", "lib/yaml.py", "yaml.py", "tools/yaml/a.py"])
def test_what_lies_in_the_tree_is_our_own(path: str) -> None:
    files = {"pyproject.toml": PROJECT.format(""), "src/demo/a.py": "import yaml", path: ""}
    assert tell(files) == {"settled"}


def test_a_module_for_an_integration_is_not_certain() -> None:
    files = {"pyproject.toml": PROJECT.format(""), "src/demo/plugins/a.py": "import yaml"}
    assert tell(files) == {"yaml nobody unsure", "settled"}


def test_of_a_library_only_what_its_top_package_leads_to_is_certain() -> None:
    files = {
        "pyproject.toml": PROJECT.format("") + "classifiers = ['Typing :: Typed']\n",
        "src/demo/__init__.py": "from .core import run",
        "src/demo/core.py": "import yaml",
        "src/demo/other.py": "import jwt",
    }
    assert tell(files) == {"yaml nobody certain", "jwt nobody unsure", "settled"}


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"pyproject.toml": "[project]\nname = 'demo'\ndynamic = ['dependencies']\n"}, "unsettled"),
        ({"setup.py": "setup(install_requires=open('x').read())"}, "unsettled"),
        ({"setup.py": "R = ['a']\nif x:\n    R = ['b']\nsetup(install_requires=R)"}, "unsettled"),
        ({"setup.py": "R = ['a']\nR.append('b')\nsetup(install_requires=R)"}, "unsettled"),
        ({"setup.py": "R = ['a']\nsetup(install_requires=R, readme=open('x').read())"}, "settled"),
        ({"requirements.txt": "pandas\n-e ../core\n"}, "unsettled"),
        ({"requirements.txt": "pandas\n-r ../other/base.txt\n"}, "unsettled"),
        ({"requirements.txt": "pandas\n-r requirements/base.txt\n"}, "settled"),
        ({"requirements.txt": "pandas\n-e .\n"}, "settled"),
        ({"requirements.txt": "pandas\n", "meta.yaml": "requirements: {}"}, "unsettled"),
        ({"requirements.txt": "pandas\n", "{{name}}/a.py": ""}, "unsettled"),
        ({}, "unsettled"),
    ],
)
def test_whether_all_that_is_declared_is_known(files: dict[str, str], expected: str) -> None:
    assert tell({"train.py": "", **files}) == {expected}


def test_a_transitive_dependency_is_locked() -> None:
    lock = (
        "version = 1\n[[package]]\nname = 'demo'\nsource = { virtual = '.' }\n"
        "dependencies = [{ name = 'a' }]\n"
        "[[package]]\nname = 'a'\ndependencies = [{ name = 'strange' }]\n[[package]]\nname = 'strange'\n"
    )
    files = {"pyproject.toml": PROJECT.format("'a'"), "uv.lock": lock, "src/demo/a.py": "import strange"}
    assert tell(files) == {"strange locked certain", "settled"}


def test_what_another_one_is_made_of_comes_with_it() -> None:
    files = {"requirements.txt": "pandas\npytorch\n", "train.py": "import numpy, torch\nimport yaml\n"}
    assert tell(files) == {
        "numpy runtime certain",
        "torch runtime certain",
        "yaml nobody certain",
        "settled",
    }


def test_type_stubs_provide_no_module() -> None:
    for declared, state in (("lxml-stubs", "nobody"), ("lxml-html-clean", "development")):
        text = PROJECT.format("") + f"[dependency-groups]\ntypes = ['{declared}']\n"
        files = {"pyproject.toml": text, "src/demo/a.py": "import lxml\n"}
        assert tell(files) == {f"lxml {state} certain", "settled"}
