"""What an archive should not hold is reported by the rule that is meant; what only looks like it, by none."""

from __future__ import annotations

import pytest

from roadworthy.testing.builders import build_sdist, build_wheel
from tests.artifacts.faulty import INIT, Arguments
from tests.artifacts.test_faulty import reported

KEY = "-----BEGIN RSA PRIVATE KEY-----\n"


def files(*paths: str) -> Arguments:
    return {"files": {INIT: "", **dict.fromkeys(paths, "")}}


WHEELS: list[tuple[str, Arguments]] = [
    ("wheel-secret-included", {"files": {INIT: "", "service/__init__.py": "", "service/id_rsa": KEY}}),
    (
        "wheel-secret-included",
        {
            "files": {
                INIT: "",
                "service/__init__.py": "",
                "service/.pypirc": "[pypi]\npassword = pypi-AgEIcHlwaS5v\n",
            }
        },
    ),
    (
        "wheel-secret-included",
        {"files": {INIT: "", "service/__init__.py": "", "service/.env": "API_KEY=0f3c1d5e7a9b\n"}},
    ),
    ("wheel-repository-included", files("demo/service/.git/HEAD")),
    ("wheel-repository-included", files("demo/service/.svn/entries")),
    ("wheel-cache-included", files("demo/service/.ruff_cache/x")),
    ("wheel-cache-included", files("demo/service/.idea/workspace.xml")),
    ("wheel-cache-included", files("demo/service/Thumbs.db")),
    ("wheel-cache-included", files("__MACOSX/._demo")),
    ("wheel-setup-file-included", files("setup.py")),
    ("wheel-setup-file-included", files("pyproject.toml")),
    ("wheel-top-level-generic", files("tests/__init__.py")),
    ("wheel-top-level-generic", files("docs/index.md")),
    ("wheel-case-collision", files("demo/README", "demo/readme")),
    ("wheel-member-unsafe", {**files("demo/run"), "modes": {"demo/run": 0o4755}}),
    ("wheel-member-unsafe", {**files("demo/link"), "modes": {"demo/link": 0o120777}}),
    ("wheel-empty", {"files": {}}),
    ("wheel-typed-marker-missing", files("demo/_fast.pyi")),
]
SDISTS: list[tuple[str, Arguments]] = [
    ("sdist-secret-included", {"files": {".env": "DATABASE_PASSWORD=correct-horse-battery\n"}}),
    ("sdist-secret-included", {"files": {"deploy/server.pem": KEY}}),
    ("sdist-repository-included", {"files": {".git/config": ""}}),
    ("sdist-repository-included", {"files": {".hg/store/x": ""}}),
    ("sdist-cache-included", {"files": {".mypy_cache/3.12/x": ""}}),
    ("sdist-cache-included", {"files": {"src/demo/.DS_Store": ""}}),
    ("sdist-environment-included", {"files": {".venv/pyvenv.cfg": ""}}),
    ("sdist-environment-included", {"files": {"web/node_modules/left/x.js": ""}}),
    ("sdist-product-included", {"files": {"src/demo/__pycache__/x.cpython-312.pyc": ""}}),
    ("sdist-product-included", {"files": {"dist/demo-0.9.tar.gz": ""}}),
    ("sdist-product-included", {"files": {"build/lib/demo/x.py": ""}}),
    ("sdist-product-included", {"files": {"demo/_fast.abi3.so": "\x7fELF"}}),
]
#: What other tools report, and is no fault.
SILENT_WHEELS: list[Arguments] = [
    files("demo/tests/test_demo.py", "demo/data/setup.py", "demo/.github/workflow.yml"),
    files("demo.libs/libz.so", "demo/migrations/0001_first.py", "demo/proto/demo_pb2.py"),
    files("demo/a/py.typed", "demo/b/py.typed", "demo-stubs/__init__.pyi"),
    {"files": {INIT: "", "service/__init__.py": "", "service/ca.pem": "-----BEGIN CERTIFICATE-----\n"}},
    {"files": {INIT: "", "service/__init__.py": "", "service/.env.example": "API_KEY=0f3c1d5e7a9b\n"}},
    {**files("demo/run"), "modes": {"demo/run": 0o777}},
    {"files": {}, "metadata": {"Requires-Dist": "tool"}},
]
SILENT_SDISTS: list[Arguments] = [
    {"files": {"tests/data/old.pyc": "", "tests/wheels/demo-0.9-py3-none-any.whl": ""}},
    {"files": {"tests/data/id_rsa": KEY, ".github/workflows/ci.yml": "", ".gitignore": ""}},
]


@pytest.mark.parametrize(("rule", "arguments"), WHEELS)
def test_wheel_with_one_fault(rule: str, arguments: Arguments) -> None:
    assert reported(build_wheel, arguments) == {rule}


@pytest.mark.parametrize(("rule", "arguments"), SDISTS)
def test_sdist_with_one_fault(rule: str, arguments: Arguments) -> None:
    assert reported(build_sdist, arguments) == {rule}


@pytest.mark.parametrize("arguments", SILENT_WHEELS)
def test_harmless_wheel(arguments: Arguments) -> None:
    assert reported(build_wheel, arguments) == set()


@pytest.mark.parametrize("arguments", SILENT_SDISTS)
def test_harmless_sdist(arguments: Arguments) -> None:
    assert reported(build_sdist, arguments) == set()
