"""A run imports what it will use: counted in processes of their own, with an index that is kept."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from roadworthy.testing.builders import build_wheel

ROOT = Path(__file__).parents[2]
SCRIPT = """\
import json, sys
from roadworthy.commands.cli import main
code = main(sys.argv[1:])
sys.stdout.flush()
print(json.dumps([code, sorted(sys.modules)]), file=sys.stderr)
"""
#: What takes long to import, and is needed by few runs.
HEAVY = frozenset(
    "asyncio email importlib.metadata inspect logging multiprocessing packaging pluggy subprocess tomlkit"
    " yaml zipfile".split()
)

Modules = Callable[..., set[str]]


@pytest.fixture(scope="module")
def modules(tmp_path_factory: pytest.TempPathFactory) -> Modules:
    """Return the modules that a run imports, once there is an index; the run must end with 0 or 1."""
    cache = tmp_path_factory.mktemp("cache")
    environment = {name: value for name, value in os.environ.items() if name != "ROADWORTHY_NO_CACHE"}
    environment["XDG_CACHE_HOME"] = str(cache)

    def imported(directory: Path, *arguments: str) -> set[str]:
        done = subprocess.run(
            [sys.executable, "-P", "-c", SCRIPT, *arguments],
            cwd=directory,
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        code, names = json.loads(done.stderr.splitlines()[-1])
        assert code in (0, 1), done.stderr
        return set(names)

    first = imported(cache, "rule", "import-unused")
    assert len(of_rules(first)) > 400
    return imported


def of_rules(names: set[str]) -> set[str]:
    return {name for name in names if name.startswith("roadworthy_rules.")}


def packs_in(names: set[str]) -> set[str]:
    """Return the packs among the modules, without helpers that they share."""
    return {found for name in of_rules(names) if not (found := name.split(".")[1]).startswith("_")}


def of_facts(names: set[str]) -> set[str]:
    return {name for name in names if name.startswith("roadworthy.facts.")}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "demo"\nversion = "1"\nlicense = "MIT"\n')
    (tmp_path / "demo.py").write_text("print('demo')\n")
    return tmp_path


def test_the_version_imports_next_to_nothing(modules: Modules, project: Path) -> None:
    found = modules(project, "--version")
    assert not found & HEAVY
    assert len({name for name in found if name.startswith("roadworthy")}) < 20


def test_the_page_of_a_rule_imports_one_rule(modules: Modules, project: Path) -> None:
    found = modules(project, "rule", "license-classifier-redundant")
    names = {name for name in of_rules(found) if not name.rpartition(".")[2].startswith("_")}
    assert names == {
        "roadworthy_rules.metadata",
        "roadworthy_rules.metadata.license",
        "roadworthy_rules.metadata.license.license_classifier_redundant",
    }


def test_a_warm_run_imports_no_rule(modules: Modules, project: Path) -> None:
    # A project of a few files starts no process.
    assert "multiprocessing" not in modules(project, "check")
    found = modules(project, "check")
    assert not found & HEAVY
    assert of_rules(found) == of_facts(found) == set()


def test_a_file_alone_imports_rules_on_such_files(modules: Modules, project: Path) -> None:
    found = modules(project, "check", "--alone", "pyproject.toml")
    assert packs_in(found) == {"dependencies", "metadata"}
    assert not {name for name in of_facts(found) if ".tests.closure" in name or ".ci.walk" in name}
    assert "tomlkit" not in found
    assert len(of_rules(found)) < 120


def test_a_file_alone_leaves_the_other_files_of_its_project_unread(modules: Modules, project: Path) -> None:
    (project / ".github/workflows").mkdir(parents=True)
    (project / ".github/workflows/test.yml").write_text("on: push\njobs: {}\n")
    assert "yaml" not in modules(project, "check", "--alone", "pyproject.toml")
    assert "yaml" in modules(project, "check", "--alone", ".github/workflows/test.yml")


def test_a_module_alone_imports_rules_on_modules(modules: Modules, project: Path) -> None:
    assert packs_in(modules(project, "check", "--alone", "demo.py")) == {"code", "tests"}


def test_a_wheel_imports_rules_on_wheels(modules: Modules, tmp_path: Path) -> None:
    name, data = build_wheel()
    (tmp_path / name).write_bytes(data)
    found = modules(tmp_path, "check", name)
    assert packs_in(found) == {"artifacts"}
    assert not {name for name in of_facts(found) if name.split(".")[2] in ("ci", "notebooks", "shell")}
    assert "multiprocessing" not in found


def test_selected_rules_import_nothing_of_others(modules: Modules, project: Path) -> None:
    found = of_rules(modules(project, "check", "--select", "license-classifier-redundant"))
    assert {name for name in found if not name.rpartition(".")[2].startswith("_")} == {
        "roadworthy_rules.metadata",
        "roadworthy_rules.metadata.license",
        "roadworthy_rules.metadata.license.license_classifier_redundant",
    }
