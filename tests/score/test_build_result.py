"""What becomes of an inspection: its name and profile, what keeps it incomplete, its findings in order."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from roadworthy.commands.run import Request, check
from roadworthy.core.result import ProjectResult, Verdict
from roadworthy.testing import build_wheel
from roadworthy.testing.pages import plugins
from tests.cli.conftest import GOOD

PACKAGE = {"pyproject.toml": GOOD, "src/demo/__init__.py": '"""A demo."""\n'}


def results(directory: Path, files: Mapping[str, str | bytes], *paths: str) -> tuple[ProjectResult, ...]:
    for path, data in files.items():
        (directory / path).parent.mkdir(parents=True, exist_ok=True)
        (directory / path).write_bytes(data.encode() if isinstance(data, str) else data)
    named = tuple(str(directory / path) for path in paths) or (str(directory),)
    return check(Request(named, plugins=plugins())).projects


def result(directory: Path, files: Mapping[str, str | bytes], *paths: str) -> ProjectResult:
    (found,) = results(directory, files, *paths)
    return found


def test_a_project_is_called_by_its_declared_name(tmp_path: Path) -> None:
    assert result(tmp_path, PACKAGE).name == "demo"


def test_a_project_without_a_name_is_called_as_its_directory(tmp_path: Path) -> None:
    assert result(tmp_path / "rainfall", {"train.py": "print(1)\n"}).name == "rainfall"


def test_a_project_whose_metadata_cannot_be_read_is_called_as_its_directory(tmp_path: Path) -> None:
    assert result(tmp_path / "rainfall", {**PACKAGE, "pyproject.toml": "[project\n"}).name == "rainfall"


def test_a_wheel_is_called_by_its_filename_and_several_are_counted(tmp_path: Path) -> None:
    one, other = build_wheel(), build_wheel(name="other")
    assert result(tmp_path, dict([one]), one[0]).name == "demo-1.0-py3-none-any.whl"
    both = results(tmp_path, dict([one, other]), one[0], other[0])
    assert [found.name for found in both] == ["2 artifacts"]


def test_a_wheel_alone_is_no_service_and_has_no_score(tmp_path: Path) -> None:
    name, data = build_wheel()
    found = result(tmp_path, {name: data}, name)
    assert (found.kind, found.profile, found.score, found.tests) == ("artifact", "library", None, None)
    assert found.evidence == ("nothing deploys it",)


def test_a_profile_in_the_settings_holds_for_a_file_too(tmp_path: Path) -> None:
    settings = f'{GOOD}\n[tool.roadworthy]\nprofile = "ml-service"\n'
    found = result(tmp_path, {**PACKAGE, "pyproject.toml": settings}, "src/demo/__init__.py")
    assert found.profile == "ml-service"
    assert result(tmp_path, PACKAGE, "src/demo/__init__.py").profile == "library"


def test_functions_and_practices_are_told_of_projects_alone(tmp_path: Path) -> None:
    test = "from demo import f\n\n\ndef test_f():\n    assert f() == 1\n"
    code = '"""A demo."""\n\n\ndef f() -> int:\n    """Return one."""\n    return 1\n'
    whole = result(tmp_path, {**PACKAGE, "src/demo/__init__.py": code, "tests/test_f.py": test})
    assert whole.tests is not None
    assert whole.score is not None
    assert any(group.practices for group in whole.score.groups)
    part = result(tmp_path, PACKAGE, "src/demo/__init__.py")
    assert (part.partial, part.tests, part.score, part.path) == (True, None, None, ())


@pytest.mark.parametrize(
    ("broken", "reasons"),
    [
        (1, ("src/demo/m0.py could not be read",)),
        (2, ("src/demo/m0.py could not be read", "src/demo/m1.py could not be read")),
        (3, ("3 files could not be read, src/demo/m0.py among them",)),
    ],
)
def test_files_that_cannot_be_read_keep_the_score_unknown(
    broken: int, reasons: tuple[str, ...], tmp_path: Path
) -> None:
    files = PACKAGE | {f"src/demo/m{n}.py": "def f(:\n" for n in range(broken)}
    found = result(tmp_path, files)
    assert (found.verdict, found.score) == (Verdict.UNKNOWN, None)
    assert tuple(reason.text for reason in found.reasons if reason.kind == "unjudged") == reasons


def test_a_broken_file_that_is_accepted_keeps_nothing_unknown(tmp_path: Path) -> None:
    ignores = '[tool.roadworthy.per-file-ignores."src/demo/m0.py"]\nunreadable-file = "broken on purpose"\n'
    settings = f"{GOOD}\n{ignores}"
    found = result(tmp_path, {**PACKAGE, "pyproject.toml": settings, "src/demo/m0.py": "def f(:\n"})
    assert found.score is not None
    assert "unjudged" not in {reason.kind for reason in found.reasons}


def test_code_that_cannot_be_inspected_keeps_the_score_unknown(tmp_path: Path) -> None:
    (tmp_path / "src/demo/odd.py").mkdir(parents=True)
    found = result(tmp_path, PACKAGE)
    assert found.score is None
    assert ("unjudged", "`src/demo/odd.py/` could not be inspected") in [
        (r.kind, r.text) for r in found.reasons
    ]


def test_findings_of_a_notebook_come_in_the_order_of_its_cells(tmp_path: Path) -> None:
    cells = [
        {"cell_type": "code", "execution_count": n, "metadata": {}, "outputs": [], "source": [text]}
        for n, text in enumerate(("x = 1\nprint(first)", "print(second)", "y = x\n\nprint(third, y)"), 1)
    ]
    notebook = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 4}
    found = result(tmp_path, {"train.py": "print(1)\n", "explore.ipynb": json.dumps(notebook)})
    places = [finding.place for finding in found.findings if finding.rule == "notebook-name-undefined"]
    assert [(place.cell, place.line) for place in places] == [(1, 2), (2, 1), (3, 3)]
    keys = [(f.place.path, f.place.cell or 0, f.place.line, f.place.column, f.rule) for f in found.findings]
    assert keys == sorted(keys)


def test_alike_findings_are_numbered_by_their_order(tmp_path: Path) -> None:
    again = "    try:\n        f()\n    except:\n        pass\n"
    code = f"def f():\n{again}{again}{again}"
    found = result(tmp_path, {**PACKAGE, "src/demo/again.py": code})
    alike = [finding for finding in found.findings if finding.rule == "exception-swallowed"]
    first = alike[0].fingerprint
    assert [finding.place.line for finding in alike] == [4, 8, 12]
    assert [finding.fingerprint for finding in alike] == [first, f"{first}-2", f"{first}-3"]


def test_a_run_on_one_file_tells_its_findings_alone(tmp_path: Path) -> None:
    files = PACKAGE | {f"src/{name}.py": "import os\n\nx = 1\n" for name in ("demo/a", "demo/ab", "demo/b/a")}
    assert unused(result(tmp_path, files)) == {"demo/a.py", "demo/ab.py", "demo/b/a.py"}
    assert unused(result(tmp_path, files, "src/demo/a.py")) == {"demo/a.py"}
    assert unused(result(tmp_path, files, "src/demo/b")) == {"demo/b/a.py"}


def unused(found: ProjectResult) -> set[str]:
    """Return the files with an unused import, by their paths below `src`."""
    return {f.place.path.partition("/src/")[2] for f in found.findings if f.rule == "import-unused"}
