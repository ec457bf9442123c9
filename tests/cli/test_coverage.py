"""`--coverage FILE`: which data tests are judged by."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema

from roadworthy.report.schema import report_schema
from tests.cli.conftest import Run

MODEL = "def fit():\n    return 1\n\n\ndef lost():\n    return 2\n"


def write(project: Path) -> None:
    (project / "src/demo/model.py").write_text(MODEL)
    (project / "tests").mkdir()
    (project / "tests/test_model.py").write_text(
        "from demo.model import fit, lost\n\n\ndef test():\n    assert fit() + lost()\n"
    )


def data(executed: list[int], missing: list[int]) -> str:
    lines = {"executed_lines": executed, "missing_lines": missing}
    return json.dumps({"meta": {"format": 3}, "files": {"src/demo/model.py": lines}})


def test_the_file_that_is_named_wins_over_those_that_are_found(run: Run, project: Path) -> None:
    write(project)
    (project / "coverage.json").write_text(data([1, 2, 5, 6], []))
    (project / "other.json").write_text(data([1, 2, 5], [6]))
    found = {}
    for name in ("coverage.json", "other.json"):
        done = run("check", "--output-format", "json", "--coverage", name, cwd=project)
        report = json.loads(done.stdout)
        jsonschema.validate(report, report_schema())
        tests = report["projects"][0]["tests"]
        assert [source["path"] for source in tests["sources"]] == [name]
        found[name] = {f["name"]: f["grade"] for f in tests["functions"]}
    executed = "executed, origin unknown"
    assert found["coverage.json"] == {"demo.model.fit": executed, "demo.model.lost": executed}
    assert found["other.json"] == {"demo.model.fit": executed, "demo.model.lost": "not executed"}


def test_a_file_that_is_not_there_is_a_mistake_in_the_command(run: Run, project: Path) -> None:
    done = run("check", "--coverage", "nowhere.xml", cwd=project)
    assert (done.returncode, done.stdout) == (2, "")
    assert "nowhere.xml: --coverage: the file cannot be read: No such file or directory" in done.stderr


def test_a_file_that_says_nothing_is_told_of_and_judged_by_names(run: Run, project: Path) -> None:
    write(project)
    (project / ".coverage").write_bytes(b"")
    done = run("check", "--exit-zero", cwd=project)
    assert ".coverage:1:1: note[coverage-data-untrusted] `.coverage`: empty" in done.stdout
    assert "public-function-untested" not in done.stdout
