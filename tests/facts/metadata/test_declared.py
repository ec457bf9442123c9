"""What a project says of itself is found whichever file says it, with its place."""

from __future__ import annotations

from roadworthy.core.finding import Location, Span
from roadworthy.facts.metadata.declared import DeclaredMetadata, declared_metadata
from roadworthy.facts.metadata.pyproject import pyproject
from roadworthy.facts.metadata.setup_files import setup_files
from roadworthy.tree.tree import MemoryTree


def declared(**files: str) -> DeclaredMetadata:
    names = {"toml": "pyproject.toml", "cfg": "setup.cfg", "py": "setup.py"}
    tree = MemoryTree({names[key]: text.encode() for key, text in files.items()})
    found = declared_metadata(pyproject(tree), setup_files(tree))
    assert found is not None
    return found


def test_project_table() -> None:
    found = declared(toml="[project]\nname = 'a'\ndynamic = ['version']")
    assert found.get(str, "name") == (Location("pyproject.toml", ("project", "name")), "a")
    assert not found.lacks("version")
    assert found.lacks("license")


def test_poetry_has_its_own_names() -> None:
    found = declared(toml="[tool.poetry]\nname = 'a'\n[tool.poetry.dependencies]\npython = '^3.11'")
    place = Location("pyproject.toml", ("tool", "poetry", "dependencies", "python"))
    assert found.backend == "poetry"
    assert found.get(str, "requires-python") == (place, "^3.11")


def test_setup_cfg_gives_lines() -> None:
    found = declared(cfg="[metadata]\nname = a\nversion = attr: a.v\nclassifiers =\n  One\n  Two\n")
    assert found.get(str, "name") == (Location("setup.cfg", span=Span(2, 1, 2, 9)), "a")
    assert found.get(list, "classifiers") == (Location("setup.cfg", span=Span(4, 1, 4, 14)), ["One", "Two"])
    assert "version" in found.dynamic


def test_setup_py_is_read_through_one_constant_and_never_run() -> None:
    found = declared(py="V = '1'\nsetup(name='a', version=V, license=read())")
    assert found.get(str, "version") == (Location("setup.py", span=Span(1, 5, 1, 8)), "1")
    assert not found.lacks("license")
    assert found.lacks("classifiers")


def test_options_that_are_unpacked_may_state_anything() -> None:
    assert not declared(py="setup(name='a', **more)").lacks("license")


def test_project_table_outranks_setup_cfg() -> None:
    found = declared(toml="[project]\nname = 'a'", cfg="[metadata]\nname = b\nlicense = MIT")
    assert [value for _, value in found.each(str, "name")] == ["a"]
    assert found.lacks("license")


def test_unknown_backend_supplies_only_what_is_dynamic() -> None:
    found = declared(toml="[project]\nname = 'a'\n[build-system]\nbuild-backend = 'own'")
    assert (found.backend, found.lacks("license")) == ("unknown", True)


OWN = "[build-system]\nrequires = ['setuptools']\nbuild-backend = 'own.hooks'\n"


def test_a_backend_in_the_tree_is_told_by_setup_cfg_and_may_change_that() -> None:
    cfg = "[metadata]\nname = a\nversion = attr: a.v\nlicense = MIT\n"
    found = declared(toml=OWN + "backend-path = ['packaging']", cfg=cfg)
    assert [value for _, value in found.each(str, "license")] == ["MIT"]
    assert "version" in found.dynamic
    assert not found.complete
    assert not found.lacks("description")


def test_a_backend_of_others_that_is_not_known_reads_what_it_likes() -> None:
    tree = MemoryTree({"pyproject.toml": OWN.encode(), "setup.cfg": b"[metadata]\nname = a\n"})
    assert declared_metadata(pyproject(tree), setup_files(tree)) is None
