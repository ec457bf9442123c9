"""What `roadworthy check` inspects, and what it says."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from roadworthy.testing.builders import build_wheel
from tests.cli.conftest import GOOD, Run

DEBUGGED = "def f():\n    breakpoint()\n"
EXAMPLES = Path(__file__).parents[2] / "examples"


def test_the_experiment_fails_with_a_to_do_list_in_order_of_worth(run: Run) -> None:
    done = run("check", "-v", "--output-format", "text", "examples/experiment", cwd=EXAMPLES.parent)
    assert done.returncode == 1
    assert "The cheapest path to 80:" in done.stdout
    assert done.stdout.splitlines()[-1].startswith("experiment failed: score ")


def test_the_same_model_in_production_passes(run: Run) -> None:
    done = run("check", "examples/production", "--fail-under", "95", cwd=EXAMPLES.parent)
    assert done.returncode == 0, done.stdout
    assert done.stdout.splitlines()[-1].startswith("churn passed: score ")


def test_check_is_the_default_command(run: Run, project: Path) -> None:
    assert run(cwd=project).stdout == run("check", cwd=project).stdout
    assert run("-q", ".", cwd=project).stdout == run("check", "-q", ".", cwd=project).stdout


def test_paths_are_relative_to_where_it_runs(run: Run, project: Path) -> None:
    (project / "src" / "demo" / "model.py").write_text(DEBUGGED)
    done = run("check", project.name, cwd=project.parent)
    assert f"{project.name}/src/demo/model.py:2:5: error[breakpoint-left]" in done.stdout


def test_a_directory_of_several_projects_reports_each(run: Run, tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / "packages" / name).mkdir(parents=True)
        (tmp_path / "packages" / name / "pyproject.toml").write_text(GOOD.replace("demo", name))
    (tmp_path / ".git").mkdir()
    done = run("check", "--output-format", "json", cwd=tmp_path)
    assert [project["name"] for project in json.loads(done.stdout)["projects"]] == ["one", "two"]


def test_the_members_of_a_workspace_are_reported_by_themselves(run: Run, project: Path) -> None:
    (project / "pyproject.toml").write_text(GOOD + '\n[tool.uv.workspace]\nmembers = ["packages/*"]\n')
    for name in ("member", "stranger"):
        directory = project / ("packages" if name == "member" else "other") / name
        directory.mkdir(parents=True)
        (directory / "pyproject.toml").write_text(GOOD.replace("demo", name))
        (directory / "debugged.py").write_text(DEBUGGED)
    report = json.loads(run("check", "--output-format", "json", cwd=project).stdout)
    assert [project["name"] for project in report["projects"]] == ["demo", "member"]
    skipped = {item["path"]: item["reason"] for item in report["files"]["skipped"]}
    assert skipped["other/stranger"] == "a project of its own: name it to inspect it"


def test_a_file_narrows_the_run_and_there_is_no_score(run: Run, project: Path) -> None:
    for name in ("one", "two"):
        (project / "src" / "demo" / f"{name}.py").write_text(DEBUGGED)
    done = run("check", "src/demo/one.py", cwd=project)
    assert "one.py:2:5" in done.stdout
    assert "two.py" not in done.stdout
    assert done.stdout.splitlines()[-1] == "demo failed: a partial run has no score; 1 error"


def test_a_folder_of_a_project_narrows_the_run_to_it(run: Run, project: Path) -> None:
    (project / "src" / "demo" / "one.py").write_text(DEBUGGED)
    done = run("check", "demo", cwd=project / "src")
    assert "src/demo/one.py:2:5" in done.stdout.replace("../", "")
    assert "a partial run has no score" in done.stdout


def test_standard_input_stands_for_a_file(project: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "roadworthy", "check", "-q", "-", "--stdin-filename", "src/demo/unsaved.py"],
        cwd=project,
        input=DEBUGGED,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "src/demo/unsaved.py:2:5: error[breakpoint-left]" in done.stdout, done.stderr


def test_artifacts_need_no_project_beside_them_and_have_no_score(run: Run, tmp_path: Path) -> None:
    name, data = build_wheel()
    (tmp_path / name).write_bytes(data)
    done = run("check", name, cwd=tmp_path)
    assert done.returncode == 0, done.stdout
    assert done.stdout.splitlines()[-1] == f"{name} passed"


def test_what_gitignore_and_exclude_leave_out_is_not_inspected(run: Run, project: Path) -> None:
    for folder in ("ignored", "vendor"):
        (project / folder).mkdir()
        (project / folder / "debugged.py").write_text(DEBUGGED)
    (project / ".gitignore").write_text("/ignored/\n")
    (project / "pyproject.toml").write_text(GOOD + '\n[tool.roadworthy]\nexclude = ["vendor/**"]\n')
    assert "breakpoint-left" not in run("check", cwd=project).stdout


def test_selecting_rules_makes_a_partial_run(run: Run, project: Path) -> None:
    (project / "src" / "demo" / "one.py").write_text(DEBUGGED)
    selected = run("check", "--select", "code", cwd=project)
    assert "breakpoint-left" in selected.stdout
    assert "a partial run has no score" in selected.stdout
    assert "breakpoint-left" not in run("check", "--ignore", "breakpoint-*", cwd=project).stdout


def test_accepted_findings_do_not_count_and_are_always_mentioned(run: Run, project: Path) -> None:
    (project / "src" / "demo" / "one.py").write_text(DEBUGGED)
    (project / "roadworthy.toml").write_text('[ignore]\nbreakpoint-left = "a course on debugging"\n')
    done = run("check", "-v", cwd=project)
    assert " with 1 accepted)" in done.stdout
    assert (
        "accepted: src/demo/one.py: [breakpoint-left] a course on debugging (roadworthy.toml:2)"
        in done.stdout
    )


def test_the_gate_can_be_stricter_or_milder(run: Run, project: Path) -> None:
    (project / "src" / "demo" / "one.py").write_text(DEBUGGED)
    assert run("check", "--fail-under", "0", cwd=project).returncode == 1
    assert run("check", "--fail-under", "0", "--fail-on", "never", cwd=project).returncode == 0
    assert run("check", "--fail-under", "100", "--fail-on", "never", cwd=project).returncode == 1


def test_equal_input_gives_equal_bytes(run: Run, project: Path) -> None:
    (project / "src" / "demo" / "one.py").write_text(DEBUGGED)
    for name in ("text", "json", "sarif"):
        first = run("check", "--output-format", name, cwd=project, PYTHONHASHSEED="1", LC_ALL="C")
        second = run("check", "--output-format", name, cwd=project, PYTHONHASHSEED="2", LC_ALL="C.UTF-8")
        assert first.stdout == second.stdout


def test_one_run_writes_several_reports_and_still_prints(run: Run, project: Path) -> None:
    done = run("check", "--report", "json=a.json", "--report", "sarif=a.sarif", cwd=project)
    assert "demo failed: score" in done.stdout
    assert json.loads((project / "a.json").read_text())["schema"] == "roadworthy-report/1"
    assert json.loads((project / "a.sarif").read_text())["version"] == "2.1.0"


def test_the_json_is_what_its_schema_says(run: Run) -> None:
    schema = json.loads(run("schema", "report", cwd=EXAMPLES).stdout)
    for name in ("experiment", "production"):
        report = json.loads(run("check", name, "--output-format", "json", cwd=EXAMPLES).stdout)
        jsonschema.validate(report, schema)


def test_nothing_heavy_is_imported_for_the_version(project: Path) -> None:
    code = "import sys; from roadworthy.commands.cli import main; main(['--version']); print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=project, capture_output=True, text=True, check=True
    )
    loaded = set(done.stdout.splitlines()[-1].split())
    heavy = {"dataclasses", "email", "importlib.metadata", "inspect", "json", "logging", "multiprocessing"}
    heavy |= {
        "argparse",
        "packaging",
        "pathlib",
        "pluggy",
        "subprocess",
        "tomli",
        "typing",
        "yaml",
        "zipfile",
    }
    assert not loaded & heavy


def test_nothing_is_imported_for_a_wheel_that_only_code_and_settings_need(project: Path) -> None:
    name, data = build_wheel()
    (project / name).write_bytes(data)
    arguments = ["check", "--no-cache", "--exit-zero", "--output-format", "json", name]
    code = (
        "import sys; from roadworthy.commands.cli import main;"
        f" main({arguments}); print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=project, capture_output=True, text=True, check=True
    )
    assert '"kind": "artifact"' in done.stdout
    tops = {name.partition(".")[0] for name in done.stderr.splitlines()[-1].split()}
    assert "packaging" in tops
    assert not tops & {"pathspec", "pyflakes", "tomli", "tomlkit", "validate_pyproject", "yaml"}
    assert not tops & {"asyncio", "concurrent", "multiprocessing", "sqlite3"}


@pytest.mark.parametrize(
    "name", ["a\n::error file=x::forged\n.py", "b\x1b[31mred.py", "c##[error]d.py", "e\u202ef.py"]
)
def test_a_hostile_file_name_is_shown_inert(run: Run, project: Path, name: str) -> None:
    (project / "src" / "demo" / name).write_text(DEBUGGED)
    done = run("check", cwd=project, GITHUB_ACTIONS="true")
    first, *rest = done.stdout.splitlines()
    assert first.startswith("::stop-commands::")
    # What follows are the annotations.
    end = rest.index(f"::{first.removeprefix('::stop-commands::')}::")
    lines, annotations = rest[:end], rest[end + 1 :]
    assert all(line.startswith(("::error ", "::warning ", "::notice ")) for line in annotations)
    assert not any(mark in line for line in annotations for mark in ("##[", "\x1b", "\u202e"))
    assert any("error[breakpoint-left]" in line for line in lines)
    for line in lines:
        assert not line.startswith("::")
        assert "##[" not in line
        assert "\x1b" not in line
        assert "\u202e" not in line
