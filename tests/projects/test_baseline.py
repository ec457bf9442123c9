"""The baseline: what is in it does not fail, what is not does, and what is fixed is pruned."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from roadworthy.commands.cli import main
from roadworthy.core.fault import ConfigError
from roadworthy.projects.baseline import NAME, BaselineEntry, dumped, parsed
from tests.cli.conftest import GOOD

DEBUGGED = 'def f():\n    """F."""\n    breakpoint()\n'


@pytest.fixture
def legacy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a project with a fault, which is the working directory."""
    package = tmp_path / "src" / "demo"
    package.mkdir(parents=True)
    (tmp_path / "pyproject.toml").write_text(GOOD)
    (package / "__init__.py").write_text('"""A demonstration."""\n')
    (package / "old.py").write_text(DEBUGGED)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*options: str) -> int:
    return main(["check", "--no-cache", *options])


def entries(project: Path) -> dict[str, list[str]]:
    tree = json.loads((project / NAME).read_text())
    return {key: row for key, row in tree["findings"].items() if row}


def test_a_project_adopts_the_gate_in_one_step(legacy: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run() == 1
    assert run("--accept-new") == 0
    assert any(rule == "breakpoint-left" for rule, _, _ in entries(legacy).values())
    capfd.readouterr()
    assert run() == 0
    out = capfd.readouterr().out
    assert "breakpoint-left" not in out
    assert f"known in {NAME}" in out.splitlines()[-1]


def test_a_new_fault_fails_and_only_it_is_shown(legacy: Path, capfd: pytest.CaptureFixture[str]) -> None:
    run("--accept-new")
    (legacy / "src" / "demo" / "new.py").write_text(DEBUGGED)
    capfd.readouterr()
    assert run() == 1
    out = capfd.readouterr().out
    assert "src/demo/new.py:3:5: error[breakpoint-left]" in out
    assert "src/demo/old.py:3:5" not in out


def test_the_score_may_not_fall(legacy: Path) -> None:
    run("--accept-new")
    score = json.loads((legacy / NAME).read_text())["score"]
    assert 0 < score < 100
    (legacy / "src" / "demo" / "new.py").write_text("def g(a, b, c):\n    print(a)\n")
    assert run("--fail-on", "never") == 1


def test_update_prunes_and_never_adds(legacy: Path, capfd: pytest.CaptureFixture[str]) -> None:
    run("--accept-new")
    before = entries(legacy)
    (legacy / "src" / "demo" / "old.py").write_text('def f():\n    """F."""\n    return 1\n')
    (legacy / "src" / "demo" / "new.py").write_text(DEBUGGED)
    capfd.readouterr()
    run()
    assert re.search("known findings? (is|are) fixed", capfd.readouterr().out)
    run("--update-baseline")
    after = entries(legacy)
    assert after.keys() < before.keys()
    assert not any(rule == "breakpoint-left" for rule, _, _ in after.values())


def test_a_partial_run_keeps_what_it_did_not_look_at(legacy: Path) -> None:
    run("--accept-new")
    before = entries(legacy)
    (legacy / "src" / "demo" / "old.py").write_text('def f():\n    """F."""\n    return 1\n')
    run("--select", "metadata", "--update-baseline")
    assert entries(legacy) == before
    run("src/demo/__init__.py", "--update-baseline")
    assert entries(legacy) == before
    run("src/demo/old.py", "--update-baseline")
    assert before.keys() - entries(legacy).keys()


def test_a_baseline_that_is_named_must_be_there(legacy: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run("--baseline", "absent.json") == 2
    assert run("--update-baseline") == 2
    assert "`--accept-new` writes one" in capfd.readouterr().err
    (legacy / "roadworthy.toml").write_text('baseline = "known.json"\n')
    assert run() == 2
    assert run("--accept-new") == 0
    assert (legacy / "known.json").exists()
    assert run() == 0


def test_one_line_a_finding_and_every_line_ends_alike() -> None:
    rows = {f"f{n}": BaselineEntry("rule", f"{n}.py", "text") for n in range(3)}
    lines = dumped(rows, 61.4).splitlines()
    assert [line for line in lines if line.startswith(' "f')] == [
        f' "f{n}": ["rule", "{n}.py", "text"],' for n in range(3)
    ]
    assert parsed(dumped(rows, 61.4).encode(), "x") == parsed(dumped(rows, 61.4).encode(), "x")
    assert dict(parsed(dumped(rows, None).encode(), "x").entries) == rows


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"schema": "x", "score": 1, "findings": {}}', "[" * 100_000, "\xff"]
    + [f'{{"schema": "roadworthy-baseline/1", "score": {score}, "findings": {rows}}}' for score, rows in
       [('"a"', "{}"), ("101", "{}"), ("1", "[]"), ("1", '{"a": 1}'), ("1", '{"a": ["b"]}')]],
)  # fmt: skip
def test_what_is_no_baseline_is_a_mistake(text: str) -> None:
    with pytest.raises(ConfigError):
        parsed(text.encode("latin-1"), NAME)


@pytest.mark.parametrize(
    "setting", ["../known.json", "link/known.json", "{}/known.json", "a/../../known.json"]
)
@pytest.mark.parametrize("option", ["--accept-new", "--update-baseline", ""])
def test_the_setting_leads_nowhere_else(
    option: str, setting: str, legacy: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (legacy / "link").symlink_to(legacy.parent)
    elsewhere = legacy.parent / "known.json"
    setting = setting.format(legacy.parent)
    (legacy / "pyproject.toml").write_text(f'{GOOD}[tool.roadworthy]\nbaseline = "{setting}"\n')
    assert run(*filter(None, [option])) == 2
    assert f"pyproject.toml:13:1: `baseline` leads out of the project: `{setting}`" in capfd.readouterr().err
    assert not elsewhere.exists()
    # The user who runs the command may name any file.
    assert run("--baseline", str(elsewhere), "--accept-new") == 0
    assert elsewhere.exists()
    elsewhere.unlink()


def test_the_setting_may_name_a_directory_of_the_project(legacy: Path) -> None:
    (legacy / "ci").mkdir()
    (legacy / "pyproject.toml").write_text(f'{GOOD}[tool.roadworthy]\nbaseline = "ci/known.json"\n')
    assert run("--accept-new") == 0
    assert (legacy / "ci" / "known.json").exists()
