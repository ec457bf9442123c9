"""Each file of a project is opened once and parsed once a run, whoever asks for it."""

from __future__ import annotations

import builtins
import io
import json
import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from configparser import ConfigParser
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
import tomli
import yaml

from roadworthy.call_trace.record import FORMAT, RECORD
from roadworthy.commands.run import Request, check
from roadworthy.testing.builders import build_sdist, build_wheel, git_index
from roadworthy.testing.pages import plugins
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


@dataclass
class Counts:
    """How often each file below `root` was opened, and each text was given to a parser."""

    root: Path
    opened: Counter[str] = field(default_factory=Counter)
    parsed: Counter[tuple[str, str]] = field(default_factory=Counter)

    def open(self, path: object) -> None:
        if isinstance(path, (str, os.PathLike)):
            full = Path(os.path.realpath(path))
            if full.is_relative_to(self.root):
                self.opened[str(full.relative_to(self.root))] += 1

    def parse(self, parser: str, text: object) -> None:
        if hasattr(text, "read"):
            raise AssertionError(f"{parser} is given a stream, which cannot be counted")
        if isinstance(text, (str, bytes)):
            self.parsed[parser, text if isinstance(text, str) else text.decode("utf-8", "replace")] += 1

    def offenders(self) -> list[str]:
        """Return what was opened or parsed more than once; files with the same text are told apart."""
        found = [f"{path} was opened {n} times" for path, n in self.opened.items() if n > 1]
        texts: dict[str, list[str]] = {}
        for path in sorted(self.root.rglob("*")):
            if path.is_file():
                text = path.read_bytes().decode("utf-8", "replace").removeprefix("\ufeff")
                texts.setdefault(text, []).append(str(path.relative_to(self.root)))
        for (parser, text), n in self.parsed.items():
            files = texts.get(text, [])
            if files and n > len(files):
                found.append(f"{', '.join(files)} was parsed {n} times by {parser}")
        return sorted(found)


@contextmanager
def counting(root: Path) -> Iterator[Counts]:
    """Count what is opened and parsed, by wrapping the functions that everything goes through."""
    counts = Counts(Path(os.path.realpath(root)))

    def watch(owner: Any, name: str, note: Callable[..., None]) -> None:
        real = getattr(owner, name)

        def call(*arguments: Any, **named: Any) -> Any:
            note(*arguments)
            return real(*arguments, **named)

        stack.enter_context(mock.patch.object(owner, name, call))

    with ExitStack() as stack:
        for owner in (builtins, io, os):
            watch(owner, "open", lambda path, *rest: counts.open(path))
        # `ast.parse` calls it as well.
        watch(builtins, "compile", lambda text, *rest: counts.parse("compile", text))
        watch(tomli, "loads", lambda text, *rest: counts.parse("tomli", text))
        watch(json, "loads", lambda text, *rest: counts.parse("json", text))
        watch(yaml, "SafeLoader", lambda text, *rest: counts.parse("yaml", text) if text else None)
        watch(ConfigParser, "read_string", lambda self, text, *rest: counts.parse("configparser", text))
        yield counts


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
    assert counts.offenders() == []
    (project,) = report.projects
    assert not project.crashes
    # The count sees what it is to see.
    wanted = {"setup.py", "setup.cfg", ".coverage", "coverage.json", RECORD, ".gitignore"}
    wanted |= {".git/index", *(f"dist/{path.name}" for path in (root / "dist").iterdir())}
    assert wanted <= counts.opened.keys()
    parsers = Counter(parser for parser, _ in counts.parsed)
    assert all(parsers[name] for name in ("compile", "tomli", "json", "yaml", "configparser"))


def test_the_count_tells_what_was_read_twice(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text("x = 1\n")
    with counting(tmp_path) as counts:
        for _ in range(2):
            tomli.loads((tmp_path / "a.toml").read_text())
    assert counts.offenders() == ["a.toml was opened 2 times", "a.toml was parsed 2 times by tomli"]
