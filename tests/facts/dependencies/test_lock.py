"""Lock files of every format, as far as they are known."""

from __future__ import annotations

import pytest
import tomli

from roadworthy.core.fault import Unmeasured, Unreadable
from roadworthy.facts.dependencies.lock import LockFile, lock_file, lock_paths
from roadworthy.facts.dependencies.lockhash import pdm_hashes, pipfile_hashes, poetry_hashes
from roadworthy.tree.tree import MemoryTree

UV = """
version = 1
requires-python = ">=3.11"
[[package]]
name = "Demo"
source = { editable = "." }
dependencies = [{ name = "pandas" }]
[package.optional-dependencies]
plot = [{ name = "Matplot_Lib" }]
[[package]]
name = "pandas"
version = "2.2.3"
"""
POETRY = """
[[package]]
name = "pandas"
version = "2.2.3"
[package.dependencies]
numpy = { version = ">=1" }
[metadata]
lock-version = "2.1"
python-versions = "^3.11"
"""
PDM = """
[metadata]
lock_version = "4.5.0"
[[package]]
name = "pandas"
version = "2.2.3"
dependencies = ["numpy>=1.26; python_version < '3.12'"]
"""
PIPENV = '{"_meta": {"pipfile-spec": 6}, "default": {"pandas": {"version": "==2.2.3"}}, "develop": {"x": {}}}'
PYLOCK = """
lock-version = "1.0"
requires-python = ">=3.11"
[[packages]]
name = "pandas"
version = "2.2.3"
dependencies = [{ name = "numpy" }]
"""


def read(path: str, text: str) -> LockFile:
    tree = MemoryTree({path: text.encode()})
    (file,) = lock_paths(tree, None)
    return lock_file(file, tree)


@pytest.mark.parametrize(
    ("path", "text", "packages"),
    [
        ("uv.lock", UV, {"demo": ("matplot-lib", "pandas"), "pandas": ()}),
        ("poetry.lock", POETRY, {"pandas": ("numpy",)}),
        ("pdm.lock", PDM, {"pandas": ("numpy",)}),
        ("Pipfile.lock", PIPENV, {"pandas": (), "x": ()}),
        ("pylock.toml", PYLOCK, {"pandas": ("numpy",)}),
        ("pylock.test.toml", PYLOCK, {"pandas": ("numpy",)}),
    ],
)
def test_packages_and_what_they_need(path: str, text: str, packages: dict[str, tuple[str, ...]]) -> None:
    assert {item.name: item.needs for item in read(path, text).packages} == packages


@pytest.mark.parametrize(
    ("path", "text"), [("uv.lock", UV), ("poetry.lock", POETRY), ("pylock.toml", PYLOCK)]
)
def test_the_range_of_python(path: str, text: str) -> None:
    found = read(path, text).requires_python
    assert found is not None
    assert "3.11" in found[1]


def test_the_root_of_a_lock_is_the_project() -> None:
    root = read("uv.lock", UV).root("demo")
    assert root is not None
    assert root.own


def test_a_version_that_is_not_known_is_not_guessed() -> None:
    with pytest.raises(Unmeasured, match=r"format version `2`, which is not known"):
        read("uv.lock", "version = 2\n")


def test_a_broken_lock_is_unreadable() -> None:
    with pytest.raises(Unreadable):
        read("Pipfile.lock", "{")


@pytest.mark.parametrize("text", ["version = 1\npackage = 3", "version = 1\n[[package]]\nname = 3"])
def test_wrong_types_give_nothing(text: str) -> None:
    assert read("uv.lock", text).packages == ()


def test_a_closure_survives_a_cycle() -> None:
    text = UV + 'dependencies = [{ name = "demo" }, { name = "absent" }]\n'
    assert read("uv.lock", text).closure(frozenset({"pandas"})) == {"pandas", "demo"}


def test_the_hash_of_poetry() -> None:
    # As Poetry's own tests have it, for a project in `[project]`.
    data = {"project": {"requires-python": ">=3.8,<4.0", "dependencies": ["docker>=4.3.1"]}}
    known = "8f975cfcda1d3c938f9e7013b2e24cb2e43e6a2a573f0c6867acad407b0fb0d9"
    assert known in poetry_hashes({**data, "tool": {"poetry": {}}})


def test_the_hash_of_pdm() -> None:
    # Of this file PDM 2.29.4 itself makes this hash, of all that goes into it at once.
    known = "8be8fb81bb43e061afda56979a8d075f3f99b5c8ad1876169748629a162dc48f"
    data = tomli.loads("""
        [project]
        name = "demo"
        version = "1.0"
        requires-python = ">=3.11"
        dependencies = ["pandas>=2.2", "pyyaml"]
        [project.optional-dependencies]
        plot = ["matplotlib"]
        [dependency-groups]
        Test_Suite = ["pytest", { include-group = "lint" }]
        lint = ["ruff"]
        [tool.pdm.dev-dependencies]
        doc = ["sphinx"]
        [tool.pdm.resolution]
        respect-source-order = true
        [tool.pdm.resolution.overrides]
        numpy = "2.1"
    """)
    assert known in pdm_hashes(data)
    data["project"]["dependencies"].append("numpy")
    assert known not in pdm_hashes(data)


def test_the_hash_of_pipenv_is_not_guessed_without_a_source() -> None:
    assert pipfile_hashes(MemoryTree({"Pipfile": b"[packages]\npandas = '*'\n"})) == frozenset()
