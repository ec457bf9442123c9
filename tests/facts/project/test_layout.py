"""Which files are the importable code, by what backends are told and by the usual layouts."""

from __future__ import annotations

import pytest

from roadworthy.facts.contents.contents import contents
from roadworthy.facts.metadata.pyproject import pyproject
from roadworthy.facts.metadata.setup_files import setup_files
from roadworthy.facts.project.layout import Layout, layout
from roadworthy.tree.tree import MemoryTree

CASES = {
    "src": (["src/churn/__init__.py", "setup.py", "tests/__init__.py"], "", "", ["src/churn"], []),
    "flat": (["churn/__init__.py", "docs/__init__.py", "tests/__init__.py"], "", "", ["churn"], []),
    "src is the package": (["src/__init__.py", "src/model.py"], "", "", ["src"], []),
    "namespace": (["src/acme/churn/__init__.py"], "", "", ["src/acme"], []),
    "module by name": (["six.py"], "[project]\nname = 'six'", "", [], ["six.py"]),
    "module in setup.py": (["six.py"], "", "setup(name='Six', py_modules=['six'])", [], ["six.py"]),
    "name in setup.py": (["six.py"], "", "setuptools.setup(name='six')", [], ["six.py"]),
    "base in setup.py": (
        ["lib/churn/__init__.py", "benchmarks/__init__.py", "other/__init__.py"],
        "",
        "setup(packages=find_packages('lib'), package_dir={'': 'lib'})",
        ["lib/churn"],
        [],
    ),
    "setup.py in code": (
        ["churn/__init__.py"],
        "",
        "setup(name=read('NAME'), py_modules=found())",
        ["churn"],
        [],
    ),
    "package beside a module in setup.py": (
        ["churn/__init__.py", "_version.py"],
        "",
        "setup(packages=['churn'], py_modules=['_version'], ext_modules=found())",
        ["churn"],
        ["_version.py"],
    ),
    "package that setup.py does not name": (
        ["churn/__init__.py", "_version.py"],
        "",
        "setup(py_modules=['_version'], ext_modules=found())",
        [],
        ["_version.py"],
    ),
    "broken setup.py": (["churn/__init__.py"], "", "setup(", ["churn"], []),
    "maturin": (
        ["python/churn/__init__.py", "src/helper.py"],
        "[tool.maturin]\npython-source = 'python'",
        "",
        ["python/churn"],
        [],
    ),
    "setuptools where": (
        ["lib/churn/__init__.py", "examples/__init__.py"],
        "[tool.setuptools.packages.find]\nwhere = ['lib']",
        "",
        ["lib/churn"],
        [],
    ),
    "setuptools include": (
        ["models/__init__.py", "utils/__init__.py", "tests/__init__.py"],
        "[tool.setuptools.packages.find]\ninclude = ['models*', 'utils.*']",
        "",
        ["models", "utils"],
        [],
    ),
}


@pytest.mark.parametrize(("files", "toml", "setup", "packages", "modules"), CASES.values(), ids=CASES)
def test_what_is_importable(
    files: list[str], toml: str, setup: str, packages: list[str], modules: list[str]
) -> None:
    found = judge(dict.fromkeys(files, ""), toml, setup)
    assert (list(found.packages), list(found.modules)) == (packages, modules)


@pytest.mark.parametrize(
    ("text", "packages", "modules"),
    [
        # As setuptools finds packages: `lib` is one, and a package goes before modules.
        ("[metadata]\nname = six\n", ["lib"], []),
        ("[options]\npy_modules =\n    six\n", [], ["six.py"]),
        ("[options]\npackage_dir =\n    = lib\n[options.packages.find]\nwhere = lib\n", ["lib/churn"], []),
        ("[options\n", [], []),
    ],
)
def test_setup_cfg(text: str, packages: list[str], modules: list[str]) -> None:
    found = judge({"setup.cfg": text, "six.py": "", "lib/churn/__init__.py": ""})
    assert (list(found.packages), list(found.modules)) == (packages, modules)


def judge(files: dict[str, str], toml: str = "", setup: str = "") -> Layout:
    given = {**files, **({"pyproject.toml": toml} if toml else {}), **({"setup.py": setup} if setup else {})}
    tree = MemoryTree({path: text.encode() for path, text in given.items()})
    document, described = pyproject(tree), setup_files(tree)
    return layout(tree, document, described, contents(tree, document, described))
