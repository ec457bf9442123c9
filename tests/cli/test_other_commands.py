"""`rule`, `config` and `schema`."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
import tomli

from roadworthy.commands import arguments
from tests.cli.conftest import GOOD, Run


def test_a_rule_s_page_says_what_why_and_shows_examples(run: Run, tmp_path: Path) -> None:
    done = run("rule", "breakpoint-left", cwd=tmp_path)
    assert done.returncode == 0
    assert done.stdout.startswith(
        "breakpoint-left\n===============\n\ngroup code; severity error; since 0.1\n"
    )
    assert "```python bad" in done.stdout


def test_all_rules_as_data(run: Run, tmp_path: Path) -> None:
    rules = json.loads(run("rule", "--all", "--output-format", "json", cwd=tmp_path).stdout)
    assert [rule["name"] for rule in rules] == sorted(rule["name"] for rule in rules)
    assert {"name", "group", "severity", "summary", "page", "take", "options"} <= rules[0].keys()


def test_an_unknown_rule_is_an_error_with_a_suggestion(run: Run, tmp_path: Path) -> None:
    done = run("rule", "breakpoint-lost", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr == (
        "roadworthy: no rule or group is called `breakpoint-lost`; did you mean `breakpoint-left`?\n"
    )


def test_nothing_is_suggested_that_is_not_similar(run: Run, tmp_path: Path) -> None:
    done = run("rule", "print-call", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr == "roadworthy: no rule or group is called `print-call`\n"


def test_the_name_of_a_group_lists_its_rules(run: Run, tmp_path: Path) -> None:
    done = run("rule", "container", cwd=tmp_path)
    assert done.returncode == 0
    names = [line.split()[0] for line in done.stdout.splitlines()]
    assert names == sorted(names)
    assert {"base-image-unpinned", "user-root"} <= {*names}
    told = {line.split()[0]: line.split(maxsplit=2)[1:] for line in done.stdout.splitlines()}
    assert told["base-image-unpinned"] == ["warning", "A base image has no tag, or the tag `latest`."]
    listed = json.loads(run("rule", "container", "--output-format", "json", cwd=tmp_path).stdout)
    assert [rule["name"] for rule in listed] == names
    assert (
        "- `user-root` (warning): "
        in run("rule", "container", "--output-format", "markdown", cwd=tmp_path).stdout
    )


def test_the_settings_say_where_each_came_from(run: Run, project: Path) -> None:
    (project / "pyproject.toml").write_text(GOOD + "\n[tool.roadworthy]\nfail-under = 90\n")
    done = run("config", cwd=project)
    assert "fail-under = 90  # pyproject.toml:14\n" in done.stdout
    assert 'fail-on = "error"  # default\n' in done.stdout
    assert tomli.loads(done.stdout)["fail-under"] == 90


def test_settings_above_hold_for_every_project_below_up_to_the_repository(run: Run, project: Path) -> None:
    (project / ".git").mkdir()
    (project / "roadworthy.toml").write_text("fail-under = 70\n")
    below = project / "packages" / "one"
    below.mkdir(parents=True)
    (below / "pyproject.toml").write_text(GOOD)
    assert "fail-under = 70  # ../../roadworthy.toml:1\n" in run("config", cwd=below).stdout
    (below / "roadworthy.toml").write_text("fail-under = 60\n")
    assert "fail-under = 60  # roadworthy.toml:1\n" in run("config", cwd=below).stdout


def test_the_schema_of_the_settings_accepts_the_documented_example(run: Run, tmp_path: Path) -> None:
    schema = json.loads(run("schema", "config", cwd=tmp_path).stdout)
    jsonschema.Draft7Validator.check_schema(schema)
    settings = tomli.loads(
        """
        edition = "2026"
        profile = "ml-service"
        target = "pypi"
        fail-under = 80
        fail-on = "error"
        require = ["artifacts"]
        require-packs = ["roadworthy-acme"]
        exclude = ["vendor/**"]
        ignore = { license-missing = "internal package" }
        per-file-ignores = { "examples/**" = { print-call = "examples print" } }
        severity = { notebook-outputs-stored = "error" }
        rules = { function-too-complex = { limit = 12 } }
        """
    )
    jsonschema.validate(settings, schema)


def test_the_schema_of_the_report_is_a_schema(run: Run, tmp_path: Path) -> None:
    schema = json.loads(run("schema", "report", cwd=tmp_path).stdout)
    jsonschema.validators.validator_for(schema).check_schema(schema)


def test_the_version_lists_the_packs(run: Run, tmp_path: Path) -> None:
    for option in ("--version", "-V"):
        first, second = run(option, cwd=tmp_path).stdout.splitlines()
        assert first.startswith("roadworthy ")
        assert second.startswith("packs of roadworthy ")
        assert "metadata" in second


def test_the_version_lists_the_dates_of_bundled_data_if_asked(run: Run, tmp_path: Path) -> None:
    for options in (("--version", "-v"), ("-V", "--verbose"), ("-v", "-V")):
        lines = run(*options, cwd=tmp_path).stdout.splitlines()
        data = [line for line in lines if line.startswith("data: ")]
        assert any("trove-classifiers 20" in line for line in data)
        assert any("SPDX 3." in line for line in data)
        assert any(line.startswith("data: Python releases: ") and "as of 20" in line for line in data)


def test_a_check_describes_no_other_command(monkeypatch: pytest.MonkeyPatch) -> None:
    described: list[object] = []
    monkeypatch.setattr(arguments, "_add_others", described.append)
    assert arguments.parse(["pyproject.toml"]).paths == ["pyproject.toml"]
    assert arguments.parse(["check", "--alone", "a.py"]).alone
    assert described == []
    with pytest.raises(SystemExit):
        arguments.parse(["--help"])
    assert len(described) == 1


@pytest.mark.parametrize("words", [["--unknown"], ["--jobs", "x"], ["--fail-on", "x"], ["check", "--help"]])
def test_a_mistake_in_a_check_is_told_in_the_same_words(
    words: list[str], monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    told = []
    for others in (False, True):
        parser = arguments._parser(others=others)
        monkeypatch.setattr(arguments, "_parser", lambda parser=parser, **_: parser)
        with pytest.raises(SystemExit) as exit:
            arguments.parse(words)
        told.append((exit.value.code, *capfdbinary.readouterr()))
        monkeypatch.undo()
    assert told[0] == told[1]
