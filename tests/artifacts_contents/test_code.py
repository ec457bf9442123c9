"""What a wheel installs beside all packages, what its modules say, and what no reader should take."""

from __future__ import annotations

import pytest

from roadworthy.testing.builders import build_sdist, build_wheel
from tests.artifacts.faulty import EXTENSION, INFO, INIT, LINUX, Arguments
from tests.artifacts.test_faulty import reported

DATA = "demo-1.0.data"
SHA512 = "z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg_SpIdNs6c5H0NE8XYXysP-DGNKHfuwvY7kxvUdBeoGlODJ6-SfaPg"
LONG = "demo/" + "a" * 200 + ".json"


def files(*paths: str, **texts: str) -> Arguments:
    return {"files": {INIT: "", **dict.fromkeys(paths, ""), **{f"demo/{n}.py": t for n, t in texts.items()}}}


def script(line: str, name: str = "run") -> Arguments:
    return {"files": {INIT: "", f"{DATA}/scripts/{name}": line}}


def entry(target: str, text: str) -> Arguments:
    return {"files": {INIT: text}, "entry_points": f"[gui_scripts]\ndemo = {target}\n"}


WHEELS: list[tuple[str, Arguments]] = [
    ("wheel-top-level-init", files("__init__.py")),
    ("wheel-top-level-init", files(f"{DATA}/platlib/__init__.py")),
    ("wheel-top-level-file", files("README.md")),
    ("wheel-top-level-file", files("py.typed")),
    ("wheel-top-level-file", files(f"{DATA}/purelib/LICENSE")),
    ("wheel-top-level-without-module", files("assets/logo.svg")),
    ("wheel-top-level-generic", files("test_demo.py")),
    ("wheel-top-level-generic", files(".github/workflows/ci.yml")),
    ("wheel-top-level-generic", files("lib/__init__.py")),
    ("wheel-path-file-included", files("demo.pth")),
    ("wheel-module-not-importable", files("my-demo.py")),
    ("wheel-module-not-importable", files("demo/my-part/__init__.py")),
    ("wheel-module-shadowed", files("random.py")),
    ("wheel-module-shadowed", files("logging/__init__.py")),
    ("wheel-module-twice", files("demo/model.py", "demo/model/__init__.py")),
    ("wheel-egg-info-included", files("demo.egg-info/PKG-INFO")),
    ("wheel-installer-file-included", files(f"{INFO}/INSTALLER")),
    ("wheel-installer-file-included", files(f"{INFO}/direct_url.json")),
    ("wheel-cache-included", files("demo/._model.py")),
    ("bytecode-in-wheel", files(f"{INFO}/x.pyc")),
    ("wheel-path-unportable", files("demo/aux.py")),
    ("wheel-path-unportable", files("demo/what?.json")),
    ("wheel-path-unportable", files("demo/trailing ")),
    ("wheel-path-long", files(LONG)),
    ("wheel-script-shebang", script("#!/usr/bin/env python3\n")),
    ("wheel-script-shebang", script("#!/opt/python3.12\n")),
    ("wheel-code-obfuscated", files(core="__pyarmor\x5fenter__(1)\n")),
    ("wheel-code-obfuscated", files(core="# ---BEGIN PYE FILE---\n# ---\x45ND PYE FILE---\n")),
    ("wheel-syntax-invalid", files(core="def train(\n")),
    ("wheel-syntax-invalid", files(core="x = 1\n<<<<<<< HEAD\n")),
    ("wheel-syntax-invalid", files(core="print 'hello'\n")),
    ("wheel-resource-missing", files(core="import pkgutil\nx = pkgutil.get_data('demo', 'x.json')\n")),
    (
        "wheel-resource-missing",
        files(core="from importlib.resources import files\nX = files(__package__).joinpath('a', 'x.json')\n"),
    ),
    ("entry-point-attribute-missing", entry("demo:main", "def run(): ...\n")),
    ("entry-point-attribute-missing", entry("demo:App.run", "class Application: ...\n")),
    ("wheel-polyglot", {"zip_faults": ["tar"], "tag": LINUX, "files": {INIT: "", **EXTENSION}}),
    ("record-hash-invalid", {"record": {INIT: "sha224=0UoCjCo6K8lHYQK7KII0xBWisB-CjqYqxbPkLw,0"}}),
    (
        "record-hash-mismatch",
        {"record": {INIT: "sha384=" + "A" * 64 + ",0"}},
    ),
    ("artifact-description-unrenderable", {"metadata": {"Description": ".. only a comment\n"}}),
]
SDISTS: list[tuple[str, Arguments]] = [
    ("sdist-path-unportable", {"files": {"src/demo/con.py": ""}}),
    ("sdist-path-unportable", {"files": {"tests/a:b.txt": ""}}),
    ("sdist-code-obfuscated", {"files": {"src/demo/core.pye": "__pyarmor\x5f_(__name__, __file__, b'')"}}),
    ("sdist-polyglot", {"files": {"data.bin": "PK\x05\x06" + " " * 18}}),
    ("sdist-cache-included", {"files": {"src/demo/._core.py": ""}}),
    ("sdist-pyproject-mismatch", {"files": {"pyproject.toml": "[project]\nname = 'other'\n"}}),
    ("sdist-pyproject-mismatch", {"files": {"pyproject.toml": "[project]\nname = 'demo'\nversion = '2'\n"}}),
]
#: What only looks like a fault.
SILENT: list[Arguments] = [
    files("demo.pyi", "demo/__init__.pyi", "demo/py.typed"),
    files("other/__init__.py", "_demo.py"),
    files("demo/random.py", "demo/async.py", "demo/locale/is/__init__.py", "demo/locale/__init__.py"),
    files("demo/model.py", "demo/model/weights.bin"),
    files("demo/tests/data/old.egg-info/PKG-INFO"),
    files("demo/INSTALLER"),
    files("demo/.coveragerc", "demo/auxiliary.py", "demo/a file.csv"),
    {"tag": LINUX, "files": {INIT: "", "demo/what?.json": "", LONG: "", **EXTENSION}},
    script("#!python\n"),
    script("#!pythonw\n"),
    script("#!/bin/sh\nexec python3\n"),
    script("MZ\0", "tool.exe"),
    files(core="mark = '__pyarmor'\n"),
    files(core="# ---BEGIN PYE FILE---\n"),
    {"files": {INIT: "", "demo/templates/__init__.py": "", "demo/templates/a.py": "{{ name }}(\n"}},
    {"files": {INIT: "", "demo/tests/__init__.py": "", "demo/tests/bad.py": "def (\n"}},
    {"files": {INIT: "", "demo/data/bad.py": "def (\n", "demo/py2.py": "print 'x'\n"}},
    {"tag": "py2.py3-none-any", "files": {INIT: "print 'x'\n"}, "metadata": {"Requires-Python": ">=2.7"}},
    {"files": {INIT: "def (\n"}, "metadata": {"Requires-Python": ">=3.99"}},
    files(core="type Alias[T] = list[T]\n"),
    files(core="try:\n    pass\nexcept* OSError:\n    pass\n"),
    entry("demo:main", "from other import *\n"),
    entry("demo:main", "def __getattr__(name): ...\n"),
    entry("demo:main", "try:\n    from fast import main\nexcept ImportError:\n    main = None\n"),
    entry("demo:main", "def make():\n    global main\n    main = 1\n"),
    {**entry("other:main", ""), "metadata": {"Requires-Dist": "other"}},
    files(core="import pkgutil\nx = pkgutil.get_data('other', 'x.json')\n"),
    files(core="import os\nx = os.path.join('demo', 'x.json')\n"),
    files(core="import pkgutil\ntry:\n    x = pkgutil.get_data('demo', 'x')\nexcept OSError:\n    pass\n"),
    {"record": {INIT: f"sha512={SHA512},0"}},
    {"files": {INIT: "", "demo/a.py": "# " + "x" * 500, "demo/b.py": "# " + "x" * 500}},
]


@pytest.mark.parametrize(("rule", "arguments"), WHEELS)
def test_wheel_with_one_fault(rule: str, arguments: Arguments) -> None:
    assert reported(build_wheel, arguments) == {rule}


@pytest.mark.parametrize(("rule", "arguments"), SDISTS)
def test_sdist_with_one_fault(rule: str, arguments: Arguments) -> None:
    assert reported(build_sdist, arguments) == {rule}


@pytest.mark.parametrize("arguments", SILENT)
def test_harmless_wheel(arguments: Arguments) -> None:
    assert reported(build_wheel, arguments) == set()
