"""Findings that join others: what they say, and that ignores, baseline and score know each one by itself."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from roadworthy.commands.cli import main
from roadworthy.core.result import ProjectResult
from roadworthy.projects.baseline import NAME
from roadworthy.testing.pages import inspect_files, installed_rules
from tests.cli.conftest import GOOD

HEAD = {"pyproject.toml": '[project]\nname = "demo"\nversion = "1"\n', "src/demo/__init__.py": ""}


def module(*names: str) -> str:
    """Return a module of functions that do something."""
    return "\n\n".join(f"def {name}(rows):\n    return sorted(rows + [1])\n" for name in names)


def a_class(name: str, *methods: str) -> str:
    """Return a class of methods that do something."""
    body = "\n".join(f"    def {one}(self, rows):\n        return sorted(rows + [1])\n" for one in methods)
    return f"class {name}:\n{body}\n\n"


def calling(*names: str, of: str = "model") -> str:
    """Return a test that calls functions."""
    called = "".join(f"    assert {of}.{name}([1])\n" for name in names)
    return f"from demo import {of}\n\n\ndef test_it():\n{called}"


def judged(files: dict[str, str]) -> ProjectResult:
    rules = [rule for rule in installed_rules() if rule.name == "public-function-untested"]
    return inspect_files({path: text.encode() for path, text in {**HEAD, **files}.items()}, rules)


def messages(files: dict[str, str]) -> list[str]:
    return [finding.message for finding in judged(files).findings]


UNTESTED = "no test reaches"


@pytest.mark.parametrize(
    ("model", "tested", "expected"),
    [
        (
            module("a", "b", "c", "d"),
            ["a"],
            [f"{UNTESTED} 3 of the 4 public functions of `src/demo/model.py`: `b`, `c`, `d`"],
        ),
        # Methods of one name are named with their classes.
        (
            module("a") + "\n\n" + a_class("B", "f") + a_class("C", "f") + a_class("D", "g"),
            ["a"],
            [f"{UNTESTED} 3 of the 4 public functions of `src/demo/model.py`: `B.f`, `C.f`, `D.g`"],
        ),
        # Two functions are two findings, and so are three of six.
        (module("a", "b", "c"), ["a"], [f"{UNTESTED} `demo.model.b`", f"{UNTESTED} `demo.model.c`"]),
        (module(*"abcdef"), ["a", "b", "c"], [f"{UNTESTED} `demo.model.{name}`" for name in "def"]),
        (
            module(*"abcdefghijklmn"),
            list("abcdefgh"),
            [f"{UNTESTED} 6 of the 14 public functions of `src/demo/model.py`: `i`, `j`, `k` and 3 more"],
        ),
        (
            module("a", "b") + "\n\n" + a_class("Model", "fit", "save", "load"),
            ["a", "b"],
            [f"{UNTESTED} any of the 3 public methods of `Model`: `fit`, `save`, `load`"],
        ),
    ],
)
def test_functions_of_one_place_are_one_finding(model: str, tested: list[str], expected: list[str]) -> None:
    assert messages({"src/demo/model.py": model, "tests/test_it.py": calling(*tested)}) == expected


def test_a_directory_that_tests_leave_out_is_one_finding() -> None:
    files = {
        "src/demo/model.py": module("a"),
        "src/demo/ports/__init__.py": "",
        "src/demo/ports/http.py": module("get", "put"),
        "src/demo/ports/queue.py": module("push", "pull", "peek", "drop"),
        "tests/test_it.py": calling("a"),
    }
    assert messages(files) == [f"{UNTESTED} any of the 6 public functions of `src/demo/ports/`"]
    files["tests/test_it.py"] += (
        "\n\ndef test_get():\n    from demo.ports.http import get\n\n    assert get([1])\n"
    )
    assert messages(files) == [
        f"{UNTESTED} `demo.ports.http.put`",
        f"{UNTESTED} any of the 4 public functions of `src/demo/ports/queue.py`: `push`, `pull`, `peek`"
        " and 1 more",
    ]


def test_its_place_is_the_first_function_and_all_others_are_related() -> None:
    files = {"src/demo/model.py": module(*"abcd"), "tests/test_it.py": calling("a")}
    (finding,) = judged(files).findings
    assert (finding.place.path, finding.place.line) == ("src/demo/model.py", 5)
    assert [place.line for place in finding.related] == [9, 13]
    assert finding.details == {"functions": ["demo.model.b", "demo.model.c", "demo.model.d"]}


def test_a_comment_accepts_one_function_and_the_finding_where_it_accepts_all() -> None:
    accept = "  # roadworthy: ignore[public-function-untested] only shown"
    model = module(*"abcd")
    files = {"src/demo/model.py": model.replace("b(rows):", f"b(rows):{accept}")}
    files["tests/test_it.py"] = calling("a")
    (finding,) = judged(files).findings
    assert (finding.place.line, finding.accepted) == (9, None)
    assert [place.line for place in finding.related] == [13]
    for name in "cd":
        files["src/demo/model.py"] = files["src/demo/model.py"].replace(
            f"{name}(rows):", f"{name}(rows):{accept}"
        )
    (finding,) = judged(files).findings
    assert finding.accepted is not None


def test_the_rule_takes_for_each_function_that_is_joined() -> None:
    joined = {"src/demo/model.py": module(*"abcd"), "tests/test_it.py": calling("a")}
    apart = {"src/demo/model.py": module("a", "b"), "src/demo/other.py": module("c", "d")}
    apart["tests/test_it.py"] = calling("a")
    affected = {
        rule.affected
        for files in (joined, apart)
        for rule in judged(files).rules
        if rule.name == "public-function-untested"
    }
    assert affected == {3}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a project with three untested functions of four, which is the working directory."""
    (tmp_path / "src" / "demo").mkdir(parents=True)
    (tmp_path / "tests").mkdir()
    (tmp_path / "pyproject.toml").write_text(GOOD)
    (tmp_path / "src" / "demo" / "__init__.py").write_text("")
    (tmp_path / "src" / "demo" / "model.py").write_text(module(*"abcd"))
    (tmp_path / "tests" / "test_it.py").write_text(calling("a"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def check(*options: str) -> int:
    select = ("--select", "public-function-untested", "--fail-on", "warning")
    return main(["check", "--no-cache", *select, *options])


def known(project: Path) -> list[str]:
    rows = json.loads((project / NAME).read_text())["findings"].values()
    return sorted(row[2] for row in rows if row)


def test_the_baseline_keeps_each_function(project: Path) -> None:
    assert check() == 1
    assert check("--accept-new") == 0
    assert known(project) == [f"{UNTESTED} `demo.model.{name}`" for name in "bcd"]
    assert check() == 0
    # A function more is new, although the file was known.
    (project / "src" / "demo" / "model.py").write_text(module(*"abcde"))
    assert check() == 1
    # Tests for some of them leave findings that are not joined any more, and known.
    (project / "src" / "demo" / "model.py").write_text(module(*"abcd"))
    (project / "tests" / "test_it.py").write_text(calling("a", "b"))
    assert check() == 0
    assert check("--update-baseline") == 0
    assert known(project) == [f"{UNTESTED} `demo.model.{name}`" for name in "cd"]


def test_a_file_that_is_named_shows_what_is_joined_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    files = {
        **HEAD,
        "src/demo/model.py": module("a"),
        "src/demo/ports/__init__.py": "",
        "src/demo/ports/http.py": module("get", "put"),
        "src/demo/ports/queue.py": module("push", "pull", "peek", "drop"),
        "tests/test_it.py": calling("a"),
    }
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    monkeypatch.chdir(tmp_path)
    for name, lines in {"queue": [1, 5, 9, 13], "http": [1, 5]}.items():
        arguments = ["--select", "public-function-untested", "--output-format", "json"]
        main(["check", "--no-cache", *arguments, f"src/demo/ports/{name}.py"])
        ((finding,),) = (project["findings"] for project in json.loads(capsys.readouterr().out)["projects"])
        places = [finding, *finding["related"]]
        assert [place["line"] for place in places] == lines
        assert {place["path"] for place in places} == {f"src/demo/ports/{name}.py"}


def told_of(name: str, files: dict[str, str]) -> list[str]:
    rules = [rule for rule in installed_rules() if rule.name == name]
    result = inspect_files({path: text.encode() for path, text in files.items()}, rules)
    return [finding.message for finding in result.findings]


@pytest.mark.parametrize(
    ("folders", "expected"),
    [
        (["plugins"], ["`demo.plugins.fit` would not be installed: `demo/plugins` has no `__init__.py`"]),
        (
            ["plugins", "themes"],
            [
                "modules in 2 directories would not be installed: no `__init__.py` in `demo/plugins`,"
                " `demo/themes`"
            ],
        ),
    ],
)
def test_directories_that_lack_the_same_are_joined(folders: list[str], expected: list[str]) -> None:
    setup = "from setuptools import find_packages, setup\n\nsetup(name='demo', packages=find_packages())\n"
    files = {f"demo/{folder}/fit.py": "def fit(rows):\n    return rows\n" for folder in folders}
    assert told_of("module-not-shipped", {"setup.py": setup, "demo/__init__.py": "", **files}) == expected


@pytest.mark.parametrize(
    ("errors", "expected"),
    [
        (["KeyError"], ["the cell failed with `KeyError`, and the notebook stores the traceback"]),
        (
            ["KeyError", "NameError", "KeyError"],
            ["3 cells failed, and the notebook stores their tracebacks: `KeyError`, `NameError`"],
        ),
        (["KeyboardInterrupt"], []),
    ],
)
def test_the_tracebacks_of_a_notebook_are_joined(errors: list[str], expected: list[str]) -> None:
    cells = [
        {
            "cell_type": "code",
            "execution_count": number,
            "metadata": {},
            "outputs": [{"output_type": "error", "ename": error, "evalue": "", "traceback": []}],
            "source": f"x = {number}",
        }
        for number, error in enumerate(errors)
    ]
    text = json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 4})
    assert told_of("notebook-traceback-stored", {"fit.ipynb": text}) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("self.delay = self.least", 0),
        ("self.found = None", 0),
        ("self.delay = self.least + 1", 1),
        ("self.delay = 3", 1),
        ("delay = self.least", 1),
    ],
)
def test_a_method_that_sets_an_attribute_back_needs_no_test(body: str, expected: int) -> None:
    source = (
        f"def fit(rows):\n    return sorted(rows)\n\nclass Waiting:\n    def reset(self):\n        {body}\n"
    )
    files = {"src/demo/model.py": source, "tests/test_it.py": calling("fit")}
    assert len(messages(files)) == expected


WRITES = (
    "path = Path(path)\n    path.parent.mkdir(parents=True)\n    with path.open('w') as file:\n"
    "        json.dump(clean(rows), file, indent=2)\n        file.write('x')\n"
)
SEEDS = (
    "random.seed(rows)\n    torch.manual_seed(rows)\n    torch.backends.cudnn.deterministic = True\n"
    "    if torch.cuda.is_available():\n        torch.cuda.manual_seed_all(rows)\n"
)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (WRITES, 0),
        ("rows.to_csv(path, index=False)", 0),
        (SEEDS, 0),
        (WRITES.replace("clean(rows)", "[row for row in rows if row]"), 1),
        (WRITES.replace("path.parent", "rows.clear()\n    path.parent"), 1),
        (WRITES.replace("'w'", "mode(rows)"), 1),
        (SEEDS.replace("random.seed(rows)", "rows += 1"), 1),
        ("path = Path(path)\n    path.mkdir()", 1),
    ],
)
def test_what_only_writes_or_sets_seeds_needs_no_test(body: str, expected: int) -> None:
    source = (
        f"import json\n\n\ndef fit(rows):\n    return sorted(rows)\n\n\ndef keep(rows, path):\n    {body}\n"
    )
    files = {"src/demo/model.py": source, "tests/test_it.py": calling("fit")}
    assert len(messages(files)) == expected


CHECKER = "linter.register_checker(Checker(linter))\n    linter.register_checker(Other(linter, 3))"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (CHECKER, 0),
        (CHECKER.replace("Other", "other"), 1),
        (CHECKER.replace("3", "len(linter)"), 1),
        (CHECKER.replace("linter.register_checker(Other", "print(Other"), 1),
    ],
)
def test_what_registers_objects_that_it_makes_needs_no_test(body: str, expected: int) -> None:
    source = f"def fit(rows):\n    return sorted(rows)\n\n\ndef register(linter):\n    {body}\n"
    files = {"src/demo/model.py": source, "tests/test_it.py": calling("fit")}
    assert len(messages(files)) == expected


@pytest.mark.parametrize(("library", "expected"), [("locust", 0), ("requests", 1)])
def test_what_puts_load_on_a_server_needs_no_test(library: str, expected: int) -> None:
    source = f"from {library} import HttpUser\n\ndef row():\n    x = [1]\n    return sorted(x)\n"
    files = {
        "src/demo/load.py": source,
        "src/demo/model.py": module("fit"),
        "tests/test_it.py": calling("fit"),
    }
    assert len(messages(files)) == expected


def test_notebooks_that_only_change_the_search_path_are_joined() -> None:
    path, other = "import sys\nsys.path.append('..')", "%cd .."
    built = '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n'

    def told(**cells: str) -> list[str]:
        head = {**HEAD, "pyproject.toml": built + HEAD["pyproject.toml"]}
        for name, source in cells.items():
            cell = {
                "cell_type": "code",
                "execution_count": 1,
                "metadata": {},
                "outputs": [],
                "source": source,
            }
            book = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 4}
            head[f"notebooks/{name}.ipynb"] = json.dumps(book)
        return told_of("notebook-state-hidden", head)

    one = "`sys.path.append` makes the notebook depend on hidden state"
    assert told(fit=path) == [one]
    assert told(fit=path, plot=path) == [f"{one}, and so does 1 more notebook"]
    assert told(fit=path, plot=path, show=path) == [f"{one}, and so do 2 more notebooks"]
    assert len(told(fit=path, plot=f"{path}\n{other}", show=other)) == 3


LISTED = {
    "pyproject.toml": "[build-system]\nrequires = ['setuptools']\nbuild-backend = 'setuptools.build_meta'\n"
    "[project]\nname = 'demo'\nversion = '1'\n[tool.setuptools]\npackages = ['demo'{more}]\n",
    "demo/__init__.py": "from demo.models.fit import fit\nfrom demo.rows import load\n",
    "demo/models/__init__.py": "",
    "demo/models/fit.py": "def fit(rows):\n    return rows\n",
    "demo/rows/__init__.py": "def load():\n    return 1\n",
}


@pytest.mark.parametrize(
    ("more", "messages"),
    [
        (
            "",
            ["`packages` lacks 2 packages of which modules are imported: `demo.models`, `demo.rows`"],
        ),
        (
            ", 'demo.rows'",
            ["`demo.models.fit` is imported but not packaged: `packages` does not take `demo.models`"],
        ),
        (", 'demo.rows', 'demo.models'", []),
    ],
)
def test_a_list_of_packages_lacks_several(more: str, messages: list[str]) -> None:
    rules = [rule for rule in installed_rules() if rule.name == "import-not-shipped"]
    files = {path: text.replace("{more}", more).encode() for path, text in LISTED.items()}
    assert [finding.message for finding in inspect_files(files, rules).findings] == messages
