"""What a wheel and an sdist would hold; `tests/conformance/contents.py` asks the backends themselves."""

from __future__ import annotations

import pytest

from roadworthy.facts.contents.contents import contents
from roadworthy.facts.contents.value import DistributionContents
from roadworthy.facts.metadata.pyproject import pyproject
from roadworthy.facts.metadata.setup_files import setup_files
from roadworthy.tree.tree import MemoryTree

BUILD = '[build-system]\nrequires = ["{0}"]\nbuild-backend = "{1}"\n'
SETUPTOOLS = BUILD.format("setuptools", "setuptools.build_meta")
HATCH = BUILD.format("hatchling", "hatchling.build")
FLIT = BUILD.format("flit_core", "flit_core.buildapi")
POETRY = BUILD.format("poetry-core", "poetry.core.masonry.api")
PDM = BUILD.format("pdm-backend", "pdm.backend")
UV = BUILD.format("uv_build", "uv_build")
PROJECT = '\n[project]\nname = "acme"\nversion = "1.0"\n'
SETUP = "from setuptools import find_namespace_packages, find_packages, setup\n"
FLAT = (
    "acme/__init__.py",
    "acme/sub/__init__.py",
    "acme/data/x.json",
    "LICENSE",
    "README.md",
    "tests/test_a.py",
)


def judge(files: dict[str, str]) -> DistributionContents:
    tree = MemoryTree({path: text.encode() for path, text in files.items()})
    found = contents(tree, pyproject(tree), setup_files(tree))
    assert found is not None
    return found


def wheel(files: dict[str, str]) -> set[str]:
    found = judge(files).wheel
    assert found.is_certain, found
    return set(found.files)


@pytest.mark.parametrize("build", [HATCH, FLIT, POETRY, PDM], ids=["hatch", "flit", "poetry", "pdm"])
def test_most_backends_take_whatever_lies_in_the_package(build: str) -> None:
    files = dict.fromkeys(FLAT, "")
    assert wheel({"pyproject.toml": build + PROJECT, **files}) == {
        ".dist-info/licenses/LICENSE",
        "acme/__init__.py",
        "acme/data/x.json",
        "acme/sub/__init__.py",
    }


def test_uv_takes_the_package_below_src_and_only_licences_that_are_named() -> None:
    files = dict.fromkeys(("src/acme/__init__.py", "src/acme/x.json", "src/other/__init__.py", "LICENSE"), "")
    assert wheel({"pyproject.toml": UV + PROJECT, **files}) == {"acme/__init__.py", "acme/x.json"}


def test_setuptools_takes_modules_and_no_data() -> None:
    files = dict.fromkeys((*FLAT, "acme/py.typed", "acme/_fast.pyi"), "")
    assert wheel({"pyproject.toml": SETUPTOOLS + PROJECT, **files}) == {
        ".dist-info/licenses/LICENSE",
        "acme/__init__.py",
        "acme/_fast.pyi",
        "acme/py.typed",
        "acme/sub/__init__.py",
    }


@pytest.mark.parametrize(
    ("packages", "expected"),
    [
        ("find_packages()", {"acme", "acme.sub"}),
        ('find_packages(include=["acme"])', {"acme"}),
        ('find_packages(exclude=["acme.sub*"])', {"acme"}),
        ('find_namespace_packages(include=["acme*"])', {"acme", "acme.data", "acme.sub"}),
        ('["acme"]', {"acme"}),
        ('["acme", *["acme." + name for name in ("sub",)]]', {"acme", "acme.sub"}),
        ('[f"acme.{name}" for name in find_packages("acme")]', {"acme.sub"}),
    ],
)
def test_what_setup_py_names_and_finds(packages: str, expected: set[str]) -> None:
    files = dict.fromkeys(FLAT, "")
    found = judge({"setup.py": f'{SETUP}setup(name="acme", packages={packages})\n', **files})
    assert set(found.packages) == expected


@pytest.mark.parametrize(
    "script",
    [
        'setup(name="acme", packages=packages())',
        "setup(**options())",
        'def find_packages():\n    return []\nsetup(name="acme", packages=find_packages())',
        'setup(name="a")\nsetup(name="b")',
        'setup(name="acme", packages=["acme"], pbr=True)',
    ],
)
def test_what_code_computes_is_unknown(script: str) -> None:
    found = judge({"setup.py": SETUP + script + "\n", **dict.fromkeys(FLAT, "")})
    assert found.wheel.unknown
    assert not found.wheel.files


@pytest.mark.parametrize(
    "script",
    [
        'setup(name="acme", packages=["acme"], cmdclass={"build_py": Own})',
        'open("acme/version.py", "w").write("")\nsetup(name="acme", packages=["acme"])',
        'setup(name="acme", packages=["acme"], ext_modules=[Extension("a", ["a.c"])])',
        'setup(name="acme", packages=["acme"], setup_requires=["something-unknown"])',
    ],
)
def test_where_code_may_add_files_there_may_be_more(script: str) -> None:
    found = judge({"setup.py": SETUP + script + "\n", **dict.fromkeys(FLAT, "")})
    assert "acme/__init__.py" in found.wheel.files
    assert found.wheel.more


def test_manifest_counts_in_setup_py_only_where_it_is_asked_for() -> None:
    files = {
        **dict.fromkeys(FLAT, ""),
        "MANIFEST.in": "graft acme\nprune acme/data\ninclude acme/data/*.json\n",
    }
    plain = f'{SETUP}setup(name="acme", packages=find_packages())\n'
    assert "acme/data/x.json" not in wheel({"setup.py": plain, **files})
    asked = plain.replace("find_packages())", "find_packages(), include_package_data=True)")
    assert "acme/data/x.json" in wheel({"setup.py": asked, **files})


def test_commands_of_the_manifest_that_match_nothing_are_named() -> None:
    text = "include README.md\n\n# none\ninclude CHANGES \\\n  NEWS.md\nrecursive-include acme *.json *.csv\n"
    found = judge({"pyproject.toml": SETUPTOOLS + PROJECT, "MANIFEST.in": text, **dict.fromkeys(FLAT, "")})
    assert found.unmatched == ((4, "CHANGES"), (4, "NEWS.md"), (6, "*.csv"))


def test_git_ignores_hold_for_hatchling_even_where_git_tracks() -> None:
    found = judge({"pyproject.toml": HATCH + PROJECT, ".gitignore": "data/\n", **dict.fromkeys(FLAT, "")})
    assert "acme/data/x.json" not in found.wheel.files
    assert found.wheel.reason("acme/data/x.json") == ".gitignore names it"
    artifacts = '[tool.hatch.build]\nartifacts = ["*.json"]\n'
    assert "acme/data/x.json" in wheel(
        {"pyproject.toml": HATCH + PROJECT + artifacts, ".gitignore": "data/\n", **dict.fromkeys(FLAT, "")}
    )


@pytest.mark.parametrize(
    ("build", "files", "kind"),
    [
        (HATCH, ["other/__init__.py"], "missing"),
        (UV, ["acme/__init__.py"], "missing"),
        (FLIT, ["other.py"], "missing"),
        (POETRY, ["other/__init__.py"], "missing"),
        (FLIT, ["acme.py", "acme/__init__.py"], "ambiguous"),
        (SETUPTOOLS, ["acme/__init__.py", "fonts/a.ttf"], "ambiguous"),
    ],
)
def test_where_a_backend_stops(build: str, files: list[str], kind: str) -> None:
    refusal = judge({"pyproject.toml": build + PROJECT, **dict.fromkeys(files, "")}).refusal
    assert refusal is not None
    assert refusal.kind == kind


@pytest.mark.parametrize("build", [BUILD.format("mesonpy", "mesonpy"), BUILD.format("x", "backend.own")])
def test_other_backends_are_unknown(build: str) -> None:
    assert judge({"pyproject.toml": build + PROJECT, "acme/__init__.py": ""}).wheel.unknown


def test_nothing_is_built_of_settings_alone() -> None:
    tree = MemoryTree({"pyproject.toml": b"[tool.ruff]\n", "acme/__init__.py": b""})
    assert contents(tree, pyproject(tree), setup_files(tree)) is None


@pytest.mark.parametrize(
    ("source", "build", "built"),
    [
        ('{ virtual = "." }', "", False),
        ('{ editable = "." }', "", True),
        ('{ virtual = "." }', SETUPTOOLS, True),
    ],
)
def test_what_uv_never_builds_is_no_distribution(source: str, build: str, built: bool) -> None:
    files = {
        "pyproject.toml": build + PROJECT,
        "acme/__init__.py": "",
        "uv.lock": f'version = 1\n\n[[package]]\nname = "acme"\nsource = {source}\n',
    }
    tree = MemoryTree({path: text.encode() for path, text in files.items()})
    assert (contents(tree, pyproject(tree), setup_files(tree)) is not None) is built
