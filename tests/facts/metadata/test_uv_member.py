"""Which projects are members of a uv workspace: the nearest pyproject.toml above decides, as for uv."""

from __future__ import annotations

from pathlib import Path

import pytest

from roadworthy.facts.metadata.uv_member import UvMember, uv_member
from roadworthy.tree.kept import Kept
from roadworthy.tree.tree import DirectoryTree

WORKSPACE = (
    '[tool.uv.workspace]\nmembers = ["core", "plugins/*", "./apps/web/"]\nexclude = ["plugins/old*"]\n'
)


def member_at(path: str, root: Path, text: str = WORKSPACE) -> UvMember | None:
    (root / path).mkdir(parents=True)
    (root / ".git").mkdir()
    (root / "pyproject.toml").write_text(text)
    return uv_member(DirectoryTree(str(root / path)))


@pytest.mark.parametrize(
    ("path", "workspace"),
    [
        ("core", ".."),
        ("plugins/new", "../.."),
        ("apps/web", "../.."),
        ("plugins/old", None),
        ("plugins/new/inner", None),
        ("tools", None),
    ],
)
def test_the_patterns_of_the_workspace_decide(path: str, workspace: str | None, tmp_path: Path) -> None:
    assert member_at(path, tmp_path) == (UvMember(workspace) if workspace else None)


def test_a_project_between_ends_the_search(tmp_path: Path) -> None:
    (tmp_path / "apps").mkdir()
    (tmp_path / "apps/pyproject.toml").write_text('[project]\nname = "apps"\n')
    assert member_at("apps/web", tmp_path) is None


def test_what_lies_above_the_checkout_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "core/.git").mkdir(parents=True)
    (tmp_path / "pyproject.toml").write_text(WORKSPACE)
    assert uv_member(DirectoryTree(str(tmp_path / "core"))) is None


def test_nothing_above_is_read_outside_of_a_checkout(tmp_path: Path) -> None:
    (tmp_path / "core").mkdir()
    (tmp_path / "pyproject.toml").write_text(WORKSPACE)
    assert uv_member(DirectoryTree(str(tmp_path / "core"))) is None


def test_a_workspace_in_a_directory_that_the_run_was_given_is_read(tmp_path: Path) -> None:
    (tmp_path / "core").mkdir()
    (tmp_path / "pyproject.toml").write_text(WORKSPACE)
    kept = Kept(named=[str(tmp_path)])
    assert uv_member(DirectoryTree(str(tmp_path / "core"), kept=kept)) == UvMember("..")


@pytest.mark.parametrize("text", ["[tool.uv.workspace\n", '[tool.uv.workspace]\nmembers = "core"\n', ""])
def test_a_faulty_file_above_decides_nothing(text: str, tmp_path: Path) -> None:
    assert member_at("core", tmp_path, text) is None
