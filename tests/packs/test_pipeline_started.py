"""A program that a pipeline starts beside its tests is run from start to end."""

from __future__ import annotations

import pytest

from roadworthy.testing.pages import inspect_files, installed_rules

RULES = [rule for rule in installed_rules() if rule.name == "pipeline-untested"]
PROJECT = (
    "[project]\nname = 'churn'\nversion = '1'\nscripts = {churn = 'churn.cli:main'}\n\n"
    "[tool.roadworthy]\nprofile = 'application'\n"
)
CODE = "def main(arguments):\n    return sorted(arguments)\n\n\nif __name__ == '__main__':\n    main([1])\n"
TEST = "from churn.model import fit\n\n\ndef test_fit():\n    assert fit([1]) == [1]\n"
JOB = "on: {on}\njobs:\n  one:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v4\n"


@pytest.mark.parametrize(
    ("on", "steps", "told"),
    [
        ("[push]", ("pip install .", "churn --help"), False),
        ("[pull_request]", ("pytest", "churn rows.csv"), False),
        ("[push]", ("pip install -e .", "python src/churn/cli.py"), False),
        ("[push]", ("pip install .", "churn rows.csv || true"), True),
        ("[push]", ("pip install .", "echo churn"), True),
        ("[push]", ("churn rows.csv",), True),
        ("[push]", ("pip install .", "churn rows.csv", "twine upload dist/*"), True),
        ("{schedule: [{cron: '0 1 * * *'}]}", ("pip install .", "churn rows.csv"), True),
    ],
)
def test_a_job_that_starts_the_program_tests_it(on: str, steps: tuple[str, ...], told: bool) -> None:
    files = {
        "pyproject.toml": PROJECT,
        "src/churn/__init__.py": "",
        "src/churn/cli.py": CODE,
        "src/churn/model.py": "def fit(rows):\n    return rows\n",
        "tests/test_model.py": TEST,
        ".github/workflows/one.yml": JOB.format(on=on) + "".join(f"      - run: {step}\n" for step in steps),
    }
    found = inspect_files({path: text.encode() for path, text in files.items()}, RULES).findings
    assert bool(found) is told
