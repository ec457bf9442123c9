"""What grows with the size of a file grows in proportion: counted in calls, not in seconds."""

from __future__ import annotations

import tokenize
from collections.abc import Callable
from functools import partial
from unittest import mock

import pytest

from roadworthy.testing.pages import build_notebook, inspect_files
from tests.counting import calls

PYPROJECT = b"[project]\nname = 'demo'\nversion = '1'\n"


def with_ignores(number: int) -> dict[str, bytes]:
    lines = (f"breakpoint()  # roadworthy: ignore[breakpoint-left] number {i}\n\n" for i in range(number))
    return {"src/demo/model.py": "".join(lines).encode(), "pyproject.toml": PYPROJECT}


def with_unknown_ignores(number: int) -> dict[str, bytes]:
    lines = (f"x = {i}  # roadworthy: ignore[breakpoint-lefd] number {i}\n\n" for i in range(number))
    return {"src/demo/model.py": "".join(lines).encode(), "pyproject.toml": PYPROJECT}


def with_requirements(number: int) -> dict[str, bytes]:
    text = "".join(f"package-{i}>=1.{i}\n" for i in range(number))
    return {"requirements.txt": text.encode(), "train.py": b"import pandas\n"}


def with_patterns(number: int) -> dict[str, bytes]:
    ignores = "".join(f"'{i}/**' = {{ breakpoint-left = 'why' }}\n" for i in range(40))
    settings = f"[tool.roadworthy.per-file-ignores]\n{ignores}'src/**' = {{ breakpoint-left = 'why' }}\n"
    return {
        "src/demo/model.py": b"breakpoint()\n" * number,
        "pyproject.toml": PYPROJECT + settings.encode(),
    }


def with_a_long_cell(number: int) -> dict[str, bytes]:
    return {"demo.ipynb": build_notebook([{"source": "import os\nbreakpoint()\n" * number}])}


def with_imports(number: int) -> dict[str, bytes]:
    functions = "".join(f"def f{i}():\n    return g{i}\n" for i in range(number))
    imports = "".join(f"from . import f{i}\nfrom .other import f{i} as h{i}\n" for i in range(number))
    files = {"src/demo/__init__.py": functions, "src/demo/other.py": functions, "src/demo/user.py": imports}
    return {"pyproject.toml": PYPROJECT, **{path: text.encode() for path, text in files.items()}}


def with_members(number: int) -> dict[str, bytes]:
    methods = "".join(f"    def m{i}(self):\n        self.a{i} = {i}\n" for i in range(number))
    uses = "".join(f"    given.n{i}()\n" for i in range(number))
    tests = f"from demo import Tree\n\ndef test_it(given: Tree):\n{uses}    assert given\n"
    package = f"from foreign import Base\n\nclass Tree(Base):\n{methods}"
    return {
        "pyproject.toml": PYPROJECT,
        "src/demo/__init__.py": package.encode(),
        "tests/test_demo.py": tests.encode(),
    }


MAKERS = [
    *(with_a_long_cell, with_ignores, with_unknown_ignores, with_requirements, with_patterns),
    *(with_imports, with_members),
]


@pytest.mark.parametrize("make", MAKERS)
def test_twice_as_much_more_takes_twice_as_many_more_calls(make: Callable[[int], dict[str, bytes]]) -> None:
    inspect_files(make(1))  # what is imported and compiled once
    once, twice, four_times = (calls(partial(inspect_files, make(n))) for n in (100, 200, 400))
    # What grows with the square would take four times as many.
    assert four_times - twice < 2.5 * (twice - once)


def test_a_file_is_tokenized_once_for_all_its_ignores() -> None:
    with mock.patch.object(tokenize, "generate_tokens", wraps=tokenize.generate_tokens) as tokens:
        result = inspect_files(with_ignores(50))
    assert tokens.call_count == 1
    assert sum(item.accepted is not None for item in result.findings) == 50


def test_a_file_without_ignores_is_not_tokenized_for_them() -> None:
    with mock.patch.object(tokenize, "generate_tokens", wraps=tokenize.generate_tokens) as tokens:
        inspect_files({"src/demo/model.py": b"breakpoint()\n", "pyproject.toml": PYPROJECT})
    assert tokens.call_count == 0
