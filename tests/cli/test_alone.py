"""Changed files judged by themselves, as a hook does that must be quick."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
import yaml

from roadworthy.commands.cli import main
from roadworthy.core.rule import Rule
from roadworthy.engine.schedule import judges_alone
from roadworthy.packs.load import Plugins
from roadworthy.testing.builders import build_wheel
from roadworthy.testing.pages import plugins
from tests.cli.conftest import GOOD
from tests.counting import counting

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(EXAMPLES / "experiment", tmp_path / "project")
    monkeypatch.chdir(tmp_path / "project")
    monkeypatch.setattr("roadworthy.commands.plugins.load_plugins", lambda kept=None: plugins())
    return tmp_path / "project"


def lines(capsys: pytest.CaptureFixture[str], *arguments: str) -> set[str]:
    """Return the lines of findings that a run prints."""
    main(["check", "--output-format", "concise", *arguments])
    return {line for line in capsys.readouterr().out.splitlines() if re.search(r": \w+\[[\w-]+\] ", line)}


def rules_that_judge_alone(known: Plugins) -> set[str]:
    return {rule.name for rule in known.rules.values() if judges_alone(rule, known.registry)}


def test_which_rules_judge_one_file_alone() -> None:
    alone = rules_that_judge_alone(plugins())
    assert {
        "secret-in-code",
        "notebook-outputs-stored",
        "record-hash-mismatch",
    } <= alone
    assert {"secret-in-image", "dependency-group-cycle", "requirements-line-invalid"} <= alone
    together = {"pyproject-missing", "import-unused", "public-function-untested", "dependency-missing"}
    assert not together & alone
    assert len(alone) > 150


@pytest.mark.parametrize("name", ["utils.py", "churn.ipynb", "requirements.txt", "pyproject.toml"])
def test_it_finds_what_a_whole_run_finds_by_these_rules(
    project: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    (project / "pyproject.toml").write_text('[project]\nname = "demo"\nversion = "one"\nlicense = 3\n')
    known = plugins()
    alone = rules_that_judge_alone(known) | {r.name for r in known.rules.values() if r.group == "engine"}
    whole = lines(capsys)
    ours = {line for line in whole if line.startswith(f"{name}:")}
    expected = {line for line in ours if re.findall(r"\[([\w-]+)\] ", line)[0] in alone}
    assert lines(capsys, "--alone", name) == expected
    assert name == "requirements.txt" or expected


def test_no_other_module_is_parsed(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with counting(project) as counts:
        lines(capsys, "--alone", "utils.py")
    texts = {path.read_text("utf-8"): path.name for path in project.rglob("*.py")}
    assert [texts[text] for parser, text in counts.parsed if text in texts] == ["utils.py"]


def test_others_are_read_for_their_secrets_where_there_is_anything_to_say(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "clean.py").write_text('"""Nothing."""\n')
    with counting(project) as counts:
        lines(capsys, "--alone", "clean.py")
    assert counts.opened["clean.py"] == 1
    assert counts.opened["utils.py"] == 0
    (project / "clean.py").write_text("def f(x):\n    breakpoint()\n    return x\n")
    with counting(project) as counts:
        assert lines(capsys, "--alone", "clean.py")
    assert counts.opened["utils.py"] == 1


def test_other_files_are_passed_over(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("roadworthy.commands.plugins.load_plugins", None)
    (project / "notes.txt").write_text("nothing")
    assert main(["check", "--alone", "README.md", "notes.txt"]) == 0
    assert capsys.readouterr().out == ""
    assert main(["check", "--alone"]) == 2
    assert main(["check", "--alone", "."]) == 2


def test_a_wheel_is_judged_alone(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    name, data = build_wheel(record={"demo/__init__.py": "sha256=" + "A" * 43 + ",0"})
    (project / name).write_bytes(data)
    assert any("[record-hash-mismatch]" in line for line in lines(capsys, "--alone", name))


def test_a_broken_file_is_told(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    package = project / "src" / "demo"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "model.py").write_text("def :\n")
    (project / "pyproject.toml").write_text(GOOD)
    assert main(["check", "--alone", "src/demo/model.py"]) == 3
    assert "[unreadable-file]" in capsys.readouterr().out


def test_a_broken_file_that_no_build_ships_and_no_test_is_fails_the_gate(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "utils.py").write_text("def :\n")
    assert main(["check", "--alone", "utils.py"]) == 1
    assert "[unreadable-file]" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("path", "hooks"),
    [
        ("src/demo/model.py", {"roadworthy", "roadworthy-files"}),
        ("a.ipynb", {"roadworthy", "roadworthy-files"}),
        ("pyproject.toml", {"roadworthy", "roadworthy-files"}),
        ("requirements-dev.txt", {"roadworthy", "roadworthy-files"}),
        ("docker/Dockerfile.prod", {"roadworthy", "roadworthy-files"}),
        (".github/workflows/ci.yml", {"roadworthy", "roadworthy-files"}),
        ("dist/demo-1.0-py3-none-any.whl", {"roadworthy", "roadworthy-files"}),
        ("README.md", {"roadworthy"}),
        ("LICENSE", {"roadworthy"}),
        (".gitignore", {"roadworthy"}),
        ("setup.cfg", {"roadworthy"}),
        ("data/rows.csv", set()),
        ("notes.txt", set()),
        ("image.png", set()),
    ],
)
def test_which_hooks_a_file_concerns(path: str, hooks: set[str]) -> None:
    offered = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    # pre-commit searches, with Python's regular expressions.
    assert {hook["id"] for hook in offered if re.search(hook["files"], path)} == hooks


def test_a_rule_that_is_at_fault_judges_nothing_alone() -> None:
    def odd(nobody: int) -> None: ...

    known = plugins()
    some = next(iter(known.rules.values()))
    assert not judges_alone(Rule("odd", odd, some.severity, "0.1"), known.registry)  # type: ignore[arg-type]
