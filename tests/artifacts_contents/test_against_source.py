"""Artifacts that do not fit the source are reported by the rule that is meant, and those that fit by none."""

from __future__ import annotations

from typing import Any

import pytest

from roadworthy.testing.builders import build_sdist, build_wheel, git_index
from roadworthy.testing.pages import inspect_files, plugins
from tests.artifacts.faulty import INIT, scripts

#: Wheel's arguments, more of `[project]`, more files of the source.
Case = tuple[dict[str, Any], str, tuple[str, ...]]
TYPED = "src/demo/py.typed"
#: What is installed as `demo/__init__.py` is.
PURELIB = "demo-1.0.data/purelib/demo/__init__.py"
FAULTY: list[tuple[str, Case]] = [
    ("artifact-version-stale", ({"version": "0.9"}, "", ())),
    ("artifact-python-mismatch", ({}, 'requires-python = ">=3.10"', ())),
    (
        "artifact-python-mismatch",
        ({"metadata": {"Requires-Python": ">=3.8"}}, 'requires-python = ">=3.10"', ()),
    ),
    ("artifact-dependencies-mismatch", ({}, 'dependencies = ["tool"]', ())),
    ("artifact-dependencies-mismatch", ({"metadata": {"Requires-Dist": "tool"}}, "dependencies = []", ())),
    ("wheel-module-missing", ({}, "", ("src/demo/core.py",))),
    ("wheel-module-missing", ({}, "", ("src/demo/_vendor/core.py",))),
    ("wheel-module-missing", ({"files": {PURELIB: ""}}, "", ("src/demo/core.py",))),
    ("wheel-typed-marker-not-shipped", ({}, "", (TYPED,))),
    ("wheel-data-missing", ({}, "", ("src/demo/schemas/order.json",))),
    ("wheel-data-missing", ({}, "", ("src/demo/page.html", "src/demo/page.md"))),
    ("wheel-module-stale", ({"files": {INIT: "", "demo/old.py": ""}}, "", ())),
    ("wheel-scripts-mismatch", ({}, 'scripts = { demo = "demo:main" }', ())),
    ("wheel-scripts-mismatch", ({}, 'gui-scripts = { demo = "demo:main" }', ())),
    ("wheel-scripts-mismatch", (scripts("demo = demo:main"), "scripts = {}", ())),
    ("artifact-extras-mismatch", ({}, 'optional-dependencies = { plot = ["tool"] }', ())),
    (
        "artifact-extras-mismatch",
        ({"metadata": {"Provides-Extra": "old"}}, "optional-dependencies = {}", ()),
    ),
    ("entry-point-target-missing", ({"entry_points": "[console_scripts]\ndemo = demo.cli:main\n"}, "", ())),
]
FITTING: list[Case] = [
    ({}, "", ()),
    ({"files": {PURELIB: "", "demo-1.0.data/purelib/demo/core.py": ""}}, "", ("src/demo/core.py",)),
    ({"files": {INIT: "", "demo-1.0.data/purelib/demo/core.py": ""}}, "", ("src/demo/core.py",)),
    ({}, "", ("src/demo/tests/core.py", "src/demo/test_core.py", "src/demo/migrations/0001_first.py")),
    ({}, "[tool.hatch.build]\nexclude = []", ("src/demo/core.py",)),
    ({"version": "0.8", "files": {INIT: ""}}, "dynamic = []", ()),
    ({"metadata": {"Requires-Python": "<4,>=3.10"}}, 'requires-python = ">=3.10, <4"', ()),
    ({"metadata": {"Requires-Dist": "a-tool (>=1.0)"}}, 'dependencies = ["A.Tool>=1"]', ()),
    ({"files": {INIT: "", "demo/py.typed": ""}}, "", (TYPED,)),
    (
        {
            "entry_points": "[console_scripts]\ndemo = other.cli:main\n",
            "metadata": {"Requires-Dist": "other"},
        },
        'dependencies = ["other"]',
        (),
    ),
    (
        {},
        "",
        ("src/demo/tests/order.json", "src/demo/README.md", "src/demo/_fast.pyx", "src/demo/.hidden.json"),
    ),
    ({"files": {INIT: "", "demo/order.json": ""}}, "", ("src/demo/order.json",)),
    ({"files": {INIT: "", "demo/_version.py": "", "demo/order_pb2.py": "", "other.py": ""}}, "", ()),
    ({"files": {INIT: "", "demo/old.py": ""}}, "", ("setup.py",)),
    (scripts("demo = demo : main"), 'scripts = { demo = "demo:main" }', ()),
    (scripts("demo = demo:main"), "", ()),
    (
        {"metadata": {"Provides-Extra": "plot-all", "Requires-Dist": "tool; extra == 'plot-all'"}},
        'optional-dependencies = { "Plot_All" = ["tool"], none = [] }',
        (),
    ),
]


def reported(case: Case) -> set[str]:
    arguments, more, files = case
    name, data = build_wheel(**arguments)
    version = "" if "dynamic" in more else 'version = "1.0"\n'
    project = f'[project]\nname = "demo"\n{version}{more}\n'
    tree = {"pyproject.toml": project.encode(), f"dist/{name}": data, "src/demo/__init__.py": b""}
    tree |= dict.fromkeys(files, b"")
    rules = [rule for rule in plugins().rules.values() if rule.default and rule.group == "artifacts"]
    return {finding.rule for finding in inspect_files(tree, rules).findings}


@pytest.mark.parametrize(("rule", "case"), FAULTY)
def test_wheel_that_does_not_fit(rule: str, case: Case) -> None:
    assert reported(case) == {rule}


@pytest.mark.parametrize("case", FITTING)
def test_wheel_that_fits(case: Case) -> None:
    assert reported(case) == set()


def test_wheel_and_sdist_that_differ() -> None:
    pairs = (build_wheel(metadata={"Requires-Python": ">=3.10"}), build_sdist())
    rules = [rule for rule in plugins().rules.values() if rule.default and rule.group == "artifacts"]
    result = inspect_files({f"dist/{name}": data for name, data in pairs}, rules)
    assert {finding.rule for finding in result.findings} == {"wheel-sdist-mismatch"}


TRACKED = ("pyproject.toml", "src/demo/__init__.py")
#: Wheel's and sdist's headers that say the same in other words, or differ as they may.
SAME: list[tuple[dict[str, str], dict[str, str]]] = [
    ({"Requires-Dist": "b\na[x]>=1,<2; extra == 'y'"}, {"Requires-Dist": 'A[x]<2,>=1 ; extra == "y"\nB'}),
    ({"Summary": "A demo"}, {"Summary": "A demo", "Dynamic": "Requires-Dist"}),
    ({"Requires-Dist": "tool"}, {"Dynamic": "Requires-Dist"}),
    ({"Classifier": "Typing :: Typed"}, {"Metadata-Version": "2.3"}),
    ({"Provides-Extra": "a-b"}, {"Provides-Extra": "A.b"}),
    ({"License": "UNKNOWN"}, {}),
]
DIFFERENT: list[tuple[dict[str, str], dict[str, str]]] = [
    ({"Requires-Dist": "tool>=1"}, {"Requires-Dist": "tool>=2"}),
    ({"Provides-Extra": "a"}, {"Provides-Extra": "a\nb"}),
    ({"Summary": "A demo"}, {"Summary": "Another demo"}),
    ({"Classifier": "Typing :: Typed"}, {}),
    ({"Project-URL": "Source, https://example.com"}, {"Project-URL": "Source, https://example.org"}),
    ({"License-Expression": "MIT"}, {"License-Expression": "ISC"}),
    ({"Author-email": "ada@example.com"}, {}),
]


def reported_pair(wheel: dict[str, str], sdist: dict[str, str]) -> set[str]:
    pairs = (build_wheel(metadata=wheel), build_sdist(metadata=sdist))
    rules = [rule for rule in plugins().rules.values() if rule.default and rule.group == "artifacts"]
    result = inspect_files({f"dist/{name}": data for name, data in pairs}, rules)
    return {finding.rule for finding in result.findings}


@pytest.mark.parametrize(("wheel", "sdist"), DIFFERENT)
def test_fields_that_differ(wheel: dict[str, str], sdist: dict[str, str]) -> None:
    assert reported_pair(wheel, sdist) - {"sdist-license-text-missing"} == {"wheel-sdist-mismatch"}


@pytest.mark.parametrize(("wheel", "sdist"), SAME)
def test_fields_that_mean_the_same(wheel: dict[str, str], sdist: dict[str, str]) -> None:
    assert reported_pair(wheel, sdist) <= {"sdist-metadata-old"}


def reported_sdist(
    tracked: tuple[str, ...], files: tuple[str, ...], more: str = "", **arguments: Any
) -> set[str]:
    """Return what is said of an sdist of the files of a checkout, of which Git tracks some."""
    project = f'[project]\nname = "demo"\nversion = "1.0"\n{more}'
    held = {"src/demo/__init__.py": "", "pyproject.toml": project, **dict.fromkeys(files, "")}
    name, data = build_sdist(files=held, **arguments)
    # A submodule is tracked as one path, and is no file.
    tree = dict.fromkeys(set(tracked) - {"vendor"}, b"") | {
        "pyproject.toml": project.encode(),
        f"dist/{name}": data,
    }
    tree |= {".git/HEAD": b"ref: refs/heads/main\n", ".git/index": git_index(tracked)}
    rules = [
        r
        for r in plugins().rules.values()
        if r.default and r.group == "artifacts" and r.name != "wheel-missing"
    ]
    return {finding.rule for finding in inspect_files(tree, rules).findings}


@pytest.mark.parametrize(
    ("rule", "tracked", "files"),
    [
        ("sdist-file-missing", (*TRACKED, "src/demo/core.py"), ()),
        ("sdist-file-missing", (*TRACKED, "src/demo/order.json"), ()),
        ("sdist-file-missing", (*TRACKED, "setup.py"), ()),
        ("sdist-file-missing", (*TRACKED, "src/fast/core.rs"), ()),
        ("sdist-file-untracked", TRACKED, ("notes.txt",)),
        ("sdist-file-untracked", TRACKED, ("src/demo/secret.csv",)),
        ("sdist-file-untracked", TRACKED, ("tests/test_new.py",)),
    ],
)
def test_sdist_that_is_not_what_git_tracks(
    rule: str, tracked: tuple[str, ...], files: tuple[str, ...]
) -> None:
    assert reported_sdist(tracked, files) == {rule}


@pytest.mark.parametrize(
    ("tracked", "files", "more"),
    [
        (TRACKED, (), ""),
        ((*TRACKED, "tests/test_demo.py", ".gitignore", "docs/index.md", "src/demo/tests/x.json"), (), ""),
        ((*TRACKED, ".github/workflows/ci.yml", "src/demo/locale/de.po", "src/demo/README.md"), (), ""),
        (TRACKED, ("setup.cfg", "demo.egg-info/PKG-INFO", "src/demo/_version.py", "LICENSE"), ""),
        (TRACKED, ("src/demo/fast.c", "src/demo/order_pb2.py", "src/demo/de.mo"), ""),
        (TRACKED, ("notes.txt",), '[tool.hatch.build]\nartifacts = ["notes.txt"]\n'),
        ((*TRACKED, "src/demo/core.py"), (), '[tool.hatch.build]\nexclude = ["core.py"]\n'),
        ((*TRACKED, "vendor"), ("vendor/lib.txt",), ""),
    ],
)
def test_sdist_of_what_git_tracks(tracked: tuple[str, ...], files: tuple[str, ...], more: str) -> None:
    assert reported_sdist(tracked, files, more) == set()


def test_sdist_with_another_pyproject() -> None:
    held = {"src/demo/__init__.py": "", "pyproject.toml": '[project]\nname = "demo"\nversion = "1.0"\n'}
    name, data = build_sdist(files=held)
    ours = b'[project]\nname = "demo"\nversion = "1.0"\nkeywords = ["x"]\n'
    rules = [rule for rule in plugins().rules.values() if rule.group == "artifacts" and rule.default]
    result = inspect_files({"pyproject.toml": ours, f"dist/{name}": data}, rules)
    assert {finding.rule for finding in result.findings} == {"sdist-pyproject-mismatch", "wheel-missing"}
