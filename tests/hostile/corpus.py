"""Trees that once made a run hang, swell or crash: each by what makes its files, from small to hostile."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from roadworthy.testing import build_notebook, build_wheel
from tests.hostile.support import PROJECT

Files = Mapping[str, "bytes | str | None"]
#: More digits than Python reads from text or writes as text.
DIGITS = 5_000


@dataclass(frozen=True)
class Attack:
    """What makes the files of a size, the size that once took too long, and what is expected of the run."""

    build: Callable[[int], Files]
    size: int
    #: A size that is quick to count the steps of, and four times of which is; 0 where size means nothing.
    small: int = 0
    exit_codes: tuple[int, ...] = (0, 1)
    #: Rules that find it.
    rules: tuple[str, ...] = ()
    #: Parts of what is skipped, or keeps the run from being complete.
    said: tuple[str, ...] = ()


def _wheel(**arguments: object) -> dict[str, bytes]:
    name, data = build_wheel(**arguments)  # type: ignore[arg-type]
    return {f"dist/{name}": data}


def _notebook(*sources: str) -> dict[str, bytes]:
    return {"explore.ipynb": build_notebook([{"source": source} for source in sources])}


def _module(text: str) -> dict[str, str]:
    return {"src/demo/model.py": text}


def _settings(text: str) -> dict[str, str]:
    return {"pyproject.toml": PROJECT + text}


def _described(text: str, kind: str = "text/x-rst") -> dict[str, bytes]:
    return _wheel(metadata={"Description": text, "Description-Content-Type": kind})


def _substitutions(n: int) -> Files:
    nested = "".join(f".. |a{i}| replace:: |a{i + 1}| |a{i + 1}|\n" for i in range(n))
    return _described(f"Demo\n====\n\n|a0|\n\n{nested}.. |a{n}| replace:: x\n")


def _coverage(n: int) -> Files:
    data = {"meta": {"version": "7"}, "files": {"a/" * n + "b.py": {"executed_lines": [1]}}}
    return {"coverage.json": json.dumps(data), "tests/test_demo.py": "def test_demo():\n    assert 1\n"}


def _per_file(n: int) -> Files:
    lines = "".join(f'"a{i}/**" = {{ "breakpoint-left" = "no" }}\n' for i in range(n))
    return {**_settings(f"[tool.roadworthy.per-file-ignores]\n{lines}"), **_breakpoints(n)}


def _breakpoints(n: int) -> dict[str, str]:
    return _module("".join(f"def function_{i}():\n    breakpoint()\n\n\n" for i in range(n)))


def _ignores(n: int) -> Files:
    return _module('"""Demo."""\n\n' + "x = 1  # roadworthy: ignore[breakpoint-left] needed\n\n" * n)


def _routes(n: int) -> Files:
    handlers = "".join(f"@app.get('/a{i}')\ndef f{i}(x):\n    return x\n\n\n" for i in range(n))
    return {
        **_module(f"from fastapi import FastAPI\n\napp = FastAPI()\n\n\n{handlers}"),
        "Dockerfile": "FROM python:3.12\n" + "".join(f"RUN curl http://x/a{i}\n" for i in range(n)),
    }


def _chain(n: int) -> Files:
    classes = "".join(f"class A{i}(A{i + 1}):\n    def run(self):\n        self.go()\n\n\n" for i in range(n))
    return _module(f"{classes}class A{n}:\n    pass\n\n\nif __name__ == '__main__':\n    A0().run()\n")


def _wheels(n: int) -> Files:
    tags = (f"cp{38}-cp38-win_amd64", f"cp3{n}-cp3{n}-win_amd64")
    return {path: data for tag in tags for path, data in _wheel(tag=tag).items()}


def _spaced(n: int) -> Files:
    gap = " " * n
    return {
        "setup.py": "from setuptools import setup\n\nsetup()\n",
        "setup.cfg": f"[metadata]\nname{gap}x\n[options]\ninstall_requires =\n    numpy{gap}x\n",
        "tox.ini": f"[testenv]\ndeps{gap}x\n",
    }


HANGS: dict[str, Attack] = {
    "nested substitutions": Attack(_substitutions, 40, 0, (1,), ("artifact-description-unrenderable",)),
    "a substitution of itself": Attack(
        lambda n: _described("|a|\n\n.. |a| replace:: " + "|a| " * n + "\n"),
        100,
        0,
        (1,),
        ("artifact-description-unrenderable",),
    ),
    "wheels for far Pythons": Attack(_wheels, 999_999, 0),
    "stars in .gitignore": Attack(lambda n: {".gitignore": "*a*a*a*ab\n", "a" * n: "x"}, 250, 0),
    "ignore comments": Attack(_ignores, 400, 25),
    "spaces in an ignore comment": Attack(
        lambda n: _module(f"x = 1  # roadworthy: ignore[breakpoint-left] a{' ' * n}b\n"), 20_000, 500
    ),
    "spaces in requirements": Attack(
        lambda n: {"requirements.txt": f"numpy==1.0{' ' * n}x\n{' ' * n}-r y\npandas{' ' * n}# x\n"},
        20_000,
        500,
    ),
    "spaces in setup.cfg": Attack(_spaced, 20_000, 500),
    "spaces in a cell": Attack(lambda n: _notebook(f"a?{' ' * n}x", f"{' ' * n}x?"), 20_000, 500),
    "comments in a README": Attack(
        lambda n: {**_settings('readme = "README.md"\n'), "README.md": "<!--" * n}, 20_000, 500
    ),
    "images in a README": Attack(
        lambda n: {**_settings('readme = "README.md"\n'), "README.md": "![" * n}, 20_000, 500
    ),
    "cells with findings": Attack(
        lambda n: _notebook(*(f"path = '/home/ada/{i}.csv'\nprint(missing_{i})" for i in range(n))), 200, 25
    ),
    "imports in a cell": Attack(
        lambda n: _notebook("\n".join(f"import module_{i}" for i in range(n))), 4_000, 100
    ),
    "quotes in a cell": Attack(
        lambda n: _notebook("x = " + '"\\' * n, "'\\" * n, '%m "\\' + "'\\" * n), 20_000, 250
    ),
    "functions with findings": Attack(_breakpoints, 600, 50, (1,), ("breakpoint-left",)),
    "directories in coverage data": Attack(_coverage, 20_000, 250),
    "per-file-ignores": Attack(_per_file, 300, 50, (1,), ("breakpoint-left",)),
    "routes that scripts request": Attack(_routes, 150, 25),
    "imports in a file": Attack(
        lambda n: _module("".join(f"import module_{i}\n" for i in range(n))), 10_000, 100
    ),
    "names in one expression": Attack(lambda n: _module("x = f(" + "a, " * n + ")\n"), 4_000, 250),
    "calls by attribute": Attack(
        lambda n: _module("s = '" + "a" * n + "'\n" + "t = '" + "a1" * n + "'\n"), 9_000, 250
    ),
}

HEAVY: dict[str, Attack] = {
    "requirements": Attack(
        lambda n: {"requirements.txt": "".join(f"package-{i}==1.0\n" for i in range(n))},
        25_000,
        50,
        (3,),
        ("unreadable-file",),
    ),
    "TOML tables": Attack(lambda n: _settings("".join(f"[tool.x{i}]\na = 1\n" for i in range(n))), 5_000, 50),
    "long TOML keys": Attack(
        lambda n: _settings("".join(f"[tool.x{i}.{'.'.join('k' * 50)}]\n" for i in range(n))),
        5_000,
        0,
        (3,),
        ("unreadable-file",),
    ),
    "a long list": Attack(
        lambda n: _module("x = [" + "1, " * n + "]\n"), 660_000, 250, (3,), (), ("commas",)
    ),
}

_INI = {"setup.cfg": "metadata", "tox.ini": "testenv", "pytest.ini": "pytest", ".coveragerc": "run"}
_NINES = "9" * DIGITS
_HEX = "0x" + "f" * DIGITS

CRASHES: dict[str, Attack] = {
    "classes that inherit in a chain": Attack(_chain, 1_200, 40),
    "a complex name": Attack(
        lambda n: {
            "pyproject.toml": None,
            "setup.py": f"from setuptools import setup\n\nsetup(name={'1' * n}+1j)\n",
        },
        400,
    ),
    "a number in hexadecimal": Attack(
        lambda n: {
            "src/demo/a.py": f"import yaml\n\nX = 0x{'f' * n}\n\n\ndef f(x):\n"
            f"    return yaml.load(x, 0x{'a' * n})\n"
        },
        DIGITS,
        exit_codes=(3,),
    ),
    "a linter without arguments": Attack(
        lambda n: {
            ".github/workflows/ci.yml": "on: push\njobs:\n  a:\n    runs-on: u\n    steps:\n"
            + "      - run: ruff\n      - run: ruff check --select\n" * min(n, 50)
        },
        DIGITS,
    ),
    "digits in Poetry's carets": Attack(
        lambda n: {
            "pyproject.toml": '[tool.poetry]\nname = "demo"\n[tool.poetry.dependencies]\n'
            f'python = "^{"9" * n}"\nnumpy = "^{"9" * n}"\n'
        },
        DIGITS,
    ),
    "a bare key and an indented line": Attack(
        lambda n: {name: f"[{section}]\nx\n   y\n" for name, section in _INI.items()}, 0, 0, (0, 1, 3)
    ),
    "hexadecimal in uv.lock": Attack(
        lambda n: {"uv.lock": f"version = {_HEX}\n[[package]]\nname = 'a'\nversion = '1'\nsize = {_HEX}\n"},
        0,
        0,
        (3,),
        ("unreadable-file",),
    ),
    "hexadecimal in any table": Attack(
        lambda n: _settings(f"[tool.setuptools]\nzip-safe = {_HEX}\n"), 0, 0, (3,), ("unreadable-file",)
    ),
    "hexadecimal in fail-under": Attack(
        lambda n: _settings(f"[tool.roadworthy]\nfail-under = {_HEX}\n"), 0, 0, (3,), ("unreadable-file",)
    ),
    "hexadecimal in classifiers": Attack(
        lambda n: _settings(f"classifiers = [{_HEX}]\n"), 0, 0, (3,), ("unreadable-file",)
    ),
    "digits in a marker": Attack(
        lambda n: {
            **_settings(f"dependencies = [\"numpy; python_version < '3.{_NINES}'\"]\n"),
            "requirements.txt": f"numpy; python_version < '3.{_NINES}'\n",
        },
        0,
        0,
        (1,),
        ("dependency-invalid",),
    ),
    "digits in Requires-Python": Attack(
        lambda n: {
            **_wheel(metadata={"Requires-Python": f">=3.{_NINES}"}),
            "pyproject.toml": PROJECT.replace(">=3.11", f">=3.{_NINES}"),
        },
        0,
        0,
        (1,),
        ("requires-python-invalid",),
    ),
    "digits in a version": Attack(
        lambda n: {"pyproject.toml": PROJECT.replace('"1.0"', f'"{_NINES}"'), **_wheel(version=_NINES[:200])},
        0,
        0,
        (1,),
        ("version-invalid",),
    ),
    "digits elsewhere": Attack(
        lambda n: {
            ".python-version": f"3.{_NINES}\n",
            "Dockerfile": f"FROM python:3.{_NINES}\n",
            ".github/workflows/ci.yml": "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n"
            f"    timeout-minutes: {_NINES}\n    steps:\n      - uses: actions/setup-python@v5\n"
            f'        with:\n          python-version: "3.{_NINES}"\n',
            "environment.yml": f"dependencies:\n  - python=3.{_NINES}\n",
            "setup.cfg": f"[options]\npython_requires = >=3.{_NINES}\n",
            "Pipfile.lock": f'{{"_meta": {{"pipfile-spec": 6, "requires": {{"python": "3.{_NINES}"}}}}}}',
            "setup.py": f"from setuptools import setup\n\nsetup(version={_HEX}, zip_safe={_HEX})\n",
        },
        0,
        exit_codes=(3,),
    ),
    "a future import in a function": Attack(
        lambda n: {
            **_module('"""Demo."""\n\n\ndef f():\n    from __future__ import annotations\n    return g\n'),
            **_notebook("def f():\n    from __future__ import annotations\n"),
        },
        0,
    ),
    "brackets in an e-mail header": Attack(
        lambda n: _wheel(metadata={"Author-email": "(" * n + " <a@b.c>"}),
        3_000,
        0,
        (1,),
        ("artifact-email-refused",),
    ),
    "brackets in a requirement": Attack(
        lambda n: {
            "requirements.txt": "numpy; " + "(" * n + "os_name == 'a'" + ")" * n + "\n",
            **_wheel(metadata={"Requires-Dist": "numpy; " + "(" * n + "os_name == 'a'" + ")" * n}),
        },
        3_000,
        0,
    ),
}

ALL = {**HANGS, **HEAVY, **CRASHES}
