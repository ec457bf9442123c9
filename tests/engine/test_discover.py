"""Which directories are projects."""

from __future__ import annotations

from pathlib import Path

from roadworthy.projects.discover import discover


def test_what_a_template_makes_is_not_a_project_yet(tmp_path: Path) -> None:
    made = tmp_path / "{{cookiecutter.name}}"
    made.mkdir()
    (made / "pyproject.toml").write_text("[project]\nname = {{cookiecutter.name}}\n")
    (tmp_path / "README.md").write_text("A template\n")
    (tmp_path / ".git").mkdir()
    assert [Path(project.root) for project in discover([str(tmp_path)])] == [tmp_path]
