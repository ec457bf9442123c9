"""The score of whole projects: deleting things never helps, and nothing is counted twice."""

from __future__ import annotations

import pytest

from roadworthy.core.redact import Redactor
from roadworthy.core.result import ProjectResult
from roadworthy.core.rule_run import Outcome
from roadworthy.testing.pages import inspect_files
from roadworthy.tree.tree import MemoryTree
from tests.cli.conftest import GOOD

FILES = {
    "pyproject.toml": GOOD.encode(),
    "src/demo/__init__.py": b'"""A demo."""\n\n\ndef greet(name):\n    """Greet."""\n    return name\n',
    "tests/test_demo.py": b"from demo import greet\n\n\ndef test_greet():\n    assert greet('a') == 'a'\n",
    ".github/workflows/ci.yml": b"on: [push, pull_request]\npermissions: {contents: read}\njobs:\n  test:\n"
    b"    runs-on: ubuntu-latest\n    steps:\n      - run: pytest\n",
    "README.md": b"# Demo\n",
    "LICENSE": b"MIT License\n",
    ".gitignore": b"__pycache__/\n.venv/\ndist/\n",
}


def value(result: ProjectResult) -> float:
    assert result.score is not None, result.reasons
    return result.score.value


def whole(files: dict[str, bytes]) -> ProjectResult:
    from roadworthy.engine.inspect import inspect
    from roadworthy.projects.discover import Project
    from roadworthy.score.build_result import build_result
    from roadworthy.settings.config import load
    from roadworthy.settings.select import select
    from roadworthy.testing.pages import plugins

    tree = MemoryTree(files)
    config = load(tree)
    rules = select(plugins().rules, config, (), ())
    return build_result(
        Project(".", tree, config),
        inspect(tree, plugins(), rules, config),
        False,
        (),
        Redactor(),
        plugins().practices,
    )


@pytest.mark.parametrize("path", sorted(FILES))
def test_deleting_a_file_of_a_good_project_never_raises_the_score(path: str) -> None:
    without = {name: data for name, data in FILES.items() if name != path}
    assert value(whole(without)) <= value(whole(FILES)) + 1e-9


def test_the_same_files_give_the_same_score() -> None:
    assert value(whole(FILES)) == value(whole(dict(reversed(FILES.items()))))


def test_without_tests_each_function_is_not_counted_again() -> None:
    result = whole({path: data for path, data in FILES.items() if not path.startswith("tests/")})
    outcomes = {rule.name: rule.outcome for rule in result.rules}
    assert outcomes["tests-missing"] is Outcome.FAILED
    assert outcomes["public-function-untested"] is Outcome.UNMEASURED


def test_each_gain_is_what_mending_that_finding_alone_would_gain() -> None:
    files = {**FILES, "pyproject.toml": FILES["pyproject.toml"].replace(b'license = "MIT"\n', b"")}
    result = whole(files)
    (missing,) = [finding for finding in result.findings if finding.rule == "license-missing"]
    assert missing.gain == pytest.approx(value(whole(FILES)) - value(result))


def test_artifacts_that_do_not_exist_are_not_measured() -> None:
    result = whole(FILES)
    assert result.score is not None
    (artifacts,) = [group for group in result.score.groups if group.name == "artifacts"]
    assert artifacts.value is None
    assert result.score.measured == pytest.approx(
        sum(g.measured for g in result.score.groups if g.value is not None)
    )
    assert result.score.measured < 100 - artifacts.weight + 0.5


def test_a_required_group_that_cannot_be_measured_counts_as_nothing() -> None:
    required = FILES["pyproject.toml"] + b'\n[tool.roadworthy]\nrequire = ["artifacts"]\n'
    result = whole({**FILES, "pyproject.toml": required})
    assert result.score is not None
    without = whole(FILES).score
    assert without is not None
    assert result.score.measured == without.measured + 12
    assert value(result) < value(whole(FILES)) - 10


def test_a_readme_alone_fills_no_group() -> None:
    result = whole({"README.md": b"# demo\n"})
    assert result.score is not None
    measured = [group.name for group in result.score.groups if group.value is not None and group.weight]
    assert measured == ["repository"]
    passed = {rule.name for rule in result.rules if rule.outcome is Outcome.PASSED}
    # Without a Git index, what is tracked is not known.
    looked = {
        "conflict-marker",
        "dockerfile-missing",
        "home-path-in-file",
        "lock-file-ignored",
        "module-empty",
        "readme-missing",
        "secret-in-text",
    }
    assert passed == looked


def test_a_group_that_does_not_apply_is_not_zero_where_it_is_required() -> None:
    required = FILES["pyproject.toml"] + b'\n[tool.roadworthy]\nrequire = ["notebooks"]\n'
    assert value(whole({**FILES, "pyproject.toml": required})) == value(whole(FILES))


def test_a_partial_run_has_findings_and_no_score() -> None:
    assert inspect_files(FILES, []).score is None


def test_an_sdist_without_its_tests_is_not_measured_by_them() -> None:
    files = {path: data for path, data in FILES.items() if not path.startswith("tests/")}
    result = whole({**files, "PKG-INFO": b"Name: demo\n"})
    assert result.score is not None
    assert [group.name for group in result.score.groups if group.value is None] == [
        "dependencies",
        "artifacts",
        "tests",
        "notebooks",
    ]
