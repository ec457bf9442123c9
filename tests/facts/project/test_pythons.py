"""Which versions of Python a project's files name, and for what."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from roadworthy import Finding, PythonVersions, Severity, rule
from roadworthy.testing.pages import inspect_files


@rule(Severity.NOTE, since="0.1")
def told(versions: PythonVersions) -> Iterator[Finding]:
    """Tell what is known."""
    for version in versions.each:
        yield Finding(f"{version.use} {version.minor}", version.at)


STEPS = "steps:\n      - uses: actions/setup-python@v5\n        with:\n          python-version: "
JOB = "on: push\njobs:\n  test:\n    "


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("pyproject.toml", "[tool.ruff]\ntarget-version = 'py310'", {"oldest 10"}),
        ("pyproject.toml", "[tool.black]\ntarget-version = ['py313', 'py39']", {"oldest 9"}),
        ("pyproject.toml", "[tool.mypy]\npython_version = 3.11", {"oldest 11"}),
        ("pyproject.toml", "[tool.mypy]\npython_version = 3.9", set()),
        ("pyproject.toml", "[tool.mypy]\npython_version = 3.10", set()),
        ("pyproject.toml", "[tool.pyright]\npythonVersion = '3.12'", {"oldest 12"}),
        ("pyproject.toml", "[tool.ruff]\ntarget-version = 310", set()),
        (".python-version", "cpython-3.11.4\n3.9\n", {"runs 11"}),
        (".python-version", "pypy3.10-7.3\n", set()),
        (".python-version", "my-environment\n", set()),
        ("Dockerfile", "FROM python:3.12-slim-bookworm", {"runs 12"}),
        ("Dockerfile", "ARG V=3.12\nFROM python:${V}", {"runs 12"}),
        ("Dockerfile", "FROM python:3", set()),
        ("Dockerfile", "FROM my/python:3.8", set()),
        (".github/workflows/a.yml", f"{JOB}{STEPS}'3.12'", {"runs 12"}),
        (".github/workflows/a.yml", f"{JOB}{STEPS}'>=3.9'", set()),
        (".github/workflows/a.yml", f"{JOB}{STEPS}${{{{ env.PYTHON }}}}", set()),
        (
            ".github/workflows/a.yml",
            f"{JOB}strategy: {{matrix: {{v: ['3.9', '3.12', 'pypy3.10']}}}}\n    {STEPS}${{{{ matrix.v }}}}",
            {"runs 9", "runs 12"},
        ),
        (
            ".github/workflows/a.yml",
            f"{JOB}continue-on-error: true\n    {STEPS}'3.15-dev'",
            set(),
        ),
    ],
)
def test_what_a_file_names(path: str, text: str, expected: set[str]) -> None:
    project = inspect_files({path: text.encode()}, [told])
    assert {finding.message for finding in project.findings} == expected
