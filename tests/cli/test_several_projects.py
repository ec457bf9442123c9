"""Several projects in one run: each has its own verdict, whatever stands beside or before it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from roadworthy.commands.run import Request, check
from roadworthy.core.fault import ConfigError
from roadworthy.core.result import Verdict
from roadworthy.report.json import render
from tests.cli.conftest import GOOD


@pytest.fixture
def pair(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("pa", "pb"):
        source = tmp_path / name / "src" / name
        source.mkdir(parents=True)
        (source / "__init__.py").write_text("")
        (tmp_path / name / "pyproject.toml").write_text(GOOD.replace("demo", name))
    return tmp_path


def report(*paths: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(render(check(Request(paths, fail_under=0))))
    return data


def test_a_pack_that_one_requires_leaves_the_other_alone(pair: Path) -> None:
    (pair / "pb" / "roadworthy.toml").write_text('require-packs = ["roadworthy-nobody"]\n')
    one, other = report("pa", "pb"), report("pb", "pa")
    assert one == other
    assert [project["verdict"] == "unknown" for project in one["projects"]] == [False, True]
    assert [fault["file"] for fault in one["pack_faults"]] == ["pb/roadworthy.toml"]
    assert one["complete"] is False
    # Alone, each is judged as it is beside the other.
    assert report("pa")["projects"] == one["projects"][:1]
    assert report("pb")["projects"] == one["projects"][1:]
    assert report("pa")["complete"] is True


def test_a_pack_that_both_require_is_missed_by_both(pair: Path) -> None:
    for name in ("pa", "pb"):
        (pair / name / "roadworthy.toml").write_text('require-packs = ["roadworthy-nobody"]\n')
    found = check(Request(("pa", "pb")))
    assert [project.verdict for project in found.projects] == [Verdict.UNKNOWN, Verdict.UNKNOWN]
    assert [fault.file for fault in found.pack_faults] == ["pa/roadworthy.toml", "pb/roadworthy.toml"]


def test_the_settings_of_all_are_checked_before_any_is_inspected(pair: Path) -> None:
    for name in ("pa", "pb"):
        (pair / name / "roadworthy.toml").write_text('[ignore]\n"no-such-rule-here" = "why"\n')
    with pytest.raises(ConfigError) as raised:
        check(Request(("pa", "pb")))
    assert len(raised.value.problems) == 2
