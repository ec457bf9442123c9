"""Bad input gets a clear message that names the file and the place, and the documented exit code."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from roadworthy.commands.cli import main
from tests.cli.conftest import GOOD, Run


def test_no_such_path(run: Run, tmp_path: Path) -> None:
    done = run("check", "nowhere", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith("roadworthy: nowhere: no such file or directory; of a package on an index")


def test_an_empty_directory(run: Run, tmp_path: Path) -> None:
    done = run("check", cwd=tmp_path)
    assert done.returncode == 2
    assert "nothing to inspect" in done.stderr


def test_a_file_of_a_kind_that_is_not_inspected(run: Run, tmp_path: Path) -> None:
    (tmp_path / "photo.jpeg").write_bytes(b"")
    done = run("check", "photo.jpeg", cwd=tmp_path)
    assert done.returncode == 2
    assert "photo.jpeg: not a project, a wheel, an sdist" in done.stderr


def test_invalid_toml_is_a_finding_with_its_place_and_the_other_packs_still_run(
    run: Run, project: Path
) -> None:
    (project / "pyproject.toml").write_text('[project]\nname = "demo"\nversion = = 1\n')
    (project / "src" / "demo" / "model.py").write_text("def f():\n    breakpoint()\n")
    done = run("check", cwd=project)
    assert done.returncode == 3
    assert "pyproject.toml:3:11: error[unreadable-file] invalid TOML: invalid value" in done.stdout
    assert "src/demo/model.py:2:5: error[breakpoint-left]" in done.stdout
    assert done.stdout.splitlines()[-1].startswith(
        f"{project.name} unknown: the score is unknown; pyproject.toml could not be read"
    )


def test_an_unknown_key_of_the_settings(run: Run, project: Path) -> None:
    (project / "pyproject.toml").write_text(GOOD + "\n[tool.roadworthy]\nfail-undr = 90\n")
    done = run("check", cwd=project)
    assert done.returncode == 2
    assert done.stderr == (
        "roadworthy: pyproject.toml:14:1: unknown key `fail-undr`; did you mean `fail-under`?\n"
    )


def test_an_unknown_rule_in_the_settings(run: Run, project: Path) -> None:
    (project / "pyproject.toml").write_text(GOOD + '\n[tool.roadworthy.ignore]\nbreakpoint-leff = "x"\n')
    done = run("check", cwd=project)
    assert done.returncode == 2
    assert (
        "pyproject.toml:14:1: no rule is called `breakpoint-leff`; did you mean `breakpoint-left`?"
        in done.stderr
    )


def test_a_reason_is_not_optional(run: Run, project: Path) -> None:
    (project / "pyproject.toml").write_text(GOOD + '\n[tool.roadworthy.ignore]\nbreakpoint-left = ""\n')
    done = run("check", cwd=project)
    assert done.returncode == 2
    assert "must not be empty" in done.stderr


def test_every_fault_of_the_settings_is_reported_at_once(run: Run, project: Path) -> None:
    (project / "pyproject.toml").write_text(
        GOOD + '\n[tool.roadworthy]\nfail-under = 200\nprofile = "libary"\n'
    )
    done = run("check", cwd=project)
    assert done.returncode == 2
    assert "pyproject.toml:14:1: `fail-under` must be from 0 to 100, not 200" in done.stderr
    assert "pyproject.toml:15:1: `profile` must be one of library, application, ml-service" in done.stderr
    assert "did you mean `library`?" in done.stderr


def test_an_unknown_rule_on_the_command_line(run: Run, project: Path) -> None:
    done = run("check", "--select", "breakpoint-leff", cwd=project)
    assert done.returncode == 2
    assert "no rule or group is called `breakpoint-leff`; did you mean `breakpoint-left`?" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--output-format", "sarff"], "no report format is called `sarff`; did you mean `sarif`?"),
        (["--report", "sarif"], "--report takes FORMAT=FILE, not `sarif`"),
        (["--fail-under", "101"], "a number from 0 to 100"),
        (["--require", "artefacts"], "did you mean `artifacts`?"),
        (["--no-such-option"], "unrecognized arguments: --no-such-option"),
        (["-"], "name it with --stdin-filename"),
    ],
)
def test_a_mistake_on_the_command_line(run: Run, project: Path, arguments: list[str], message: str) -> None:
    done = run("check", *arguments, cwd=project)
    assert done.returncode == 2
    assert message in done.stderr


def test_a_report_that_cannot_be_written_leaves_nothing_behind(run: Run, project: Path) -> None:
    done = run("check", "--output-format", "json", "--output-file", "no/such/place.json", cwd=project)
    assert done.returncode == 2
    assert "no/such/place.json: the report cannot be written" in done.stderr


def test_a_wheel_that_is_not_a_zip(run: Run, tmp_path: Path) -> None:
    (tmp_path / "demo-1.0-py3-none-any.whl").write_bytes(b"this is no archive")
    done = run("check", "demo-1.0-py3-none-any.whl", cwd=tmp_path)
    assert done.returncode == 3
    assert "demo-1.0-py3-none-any.whl:1:1: error[unreadable-file]" in done.stdout


def test_a_notebook_that_is_not_json(run: Run, project: Path) -> None:
    (project / "analysis.ipynb").write_text('{"cells": [\n  oops\n]}')
    done = run("check", cwd=project)
    assert done.returncode == 1
    assert "analysis.ipynb:2:3: error[unreadable-file] not a notebook: invalid JSON" in done.stdout


def test_a_module_that_does_not_parse_hides_no_other(run: Run, project: Path) -> None:
    (project / "src" / "demo" / "bad.py").write_text("def f(:\n")
    (project / "src" / "demo" / "good.py").write_text("def f():\n    breakpoint()\n")
    done = run("check", cwd=project)
    assert done.returncode == 3
    assert "src/demo/bad.py:1:7: error[unreadable-file] syntax error: invalid syntax" in done.stdout
    assert "src/demo/good.py:2:5: error[breakpoint-left]" in done.stdout


@pytest.mark.skipif(os.geteuid() == 0 if hasattr(os, "geteuid") else True, reason="root reads everything")
def test_an_unreadable_file(run: Run, project: Path) -> None:
    secret = project / "src" / "demo" / "secret.py"
    secret.write_text("x = 1\n")
    secret.chmod(0)
    done = run("check", cwd=project)
    assert done.returncode == 3
    assert "src/demo/secret.py:1:1: error[unreadable-file] permission denied" in done.stdout


def test_a_file_in_the_wrong_encoding(run: Run, project: Path) -> None:
    (project / "src" / "demo" / "latin.py").write_bytes(b'name = "caf\xe9"\n')
    done = run("check", cwd=project)
    assert done.returncode == 3
    assert "src/demo/latin.py:1:1: error[unreadable-file] not valid utf-8: byte 0xe9" in done.stdout


def test_a_link_out_of_the_project_is_not_followed(run: Run, project: Path) -> None:
    outside = project.parent / "outside.py"
    outside.write_text("def f():\n    breakpoint()\n")
    (project / "src" / "demo" / "link.py").symlink_to(outside)
    done = run("check", "-v", cwd=project)
    assert "breakpoint-left" not in done.stdout
    assert "skipped: src/demo/link.py: a symbolic link out of the project" in done.stdout


def test_machine_formats_print_nothing_else(run: Run, project: Path) -> None:
    for name in ("json", "sarif"):
        done = run("check", "--output-format", name, cwd=project)
        json.loads(done.stdout)
        assert done.stderr == ""


def test_the_exit_code_is_the_same_in_every_format(run: Run, project: Path) -> None:
    (project / "src" / "demo" / "model.py").write_text("def f():\n    breakpoint()\n")
    codes = {
        run("check", "--output-format", name, cwd=project).returncode for name in ("text", "json", "sarif")
    }
    assert codes == {1}
    assert run("check", "--exit-zero", cwd=project).returncode == 0


def test_a_file_that_the_system_refuses_to_open(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "src" / "demo" / "secret.py").write_text("x = 1\n")
    opened = os.open

    def refuse(path: str, *arguments: int, **options: int) -> int:
        if str(path).endswith("secret.py"):
            raise PermissionError(13, "Permission denied")
        return opened(path, *arguments, **options)

    monkeypatch.setattr("os.open", refuse)
    assert main(["check", str(project)]) == 3
    assert "src/demo/secret.py:1:1: error[unreadable-file] permission denied" in capsys.readouterr().out
