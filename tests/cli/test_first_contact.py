"""What a user types who has not read the documentation, and what a script imports."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import tomli

import roadworthy
from tests.cli.conftest import GOOD, Run

DEBUGGED = "def f():\n    breakpoint()\n"


def test_rules_are_listed_by_group_and_filtered(run: Run, tmp_path: Path) -> None:
    every = run("rules", cwd=tmp_path).stdout.splitlines()
    assert "metadata:" in every
    assert sum(line.startswith("  ") for line in every) > 200
    chosen = run("rules", "notebooks", "error", cwd=tmp_path).stdout.splitlines()
    assert chosen
    assert all(" error " in line for line in chosen)
    assert run("rules", "breakpoint", cwd=tmp_path).stdout.startswith("breakpoint-left ")
    data = json.loads(run("rules", "code", "--output-format", "json", cwd=tmp_path).stdout)
    assert {rule["group"] for rule in data} == {"code"}


def test_no_rule_that_fits_is_a_mistake(run: Run, tmp_path: Path) -> None:
    done = run("rules", "notebook", "no-such-thing", cwd=tmp_path)
    assert done.returncode == 2
    assert "no rule matches `notebook no-such-thing`" in done.stderr


@pytest.mark.parametrize(
    ("path", "hint"),
    [
        ("https://forge.example/owner/churn.git", "`git clone` it, then `roadworthy check churn`"),
        ("git@forge.example:owner/churn.git", "`git clone` it, then `roadworthy check churn`"),
        ("requests", "`pip download --no-deps requests`"),
        ("requests==2.32", "`pip download --no-deps requests==2.32`"),
    ],
)
def test_what_is_no_path_is_told_how_to_become_one(path: str, hint: str, run: Run, tmp_path: Path) -> None:
    done = run("check", path, cwd=tmp_path)
    assert done.returncode == 2
    assert hint in done.stderr


def test_a_path_that_is_mistyped_is_only_that(run: Run, tmp_path: Path) -> None:
    done = run("check", "src/absent.py", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr == "roadworthy: src/absent.py: no such file or directory\n"


@pytest.mark.parametrize(
    ("path", "text"),
    [("requirements.txt", "numpy\n"), ("requirements-dev.in", "numpy\n"), ("setup.cfg", "[metadata]\n")],
)
def test_files_that_a_project_is_judged_by_are_paths(path: str, text: str, run: Run, project: Path) -> None:
    (project / path).write_text(text)
    done = run("check", path, cwd=project)
    assert done.returncode in (0, 1), done.stderr
    assert done.stdout.splitlines()[-1].startswith("demo ")


@pytest.mark.parametrize(
    ("file", "text", "route"),
    [
        ("pyproject.toml", GOOD, ("tool", "roadworthy")),
        ("roadworthy.toml", "fail-under = 0  # kept\n", ()),
    ],
)
def test_an_ignore_is_written_with_its_reason(
    file: str, text: str, route: tuple[str, ...], run: Run, project: Path
) -> None:
    (project / "src" / "demo" / "one.py").write_text(DEBUGGED)
    (project / file).write_text(text)
    options = ("--select", "code", "--add-ignore", "breakpoint-left", "--reason", "a course")
    done = run("check", *options, cwd=project)
    assert done.returncode == 0, done.stderr + done.stdout
    written = (project / file).read_text()
    assert written.startswith(text.rstrip("\n"))
    table = tomli.loads(written)
    for key in route:
        table = table[key]
    assert table["ignore"] == {"breakpoint-left": "a course"}


@pytest.mark.parametrize("options", [["breakpoint-left"], ["breakpoint-lost", "--reason", "x"]])
def test_an_ignore_needs_a_rule_and_a_reason(options: list[str], run: Run, project: Path) -> None:
    before = (project / "pyproject.toml").read_text()
    assert run("check", "--add-ignore", *options, cwd=project).returncode == 2
    assert (project / "pyproject.toml").read_text() == before


IGNORES = '\n[tool.roadworthy.ignore]\n"breakpoint-left" = "a course"\n'


def test_an_ignore_in_the_settings_that_matches_nothing_is_told(run: Run, project: Path) -> None:
    (project / "pyproject.toml").write_text(GOOD + IGNORES)
    (project / "src" / "demo" / "one.py").write_text("def f():\n    return 1\n")
    done = run("check", cwd=project)
    assert "warning[ignore-unused] nothing violates `breakpoint-left`" in done.stdout
    (project / "src" / "demo" / "one.py").write_text(DEBUGGED)
    assert "ignore-unused" not in run("check", cwd=project).stdout
    assert "ignore-unused" not in run("check", "--select", "metadata", cwd=project).stdout


def test_of_several_patterns_the_one_that_matches_nothing_is_told(run: Run, project: Path) -> None:
    patterns = "".join(f'"{p}" = {{ "breakpoint-left" = "x" }}\n' for p in ("src/**", "docs/**"))
    (project / "pyproject.toml").write_text(f"{GOOD}\n[tool.roadworthy.per-file-ignores]\n{patterns}")
    (project / "src" / "demo" / "one.py").write_text(DEBUGGED)
    done = run("check", cwd=project)
    assert "nothing in files that match `docs/**` violates `breakpoint-left`" in done.stdout
    assert "`src/**`" not in done.stdout


def test_check_is_a_function_with_typed_results(project: Path) -> None:
    (project / "src" / "demo" / "one.py").write_text(DEBUGGED)
    report = roadworthy.check(str(project), fail_under=0)
    (found,) = report.projects
    assert report.exit_code == 1
    assert found.verdict is roadworthy.Verdict.FAILED
    assert "breakpoint-left" in {finding.rule for finding in found.findings}
    assert found.score is not None
    with pytest.raises(roadworthy.ConfigError):
        roadworthy.check(str(project / "absent"))


def test_importing_the_function_loads_nothing_heavy() -> None:
    heavy = "['yaml', 'tomlkit', 'roadworthy_rules']"
    code = f"import sys, roadworthy; roadworthy.check; print([n for n in {heavy} if n in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_json_tells_programs_what_a_fix_does_why_and_where_to_read_more(run: Run, project: Path) -> None:
    classifiers = 'license = "MIT"\nclassifiers = ["License :: OSI Approved :: MIT License"]'
    (project / "pyproject.toml").write_text(GOOD.replace('license = "MIT"', classifiers))
    data = json.loads(run("check", "--output-format", "json", cwd=project).stdout)
    found = {finding["rule"]: finding for finding in data["projects"][0]["findings"]}
    for finding in found.values():
        assert finding["url"].endswith(f"/rules/{finding['rule']}/")
        assert finding["why"]
    edits = [edit for finding in found.values() if finding["fix"] for edit in finding["fix"]["edits"]]
    assert edits
    assert {edit["path"] for edit in edits} <= {"pyproject.toml", ".gitignore"}
