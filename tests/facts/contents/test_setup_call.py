"""What setup.py gives to `setup(...)`: worked out as far as it is certain, never run."""

from __future__ import annotations

from typing import Any

import pytest

from roadworthy.core.fault import Unmeasured
from roadworthy.facts.contents.setup_call import SetupCall, read_setup_call
from roadworthy.tree.tree import MemoryTree


def read(text: str) -> SetupCall:
    found = read_setup_call(MemoryTree({"setup.py": text.encode()}))
    assert found is not None
    return found


def find(name: str, keywords: dict[str, Any]) -> list[str]:
    return [name, *sorted(keywords)]


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("['a', 'b']", ["a", "b"]),
        ("('a',) ", ["a"]),
        ("['a', *MORE]", ["a", "x", "y"]),
        ("MORE + ['z']", ["x", "y", "z"]),
        ("'demo' + '.io'", "demo.io"),
        ("f'{NAME}.io'", "demo.io"),
        ("['demo.' + part for part in MORE]", ["demo.x", "demo.y"]),
        ("{'': 'src', NAME: 'lib'}", {"": "src", "demo": "lib"}),
        ("list(MORE)", ["x", "y"]),
        ("sorted(['b', 'a'])", ["a", "b"]),
        ("dict()", {}),
        ("os.path.join('src', NAME)", "src/demo"),
        ("find_packages('src', exclude=['tests'])", ["find_packages", "exclude", "where"]),
        ("PackageFinder.find()", ["find_packages"]),
        ("PEP420PackageFinder.find('src')", ["find_namespace_packages", "where"]),
    ],
)
def test_a_value_that_is_certain(expression: str, value: Any) -> None:
    text = f"NAME = 'demo'\nMORE = ['x', 'y']\nsetup(packages={expression})\n"
    assert read(text).value("packages", find) == value


@pytest.mark.parametrize(
    "expression",
    [
        "UNKNOWN",
        "read()",
        "own(['a'])",
        "['a'] + 'b'",
        "1 + 2",
        "{**MORE}",
        "f'{NAME!r}'",
        "find_packages(**MORE)",
        "list(['a'], key=1)",
        "Other.find()",
        "[part for part in MORE if part]",
        "-1",
    ],
)
def test_a_value_that_is_computed_is_not_measured(expression: str) -> None:
    text = f"NAME = 'demo'\nMORE = ['x']\ndef own(names):\n    return names\nsetup(packages={expression})\n"
    with pytest.raises(Unmeasured, match=r"setup\.py computes `packages`"):
        read(text).value("packages", find)


def test_a_value_that_doubles_is_not_worked_out() -> None:
    names = "\n".join(f"A{number} = A{number - 1} + A{number - 1}" for number in range(1, 60))
    with pytest.raises(Unmeasured, match=r"setup\.py computes `packages`"):
        read(f"A0 = ['x'] * 1\nA0 = ['x']\n{names}\nsetup(packages=A59)\n").value("packages")


@pytest.mark.parametrize(
    "text",
    [
        "setup(**dict(name='demo', packages=['demo']))",
        "setup(**{'name': 'demo', 'packages': ['demo']})",
        "ALL = {'packages': ['demo']}\nsetup(name='demo', **ALL)",
    ],
)
def test_arguments_that_are_unpacked_are_read(text: str) -> None:
    found = read(text)
    assert found.value("packages") == ["demo"]
    assert found.value("py_modules") is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("setup('demo')", "setup.py gives `setup` unnamed arguments"),
        ("setup(**read())", "setup.py gives `setup` arguments that are computed"),
        ("setup(**{key: 1})", "setup.py gives `setup` arguments that are computed"),
        ("setup()\nsetup()", "setup.py calls `setup` 2 times"),
        ("pass", "setup.py calls `setup` 0 times"),
        ("setup(", "setup.py cannot be read"),
    ],
)
def test_a_call_that_cannot_be_read_says_why(text: str, reason: str) -> None:
    with pytest.raises(Unmeasured, match=f"^{reason.replace('.', '[.]')}$"):
        read(text)


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("open('a', 'w')", "setup.py writes files"),
        ("io.open('a', mode='ab')", "setup.py writes files"),
        ("Path('a').write_text('')", "setup.py writes files"),
        ("shutil.copy('a', 'b')", "setup.py copies or removes files"),
        ("os.chdir('a')", "setup.py changes the working directory"),
        ("subprocess.run(['make'])", "setup.py runs other programs"),
        ("os.system('make')", "setup.py runs other programs"),
        ("open('a')", ""),
        ("open('a', mode)", ""),
        ("shutil.which('make')", ""),
    ],
)
def test_a_script_that_may_make_files_says_so(statement: str, reason: str) -> None:
    assert read(f"{statement}\nsetup(name='demo')\n").writes == reason


def test_no_script_is_no_call() -> None:
    assert read_setup_call(MemoryTree({})) is None
