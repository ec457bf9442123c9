"""What lies in a project's directory and is no part of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from roadworthy.core.skipped import Skipped
from roadworthy.projects.left_out import ignored_in
from roadworthy.tree.kept import Kept
from tests.hostile.support import write_tree

PROJECT = "[project]\nname = 'other'\nversion = '1'\n"


def left_out(root: Path, *paths: str, exclude: tuple[str, ...] = ()) -> tuple[list[str], list[Skipped]]:
    """Return which of the paths are left out, asked in their order, and what is said of them."""
    said: list[Skipped] = []
    ignored = ignored_in(str(root), exclude, said, Kept())
    return [path for path in paths if ignored(path)], said


def test_what_a_gitignore_names_is_left_out_and_said_where_it_holds_code(tmp_path: Path) -> None:
    write_tree(tmp_path, {".gitignore": "old/\n*.tmp\n", "old/a.py": "", "data/a.csv": ""})
    found, said = left_out(tmp_path, "old/", "data/", "a.tmp", "a.py")
    assert found == ["old/", "a.tmp"]
    assert said == [Skipped("old/", "ignored by .gitignore", "ordinary")]


def test_a_gitignore_further_in_is_for_what_lies_below_it(tmp_path: Path) -> None:
    write_tree(tmp_path, {"in/.gitignore": "/a.py\nb.py\n", "in/a.py": "", "a.py": ""})
    found, _ = left_out(tmp_path, "in/", "in/a.py", "in/x/a.py", "in/x/b.py", "a.py", "b.py")
    assert found == ["in/a.py", "in/x/b.py"]


def test_what_the_settings_exclude_is_left_out(tmp_path: Path) -> None:
    write_tree(tmp_path, {"vendor/a.py": "", "plain/a.txt": ""})
    found, said = left_out(tmp_path, "vendor/", "plain/", "a.py", exclude=("vendor/", "plain/"))
    assert found == ["vendor/", "plain/"]
    assert said == [Skipped("vendor/", "left out by the setting `exclude`", "ordinary")]


@pytest.mark.parametrize("path", ["build/lib/", "build/lib.linux-x86_64-cpython-312/", "build/temp.linux/"])
def test_what_setuptools_left_of_a_build_is_left_out(tmp_path: Path, path: str) -> None:
    write_tree(tmp_path, {f"{path}a.py": ""})
    found, said = left_out(tmp_path, path, "build/docs/")
    assert found == [path]
    assert [item.reason for item in said] == ["what setuptools left of a build"]


def test_a_project_of_its_own_is_left_out_and_suspicious_where_it_is_a_package(tmp_path: Path) -> None:
    write_tree(
        tmp_path,
        {
            "one/pyproject.toml": PROJECT,
            "two/pyproject.toml": PROJECT,
            "two/__init__.py": "",
            "three/a.py": "",
        },
    )
    found, said = left_out(tmp_path, "one/", "two/", "three/")
    assert found == ["one/", "two/"]
    reason = "a project of its own: name it to inspect it"
    assert said == [Skipped("one", reason, "plain"), Skipped("two", reason, "suspicious")]
