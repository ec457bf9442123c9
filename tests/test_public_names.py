"""The names that `roadworthy` exports, at run time and for type checkers."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType

import pytest

import roadworthy
from tests import public_names

PACKAGES = list(public_names.packages())


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package.__name__)
def test_the_stub_is_made_from_the_table(package: ModuleType) -> None:
    assert public_names.stub(package).read_text(encoding="utf-8") == public_names.text(package)


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package.__name__)
def test_every_name_of_a_package_is_what_its_module_defines(package: ModuleType) -> None:
    modules = {module.name for module in iter_modules(package.__path__)}
    for module, names in public_names.homes(package).items():
        # Importing the module would put it in the place of the name.
        assert modules.isdisjoint(names)
        for name in names:
            assert getattr(package, name) is getattr(import_module(module), name)
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        _ = package.nothing


def test_facts_are_imported_by_a_package_when_they_are_asked_for() -> None:
    script = (
        "import sys; from roadworthy.facts.tests import NamedCoverage;"
        "print('roadworthy.facts.tests.closure' in sys.modules, 'roadworthy.facts.ci.walk' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "False False\n"


def test_every_public_name_can_be_imported_and_is_listed() -> None:
    names = [name for names in roadworthy.HOMES.values() for name in names]
    assert vars(roadworthy)["__all__"] == sorted(names)
    for name in names:
        assert getattr(roadworthy, name) is not None
    assert set(names) <= set(dir(roadworthy))


def test_a_name_that_does_not_exist_is_an_error_for_type_checkers_too(tmp_path: Path) -> None:
    (tmp_path / "pack.py").write_text("from roadworthy import Finding, Nonexistent\n")
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "pack.py"], cwd=tmp_path, capture_output=True, text=True
    )
    if "No module named mypy" in done.stderr:
        pytest.skip("mypy is not installed")
    assert 'has no attribute "Nonexistent"' in done.stdout
    assert "Finding" not in done.stdout.replace("Finding, Nonexistent", "")
