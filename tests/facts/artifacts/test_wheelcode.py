"""Which modules of a wheel are parsed, in which order, and how far."""

from __future__ import annotations

import sys

import pytest

from roadworthy.core import limits
from roadworthy.core.verdicts import Verdicts
from roadworthy.facts.artifacts.listed import WheelFile
from roadworthy.facts.artifacts.wheel import wheel
from roadworthy.facts.artifacts.wheelcode import WheelCode, wheel_code
from roadworthy.testing.builders import build_wheel
from roadworthy.tree.tree import MemoryTree


def parsed(**arguments: object) -> WheelCode:
    name, data = build_wheel(**arguments)  # type: ignore[arg-type]
    tree = MemoryTree({f"dist/{name}": data})
    return wheel_code(wheel(WheelFile(f"dist/{name}", len(data)), tree, Verdicts()), tree, Verdicts())


def names(code: WheelCode) -> list[str]:
    return [module.name for module in code.modules]


def test_only_what_can_be_imported_is_parsed() -> None:
    paths = ("demo/__init__.py", "demo/a.py", "demo/0001_x.py", "demo/no/b.py", "other.py", "demo/c.pyi")
    assert names(parsed(files=dict.fromkeys(paths, ""))) == ["other", "demo", "demo.a"]


def test_modules_of_scripts_come_first_and_the_outer_before_the_inner() -> None:
    paths = ("demo/__init__.py", "demo/x/__init__.py", "demo/x/cli.py", "demo/a.py")
    code = parsed(files=dict.fromkeys(paths, ""), entry_points="[console_scripts]\ndemo = demo.x.cli:main\n")
    assert names(code) == ["demo.x.cli", "demo", "demo.a", "demo.x"]


def test_the_budget_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "WHEEL_SOURCE", 10)
    files = {"demo/__init__.py": "a = 1\n", "demo/b.py": "bbbb = 22\n", "demo/c.py": "c\n"}
    assert names(parsed(files=files)) == ["demo", "demo.c"]


@pytest.mark.parametrize("python", [">=3.99", ">=2.7", "!=3.*", "of old", ">=" + "9" * 5000])
def test_nothing_is_parsed_for_another_python(python: str) -> None:
    assert names(parsed(metadata={"Requires-Python": python})) == []


@pytest.mark.parametrize("tag", ["py2-none-any", "py2.py3-none-any", "py399-none-any", "cp399-cp399-win32"])
def test_nothing_is_parsed_for_other_tags(tag: str) -> None:
    assert names(parsed(tag=tag)) == []


def test_a_wheel_for_this_python_and_later_ones_is_parsed() -> None:
    assert names(parsed(metadata={"Requires-Python": f">=3.{sys.version_info[1]}"})) == ["demo"]
