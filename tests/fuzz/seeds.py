"""What fuzzing starts from: the examples of all pages, by kind of input, and what pages cannot hold."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from dataclasses import dataclass

from roadworthy.testing import examples, installed_rules
from tests.evidence.support import database
from tests.fuzz.recipes import RECIPES
from tests.hostile.support import BASE

Files = Mapping[str, bytes]


@dataclass(frozen=True)
class Seed:
    """A project, and the file in it that is to be changed."""

    files: Files
    path: str


_UV = b"""version = 1
requires-python = ">=3.11"

[[package]]
name = "demo"
version = "1.0"
source = { editable = "." }
dependencies = [{ name = "numpy", marker = "sys_platform == 'linux'" }]

[[package]]
name = "numpy"
version = "2.1.0"
source = { registry = "https://index.example/simple" }
wheels = [{ url = "https://index.example/numpy-2.1.0-py3-none-any.whl", hash = "sha256:00", size = 5 }]
"""
_POETRY = b"""[[package]]
name = "numpy"
version = "2.1.0"
optional = false
python-versions = ">=3.10"
files = [{file = "numpy-2.1.0.tar.gz", hash = "sha256:00"}]

[metadata]
lock-version = "2.1"
python-versions = "^3.11"
content-hash = "00"
"""
_SETUP = b"""from setuptools import find_packages, setup

REQUIRES = ["numpy>=1.26", "pandas<3"]
setup(
    name="demo",
    version="1.0",
    packages=find_packages("src"),
    package_dir={"": "src"},
    install_requires=REQUIRES,
    extras_require={"test": ["pytest"]},
    classifiers=["Typing :: Typed"],
    python_requires=">=3.11",
)
"""
_CFG = b"""[metadata]
name = demo
version = attr: demo.__version__
classifiers =
    Typing :: Typed
[options]
packages = find:
package_dir =
    = src
install_requires =
    numpy>=1.26  # fast
    pandas; python_version < "3.13"
[options.packages.find]
where = src
[tool:pytest]
addopts = -q --cov=demo
[coverage:run]
branch = true
"""
_REQUIREMENTS = b"""-r other.txt
--index-url https://index.example/simple
numpy==2.1.0 \\
    --hash=sha256:0000000000000000000000000000000000000000000000000000000000000000
pandas[excel]>=2; python_version < "3.13"  # tables
-e git+https://git.example/demo.git@main#egg=demo
./local.whl
torch @ https://index.example/torch.whl
"""
_LCOV = b"TN:\nSF:src/demo/__init__.py\nDA:1,1\nDA:2,0\nend_of_record\n"
_XML = (
    b'<?xml version="1.0"?><coverage version="7.6"><sources><source>src</source></sources><packages><package>'
    b'<classes><class filename="demo/__init__.py"><lines><line number="1" hits="1"/></lines></class>'
    b"</classes></package></packages></coverage>"
)
_COVERAGE = {
    "meta": {"version": "7.6.0", "format": 3, "show_contexts": True},
    "files": {
        "src/demo/__init__.py": {
            "executed_lines": [1],
            "missing_lines": [2],
            "excluded_lines": [],
            "contexts": {"1": ["tests/test_demo.py::test_demo|run"]},
        }
    },
}
#: By kind, files that pages cannot hold or hold too few of.
_MORE: Mapping[str, Mapping[str, bytes]] = {
    "lock": {"uv.lock": _UV, "poetry.lock": _POETRY},
    "ini": {
        "setup.cfg": _CFG,
        "tox.ini": b"[tox]\nenvlist = py311\n[testenv]\ndeps =\n    pytest\ncommands = pytest {posargs}\n",
        "pytest.ini": b"[pytest]\naddopts = -q\ntestpaths = tests\n",
        ".coveragerc": b"[run]\nbranch = true\nomit =\n    tests/*\n",
    },
    "requirements": {"requirements.txt": _REQUIREMENTS, "requirements-dev.txt": _REQUIREMENTS},
    "python": {"setup.py": _SETUP},
    "coverage": {
        "coverage.json": json.dumps(_COVERAGE).encode(),
        "coverage.xml": _XML,
        "lcov.info": _LCOV,
        ".coverage": database(),
    },
}


def kind_of(path: str) -> str | None:
    """Return the kind of input that a file is; None for one of no interest."""
    name = path.rpartition("/")[2].lower()
    if path == ".git/index":
        return "git"
    if path.startswith("dist/"):
        return "wheel" if name.endswith(".whl") else "sdist"
    for kind, ends in _ENDS.items():
        if name.endswith(ends):
            return kind
    if name.startswith(("dockerfile", "containerfile")):
        return "dockerfile"
    if "requirements" in name and name.endswith((".txt", ".in")):
        return "requirements"
    return "other" if name in _OTHERS else None


_ENDS = {
    "lock": ("uv.lock", "poetry.lock", "pdm.lock", "pipfile.lock", "pylock.toml"),
    "toml": (".toml", "pipfile"),
    "yaml": (".yml", ".yaml"),
    "notebook": (".ipynb",),
    "python": (".py",),
    "ini": (".cfg", ".ini", ".coveragerc"),
    "dockerfile": ("dockerfile", ".gitignore", ".dockerignore"),
    "prose": (".md", ".rst", "license"),
}

#: Files of formats of their own, which few pages show.
_OTHERS = frozenset(
    "manifest.in pkg-info .python-version .gitattributes .gitmodules .hgignore head .env".split()
)

#: How native code starts.
_NATIVE = (b"\x7fELF", b"\xcf\xfa\xed\xfe", b"PE\0\0")


@functools.cache
def seeds() -> Mapping[str, tuple[Seed, ...]]:
    """Return the seeds by kind of input, in an order that does not depend on the run."""
    base = {path: text.encode() for path, text in BASE.items()}
    found: dict[str, list[Seed]] = {}
    for rule in installed_rules():
        for example in examples(rule):
            files = {**base, **example.files}
            for path in sorted(example.files):
                kind = kind_of(path)
                if kind:
                    found.setdefault(kind, []).append(Seed(files, path))
                if kind == "wheel" and any(mark in files[path] for mark in _NATIVE):
                    found.setdefault("native", []).append(Seed(files, path))
    tests = {"tests/test_demo.py": b"import demo\n\n\ndef test_demo():\n    assert demo\n"}
    for kind, more in _MORE.items():
        for path, data in more.items():
            found.setdefault(kind, []).extend([Seed({**base, **tests, path: data}, path)] * 20)
    found["recipe"] = [Seed({**base, **tests, **RECIPES}, path) for path in RECIPES]
    return {kind: tuple(items) for kind, items in sorted(found.items())}
