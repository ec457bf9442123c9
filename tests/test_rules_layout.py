"""How the folders of our packs are laid out."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from roadworthy.testing import installed_rules

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "rules" / "roadworthy_rules"
FOLDERS = sorted({path.parent for path in PACKAGE.rglob("*.py")})


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: str(folder.relative_to(PACKAGE.parent)))
def test_a_folder_is_a_package_that_can_be_taken_in(folder: Path) -> None:
    files = [path.name for path in folder.glob("*.py")]
    assert "__init__.py" in files  # without it the folder would be data, and its rules never run
    assert len(files) <= 40


def test_each_module_is_a_rule_that_runs() -> None:
    modules = {path.stem.replace("_", "-") for path in PACKAGE.rglob("[!_]*.py")}
    assert modules == {rule.name for rule in installed_rules("roadworthy")}


def test_the_contract_that_packs_are_independent_is_for_all() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    (contract,) = [contract for contract in contracts if contract["type"] == "independence"]
    assert contract["modules"] == sorted(settings["project"]["entry-points"]["roadworthy"].values())
