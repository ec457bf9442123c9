"""Settings that extend those of another file, or of an installed distribution."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from roadworthy import ConfigError
from roadworthy.projects.discover import discover
from roadworthy.settings.config import Config, load
from roadworthy.tree.tree import MemoryTree

OWN = '[tool.roadworthy]\nextend = "../gate.toml"\nfail-under = 90\n'


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a project in a checkout, below a file of settings that all its projects share."""
    root = tmp_path / "checkout" / "service"
    root.mkdir(parents=True)
    (root.parent / ".git").mkdir()
    (root / "m.py").write_text("x = 1\n")
    (root / "pyproject.toml").write_text(OWN)
    (root.parent / "gate.toml").write_text('fail-under = 70\nfail-on = "warning"\n')
    return root


def settings(project: Path) -> Config:
    (found,) = discover([str(project)])
    return found.config


def problem(project: Path) -> str:
    with pytest.raises(ConfigError) as raised:
        settings(project)
    (only,) = raised.value.problems
    return str(only)


def in_memory(**files: str) -> Config:
    return load(MemoryTree({f"{name}.toml": text.encode() for name, text in files.items()}))


def test_what_a_file_sets_itself_wins_and_the_rest_comes_from_the_extended_one(project: Path) -> None:
    config = settings(project)
    assert (config["fail-under"], config["fail-on"], config["target"]) == (90, "warning", "pypi")
    assert config.origins["fail-under"] == "pyproject.toml:3"
    assert config.origins["fail-on"] == "../gate.toml:2"


def test_tables_are_joined_key_by_key() -> None:
    config = in_memory(
        roadworthy='extend = "base.toml"\n[ignore]\na = "own"\n[per-file-ignores."x.py"]\na = "own"\n',
        base='exclude = ["old/"]\n[ignore]\na = "base"\nb = "base"\n[per-file-ignores."x.py"]\nb = "base"\n',
    )
    assert config["ignore"] == {"a": "own", "b": "base"}
    assert config["per-file-ignores"] == {"x.py": {"a": "own", "b": "base"}}
    assert config["exclude"] == ["old/"]


def test_an_array_replaces_that_of_the_extended_file() -> None:
    config = in_memory(roadworthy='extend = "base.toml"\nexclude = ["a/"]\n', base='exclude = ["b/"]\n')
    assert config["exclude"] == ["a/"]


def test_an_extended_file_may_extend_another() -> None:
    config = in_memory(roadworthy='extend = "b.toml"\n', b='extend = "c.toml"\n', c="fail-under = 1\n")
    assert config["fail-under"] == 1
    assert [source.file for source in config.sources] == ["roadworthy.toml", "b.toml", "c.toml"]


def test_a_circle_is_refused_at_the_file_that_closes_it() -> None:
    with pytest.raises(ConfigError, match=r"^c.toml:1:1: `b.toml` extends itself$"):
        in_memory(roadworthy='extend = "b.toml"\n', b='extend = "c.toml"\n', c='extend = "b.toml"\n')


def test_a_missing_file_is_told_at_the_key(project: Path) -> None:
    (project.parent / "gate.toml").unlink()
    assert problem(project) == "pyproject.toml:2:1: there is no file `../gate.toml`"


@pytest.mark.parametrize("path", ["../../outside.toml", "/etc/outside.toml"])
def test_a_file_outside_of_the_repository_is_not_read(project: Path, path: str) -> None:
    (project.parent.parent / "outside.toml").write_text("fail-under = 0\n")
    (project / "pyproject.toml").write_text(f'[tool.roadworthy]\nextend = "{path}"\n')
    assert "is outside the repository" in problem(project)


def test_a_link_that_leads_out_of_the_repository_is_not_followed(project: Path) -> None:
    (project.parent.parent / "outside.toml").write_text("fail-under = 0\n")
    (project.parent / "gate.toml").unlink()
    (project.parent / "gate.toml").symlink_to("../outside.toml")
    assert "is outside the repository" in problem(project)


def test_faults_of_an_extended_file_have_its_places(project: Path) -> None:
    (project.parent / "gate.toml").write_text("fail-under = 70\nfail-onn = 1\n")
    assert problem(project).startswith("../gate.toml:2:1: unknown key `fail-onn`; did you mean")


def test_an_installed_distribution_brings_settings(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = tmp_path / "site"
    (site / "acme_gate-1.0.dist-info").mkdir(parents=True)
    (site / "acme_gate-1.0.dist-info" / "METADATA").write_text("Name: acme-gate\nVersion: 1.0\n")
    (site / "acme_gate-1.0.dist-info" / "RECORD").write_text("acme_gate/roadworthy.toml,,\n")
    (site / "acme_gate").mkdir()
    (site / "acme_gate" / "__init__.py").write_text("raise SystemExit('it was imported')\n")
    (site / "acme_gate" / "roadworthy.toml").write_text("fail-under = 66\n")
    monkeypatch.syspath_prepend(str(site))
    (project / "pyproject.toml").write_text('[tool.roadworthy]\nextend = "acme-gate"\n')
    config = settings(project)
    assert (config["fail-under"], config.origins["fail-under"]) == (66, "acme-gate:roadworthy.toml:1")
    assert "acme_gate" not in sys.modules


def test_a_distribution_that_is_not_installed_is_told_at_the_key(project: Path) -> None:
    (project / "pyproject.toml").write_text('[tool.roadworthy]\nextend = "acme-gate-absent"\n')
    assert problem(project).startswith("pyproject.toml:2:1: no distribution `acme-gate-absent` is installed")


def test_a_distribution_without_settings_is_told_at_the_key(project: Path) -> None:
    (project / "pyproject.toml").write_text('[tool.roadworthy]\nextend = "pytest"\n')
    assert problem(project).endswith("the distribution `pytest` has no file `roadworthy.toml`")
