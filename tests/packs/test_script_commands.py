"""Shell scripts that start what the project does not have."""

from __future__ import annotations

import pytest

from roadworthy.testing.builders import git_index
from roadworthy.testing.pages import inspect_files, installed_rules


def missing(script: str, path: str = "run.sh") -> list[str]:
    """Return the messages of the rule on a script beside `src/fit.py`."""
    files = {path: script.encode(), "src/fit.py": b"X = 1\n"}
    files |= {".git/HEAD": b"ref: refs/heads/main\n", ".git/index": git_index(files)}
    rules = [rule for rule in installed_rules() if rule.name == "script-command-broken"]
    return [finding.message for finding in inspect_files(files, rules).findings]


@pytest.mark.parametrize(
    ("script", "told"),
    [
        ("python evaluate.py --rows 7\n", True),
        ("cd src && python3 evaluate.py\n", True),
        ("bash evaluate.sh\n", True),
        ("python src/fit.py\n", False),
        ("cd src\npython fit.py\n", False),
        ("# python evaluate.py\n", False),
        ("python $NAME.py\n", False),
        ("python your_script.py\n", False),
        ("git clone https://example.org/tools\npython evaluate.py\n", False),
        ("./evaluate.sh\n", True),
        ("../evaluate.sh\n", False),
        ("echo date > evaluate.sh\n./evaluate.sh\n", False),
    ],
)
def test_what_a_script_runs(script: str, told: bool) -> None:
    assert bool(missing(script)) is told


def test_scripts_of_tests_and_of_others_are_left_out() -> None:
    assert not missing("python evaluate.py\n", "tests/run.sh")
    assert not missing("python evaluate.py\n", "vendor/run.sh")


def test_scripts_of_slurm_may_start_what_lies_above_them() -> None:
    assert missing("./../evaluate.sh\n", "jobs/tasks/fit.slurm")
    assert not missing("./../../../evaluate.sh\n", "jobs/tasks/fit.slurm")


def test_a_very_long_script_holds_data_and_is_left_out() -> None:
    script = "python evaluate.py\n" + "# row\n" * 20_000
    files = {"run.sh": script.encode(), "README.md": b"word\n" * 300_000}
    files |= {".git/HEAD": b"ref: refs/heads/main\n", ".git/index": git_index(files)}
    found = inspect_files(files, installed_rules()).findings
    assert not any(finding.rule == "unreadable-file" for finding in found)
