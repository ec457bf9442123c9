"""Each file of a project is opened once and parsed once a run, however many ask for it."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from hashlib import sha256
from pathlib import Path

import pytest
import tomli

from roadworthy.call_trace.record import FORMAT, RECORD
from roadworthy.commands.run import Request, check
from roadworthy.testing.builders import build_sdist, build_wheel, git_index
from roadworthy.testing.pages import plugins
from tests.counting import counting
from tests.evidence.support import database

EXAMPLES = Path(__file__).parents[2] / "examples"
SETUP_PY = """\
from setuptools import find_packages, setup

REQUIRES = ["pandas>=2"]

setup(name="demo", version="1.0", packages=find_packages("src"), install_requires=REQUIRES)
"""
SETUP_CFG = """\
[metadata]
name = demo
description = A demonstration

[options]
package_dir =
    = src
packages = find:
install_requires =
    pandas>=2

[options.packages.find]
where = src

[tool:pytest]
addopts = --cov=demo

[coverage:run]
branch = true
"""
#: What rules across files look for.
LARGE = """\
import json
import pickle
import sys


def clean(rows):
    kept = []
    for row in rows:
        if row:
            kept.append(row)
    return kept


def load(path):
    with open("demo/rates.json") as file:
        rates = json.load(file)
    with open(path, "rb") as file:
        return rates, pickle.load(file)


"""
IGNORED = "x = 1  # roadworthy: ignore[print-call] shown to students\n"
MORE = {
    "setup.py": SETUP_PY,
    "setup.cfg": SETUP_CFG,
    "tox.ini": "[testenv]\ncommands = pytest\n",
    "requirements-dev.txt": "--index-url https://example.org/simple\npytest==8.4.2\n",
    "environment.yml": "dependencies:\n  - pandas=2.2\n  - pip:\n      - rich\n",
    "Pipfile": "[packages]\npandas = '*'\n",
    "Pipfile.lock": json.dumps({"_meta": {"pipfile-spec": 6, "hash": {"sha256": "0"}}, "default": {}}),
    "uv.lock": 'version = 1\nrequires-python = ">=3.11"\n',
    "MANIFEST.in": "graft src\n",
    ".python-version": "3.12\n",
    ".gitignore": ".coverage\n__pycache__/\n",
    "src/.gitignore": "*.tmp\n",
    ".pre-commit-config.yaml": "repos: []\n",
    ".github/dependabot.yml": "version: 2\nupdates: []\n",
    ".github/workflows/ci.yml": "on: push\njobs: {test: {runs-on: ubuntu-latest, steps: [{uses: a/b@v1}]}}\n",
    ".github/workflows/broken.yml": "on: [\n",
    "tools/pyproject.toml": "[tool.ruff]\nline-length = 100\n",
    "libs/other/pyproject.toml": '[project]\nname = "other"\nversion = "1"\n',
    "conftest.py": IGNORED,
    "broken.toml": "x = [\n",
    "src/demo/ignored.py": IGNORED + "import os, sys\nprint(os)\n",
    "src/demo/latin.py": "# -*- coding: latin-1 -*-\nprint('x')\n",
    "src/demo/broken.py": "def f(:\n",
}


def made(source: Path, root: Path, name: str) -> Path:
    """Copy an example, and add all that several facts read."""
    shutil.copytree(source, root, ignore=shutil.ignore_patterns("__pycache__", ".coverage*"))
    for path, text in MORE.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        if not (root / path).exists():
            (root / path).write_text(text)
    modules = [str(path.relative_to(root)) for path in root.rglob("*.py") if "tests" not in path.parts]
    (root / ".coverage").write_bytes(
        database({"": (1, 2), "tests/test_a.py::test|run": (3,)}, path=modules[0])
    )
    files = {path: {"executed_lines": [1], "missing_lines": [], "excluded_lines": []} for path in modules}
    (root / "coverage.json").write_text(json.dumps({"meta": {"format": 3}, "files": files}))
    record = {
        path: {"digest": sha256((root / path).read_bytes()).hexdigest(), "called": [], "imported": []}
        for path in modules
    }
    (root / RECORD).parent.mkdir(parents=True, exist_ok=True)
    (root / RECORD).write_text(
        json.dumps({"format": FORMAT, "complete": False, "tests": [], "files": record})
    )
    (root / "dist").mkdir()
    wheel = build_wheel(name=name, files={f"{name}/__init__.py": "x = 1\n"})
    for file, data in (wheel, build_sdist(name=name)):
        (root / "dist" / file).write_bytes(data)
    (root / ".git").mkdir()
    (root / ".git/HEAD").write_bytes(b"ref: refs/heads/main\n")
    tracked = [str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()]
    (root / ".git/index").write_bytes(git_index(tracked))
    return root


@pytest.mark.parametrize(("example", "name"), [("experiment", "demo"), ("production", "churn")])
def test_each_file_is_opened_and_parsed_once(
    example: str, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = made(EXAMPLES / example, tmp_path / "project", name)
    monkeypatch.chdir(root)
    loaded = plugins()
    with counting(root) as counts:
        report = check(Request(["."], plugins=loaded))
    # The modules of a wheel are read when they are parsed: they are not held, and may be known.
    assert counts.offenders() == [f"dist/{name}-1.0-py3-none-any.whl was opened 2 times"]
    (project,) = report.projects
    assert not project.crashes
    # The count sees what it is to see.
    wanted = {"setup.py", "setup.cfg", ".coverage", "coverage.json", RECORD, ".gitignore"}
    wanted |= {".git/index", *(f"dist/{path.name}" for path in (root / "dist").iterdir())}
    assert wanted <= counts.opened.keys()
    parsers = Counter(parser for parser, _ in counts.parsed)
    assert all(parsers[name] for name in ("compile", "tomli", "json", "yaml", "ini"))


def test_the_second_stage_parses_nothing_of_a_large_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "project"
    (root / "demo").mkdir(parents=True)
    (root / "pyproject.toml").write_text(
        '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n'
        '[project]\nname = "demo"\nversion = "1"\n'
    )
    (root / "demo/rates.json").write_text("{}")
    (root / "demo/__init__.py").write_text("")
    padding = "".join(f"# {number:70}\n" for number in range(450))
    for number in range(40):
        (root / f"demo/part{number}.py").write_text(f"{LARGE}NUMBER = {number}\n{padding}")
    assert sum(path.stat().st_size for path in root.rglob("*.py")) > 1 << 20
    monkeypatch.chdir(root)
    loaded = plugins()
    with counting(root) as counts:
        report = check(Request(["."], plugins=loaded))
    assert counts.offenders() == []
    found = {finding.rule for finding in report.projects[0].findings}
    assert found >= {"function-duplicated", "import-unused", "load-unsafe", "resource-path-relative"}


def test_the_count_tells_what_was_read_twice(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text("x = 1\n")
    with counting(tmp_path) as counts:
        for _ in range(2):
            tomli.loads((tmp_path / "a.toml").read_text())
    assert counts.offenders() == ["a.toml was opened 2 times", "a.toml was parsed 2 times by tomli"]
