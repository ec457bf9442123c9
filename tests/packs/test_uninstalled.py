"""What a job certainly lacks before it runs pytest, and all that makes this unknown."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import pytest

from roadworthy.testing.pages import inspect_files, installed_rules

RULE = next(rule for rule in installed_rules() if rule.name == "tested-project-uninstalled")
PYPROJECT = """\
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"
[project]
name = "demo"
version = "1.0"
"""
FILES = {
    "pyproject.toml": PYPROJECT,
    "src/demo/__init__.py": "def fit(): ...\n",
    "tests/test_model.py": "from demo import fit\n\ndef test_fit(): fit()\n",
    "requirements.txt": "pandas>=2.2  # frames\n",
}


def said(
    *steps: str, head: str = "runs-on: ubuntu-latest", files: Mapping[str, str | None] = MappingProxyType({})
) -> list[str]:
    """Return the messages about a job with some steps."""
    listed = "".join(f"      - {step}\n" for step in ("uses: actions/checkout@v4", *steps))
    workflow = f"on: push\njobs:\n  test:\n    {head}\n    steps:\n{listed}"
    texts = {".github/workflows/ci.yml": workflow, **FILES, **files}
    inspected = {path: text.encode() for path, text in texts.items() if text is not None}
    return [finding.message for finding in inspect_files(inspected, [RULE]).findings]


LACKS_PROJECT = ["the tests import `demo`, but no step installs the project"]
LACKS_PYTEST = ["`pytest` runs here, but no step installs it"]


@pytest.mark.parametrize(
    "steps",
    [
        ("run: pip install pytest -r requirements.txt", "run: pytest"),
        ("uses: actions/setup-python@v5", "run: python -m pip install -U pytest", "run: python -m pytest -q"),
        ("run: pip install pytest coverage", "run: coverage run -m pytest tests"),
        ("run: pip install pytest ruff", "run: ruff check .", "run: pytest tests/test_model.py"),
    ],
)
def test_a_project_in_src_that_no_step_installs(steps: tuple[str, ...]) -> None:
    assert said(*steps) == LACKS_PROJECT


@pytest.mark.parametrize(
    "steps",
    [
        ("run: pip install pytest .", "run: pytest"),
        ("run: pip install pytest -e .[test]", "run: pytest"),
        ("run: pip install pytest ./dist/demo-1.0.whl", "run: pytest"),
        ("run: pip install pytest demo", "run: pytest"),
        ("run: pip install pytest git+https://git.example/demo", "run: pytest"),
        ("run: pip install pytest --group test", "run: pytest"),
        ("run: pip install pytest $WHEEL", "run: pytest"),
        ("run: pip install pytest -r missing.txt", "run: pytest"),
        ("run: uv sync", "run: pytest"),
        ("run: uv run pytest",),
        ("run: tox",),
        ("run: ./install.sh", "run: pytest"),
        ("run: make install", "run: pytest"),
        ("uses: demo/setup@v1", "run: pytest"),
        ("uses: actions/cache@v4", "run: pytest"),
        ("run: pip install pytest", "run: PYTHONPATH=src pytest"),
        ("run: pip install pytest", "run: cd src && pytest ../tests"),
        ("run: pip install pytest", "run: pytest -k slow"),
        ("run: python -m unittest",),
        ("run: sudo apt-get install python3-pytest", "run: pytest"),
    ],
)
def test_what_installs_it_or_may_do_so(steps: tuple[str, ...]) -> None:
    assert said(*steps) == []


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("pyproject.toml", PYPROJECT + '[tool.pytest.ini_options]\npythonpath = ["src"]\n'),
        ("tests/conftest.py", 'import sys\n\nsys.path.insert(0, "src")\n'),
        ("src/conftest.py", ""),
        ("tests/test_model.py", "def test_fit():\n    from demo import fit\n    fit()\n"),
        (
            "tests/test_model.py",
            "import pytest\n\ndemo = pytest.importorskip('demo')\n\ndef test_fit(): ...\n",
        ),
        ("requirements.txt", "-e .\n"),
        ("requirements.txt", "demo-plugin\n"),
        ("src/demo/__init__.py", None),
    ],
)
def test_files_that_make_it_importable(path: str, text: str | None) -> None:
    steps = ("run: pip install pytest -r requirements.txt", "run: pytest")
    assert said(*steps, files={path: text}) == []


def test_a_package_beside_the_tests_is_found_from_the_root_only_by_the_module() -> None:
    flat = {"demo/__init__.py": "def fit(): ...\n", "src/demo/__init__.py": None}
    install = "run: pip install pytest"
    assert said(install, "run: python -m pytest", files=flat) == []
    assert said(install, "run: pytest", files=flat) == LACKS_PROJECT
    assert said(install, "run: pytest", files={**flat, "tests/__init__.py": ""}) == []
    assert said(install, "run: pytest", files={**flat, "conftest.py": ""}) == []


def test_a_runner_that_no_step_installs() -> None:
    assert said("run: pytest") == LACKS_PYTEST
    assert said("run: pytest", head="runs-on: self-hosted") == []
    assert said("run: pytest", head="runs-on: ubuntu-latest\n    container: registry.example/ci") == []


def test_an_image_of_python_has_no_runner() -> None:
    job = "image: python:3.12\ntest:\n  script:\n    - {}\n"
    for command, wanted in (("pytest", LACKS_PYTEST), ("pip install . && pytest", [])):
        files = {".gitlab-ci.yml": job.format(command), **FILES}
        found = inspect_files({path: text.encode() for path, text in files.items()}, [RULE]).findings
        assert [finding.message for finding in found] == wanted
