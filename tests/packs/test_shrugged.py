"""Findings that a maintainer would shrug at are none; what differs from them in one thing is one."""

from __future__ import annotations

import pytest

from roadworthy.testing import build_notebook
from tests.packs.test_hosts import found

COMMENTED = "def load(client):\n    {above}\n    try:\n        return client.rows()\n"
COMMENTED += "    except:\n        {within}\n"


@pytest.mark.parametrize(
    ("above", "within", "told"),
    [
        ("pass", "pass", True),
        ("# optional, the page works without it", "pass", False),
        ("# ask the client for all rows", "pass", True),
        ("pass", "return 0  # there are none yet", True),  # another value is taken for the right one
        ("pass", "pass  # can there be none at all?", True),
        ("pass", "pass  # gone, or not there yet", False),
        ("pass", "pass  # TODO handle this properly", True),
        ("pass", "pass  # sic", True),
    ],
)
def test_a_comment_says_why_a_failure_is_passed_over(above: str, within: str, told: bool) -> None:
    text = COMMENTED.format(above=above, within=within)
    assert bool(found("exception-swallowed", {"a.py": text})) is told
    named = text.replace("except:", "except BaseException:")
    assert found("exception-swallowed", {"a.py": named})


@pytest.mark.parametrize(("method", "told"), [("__del__", False), ("unload", True)])
def test_what_fails_in_a_finalizer_gets_nowhere(method: str, told: bool) -> None:
    text = f"class Loader:\n    def {method}(self):\n        try:\n            self.unload_all()\n"
    assert bool(found("exception-swallowed", {"a.py": text + "        except:\n            pass\n"})) is told


@pytest.mark.parametrize(
    ("tried", "caught", "told"),
    [
        ("loop.run_until_complete(self.client.close())", "pass", False),
        ("asyncio.run(self.client.aclose())", "pass", False),
        ("asyncio.run(self.client.send())", "pass", True),
        ("asyncio.run(close, self.client)", "pass", True),
        ("state = self.client.state()", "state = 'error'", False),
        ("state = self.client.state()", "state = 'lookup failed'", False),
        ("state = self.client.state()", "state = 'new'", True),
    ],
)
def test_closing_loses_nothing_and_a_text_tells_of_a_failure(tried: str, caught: str, told: bool) -> None:
    text = (
        f"def end(self, loop):\n    try:\n        {tried}\n    except:\n        {caught}\n    return state\n"
    )
    assert bool(found("exception-swallowed", {"a.py": text})) is told


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("import japanize_matplotlib", False),
        ("import koreanize_matplotlib", False),
        ("import highway_env", False),
        ("import matplotlib", True),
    ],
)
def test_an_import_may_set_a_font_or_register_something(line: str, told: bool) -> None:
    assert bool(found("import-unused", {"a.py": f"{line}\n\n\ndef draw():\n    return 1\n"})) is told


TESTED = "from demo.model import fit\n\n\n"


@pytest.mark.parametrize(
    ("bodies", "messages"),
    [
        (
            ["return fit(1) > 2 or True", "return False", "return True"],
            ["2 tests assert nothing but return their result: `test_1`, `test_2`"],
        ),
        (["return True"], ["`test_0` asserts nothing: it returns its result"]),
        (
            ["print(fit(1))", "print(fit(2))", "return True"],
            [
                "`test_2` asserts nothing: it returns its result",
                "2 tests assert nothing but end by printing: `test_0`, `test_1`",
            ],
        ),
    ],
)
def test_tests_of_a_file_with_one_fault_are_one_finding(bodies: list[str], messages: list[str]) -> None:
    tests = [f"def test_{index}():\n    fit([1])\n    {body}\n" for index, body in enumerate(bodies)]
    files = {"tests/test_model.py": TESTED + "\n\n".join(tests)}
    assert sorted(found("test-without-assertion", files)) == sorted(messages)


READ = "def read(names, rows, prefix):\n    for name in names:\n        {before}\n"
READ += "        try:\n            {tried}\n        except Exception:\n            continue\n"


@pytest.mark.parametrize(
    ("before", "tried", "told"),
    [
        ("rest = name[len(prefix) :]", "rows.append(int(rest))", False),
        ("rest = name.replace('$', '')", "rows.append(float(rest))", False),
        ("pass", "rows.append(float(name.removesuffix('%')))", False),
        ("pass", "rows.append(float(name))", True),  # a row is lost
        ("rest = name.strip()", "rows.append(float(rest))", True),
        ("rest = name[1:]", "rows.append(float(rest) / total(names))", True),
        ("rest = name[1:]", "rows[rest].append(float(rest))", True),
    ],
)
def test_a_part_of_a_text_may_be_no_number(before: str, tried: str, told: bool) -> None:
    assert bool(found("exception-swallowed", {"a.py": READ.format(before=before, tried=tried)})) is told


@pytest.mark.parametrize(
    ("line", "told"),
    [("from pygame.locals import *", False), ("from pygame import *", True), ("from tkinter import *", True)],
)
def test_a_module_of_constants_is_imported_whole(line: str, told: bool) -> None:
    assert bool(found("star-import", {"a.py": f"{line}\n\ndef draw():\n    return QUIT\n"})) is told


STARRED = {
    "plot.py": "from churnlib.scores import *\n\nshown = {used}\n",
    "churnlib/__init__.py": "",
    "churnlib/scores.py": "{offered}\ndef loss(rows):\n    return rows\n",
}


@pytest.mark.parametrize(
    ("used", "offered", "told"),
    [
        ("loss([1])", "__all__ = ['loss']\n", False),
        ("loss([1])", "", True),
        ("sum([1])", "__all__ = ['loss']\n", True),  # nothing of it is used
    ],
)
def test_a_library_of_ones_own_says_what_it_offers(used: str, offered: str, told: bool) -> None:
    files = {path: text.format(used=used, offered=offered) for path, text in STARRED.items()}
    assert bool(found("star-import", files)) is told


def test_a_function_that_is_only_imported_is_unused() -> None:
    files = {
        "pyproject.toml": "[tool.roadworthy]\nprofile = 'application'\n",
        "churn/__init__.py": "",
        "churn/score.py": "def loss(r):\n    return r + [1]\n\ndef gain(r):\n    return r + [2]\n",
        "churn/run.py": "from churn.score import gain, loss\n\nprint(loss([1]))\n",
        "tests/test_score.py": "from churn.score import loss\n\ndef test_loss():\n    assert loss([1])\n",
    }
    assert not found("public-function-untested", files)
    assert found("function-unused", files) == ["`gain` is never used"]
    files["churn/run.py"] += "print(gain([2]))\n"
    assert found("public-function-untested", files) == ["no test reaches `churn.score.gain`"]


LISTED = "[project]\nname = 'churn-runs'\nversion = '1'\ndependencies = ['torch']\n"
FEW = {
    "train.py": "import torch\n\nfrom rows import load\n\nprint(load())\n",
    "rows.py": "def load():\n    return [1]\n",
}
SCRIPTS = {
    "README.md": "Run `python train.py --rows rows.csv`.\n",
    **FEW,
    **{f"plot_{number}.py": "import torch\n" for number in range(9)},
}


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({}, False),
        ({"README.md": "Trains on the rows of customers.\n"}, True),
        ({"README.md": "Scripts for a paper.\n"}, False),
        ({"rows.py": "import sys\n\nsys.path.append('..')\n\ndef load():\n    return [1]\n"}, True),
        ({"tests/test_rows.py": "import sys\n\nsys.path.insert(0, '.')\n"}, True),
        ({"train.py": "import torch\n\nfrom steps.rows import load\n", "steps/rows.py": "A = 1\n"}, True),
        ({"app.py": "from fastapi import FastAPI\n\napp = FastAPI()\n"}, True),
        ({"pyproject.toml": "[project]\nname = 'churn-runs'\nversion = '1'\n"}, True),
        ({"pyproject.toml": LISTED}, False),
        ({"pyproject.toml": LISTED, "README.md": "Trains on the rows of customers.\n"}, True),
        ({"pyproject.toml": LISTED + "[project.scripts]\ntrain = 'train:main'\n"}, True),
        ({"pyproject.toml": LISTED + "[build-system]\nrequires = ['hatchling']\n"}, True),
    ],
)
def test_scripts_that_run_as_they_lie_are_a_note(changed: dict[str, str], error: bool) -> None:
    files = SCRIPTS | changed
    assert bool(found("package-missing", files)) is error
    assert bool(found("code-unpackaged", files)) is not error


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({}, False),
        ({"app.py": "from fastapi import FastAPI\n\nimport train\n\napp = FastAPI()\n"}, False),
        ({"rows.py": "import sys\n\nsys.path.append('..')\n\ndef load():\n    return [1]\n"}, True),
        ({"train.py": "import torch\n\nfrom steps.rows import load\n", "steps/rows.py": "A = 1\n"}, True),
        ({"setup.py": "from setuptools import setup\n\nsetup()\n"}, True),
        ({f"plot_{number}.py": "import torch\n" for number in range(8)}, False),
        ({f"plot_{number}.py": "import torch\n" for number in range(9)}, True),
        ({"show.ipynb": build_notebook([{"source": "import torch"}]).decode()}, True),
    ],
)
def test_few_scripts_are_a_note(changed: dict[str, str], error: bool) -> None:
    assert bool(found("package-missing", FEW | changed)) is error


@pytest.mark.parametrize(
    ("line", "error"), [("cd steps; python train.py", False), ("cd other; python train.py", True)]
)
def test_so_they_are_in_a_directory_that_the_readme_enters(line: str, error: bool) -> None:
    files = {f"steps/{path}": text for path, text in SCRIPTS.items() if path.endswith(".py")}
    assert bool(found("package-missing", files | {"README.md": f"```\n{line}\n```\n"})) is error


def pylab(*cells: str) -> dict[str, str]:
    return {"plot.ipynb": build_notebook([{"source": cell} for cell in cells]).decode()}


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        (("from pylab import *", "plot([1, 2])\nshow()"), False),
        (("%pylab inline", "plot([1, 2])"), False),
        (("from pylab import *", "def draw(rows):\n    plot(rows)", "draw([1])"), True),
        (("from pylab import *", "a = [1]", "b = [2]", "plot(a, b)"), True),
        (("from pylab import *\nfrom rows import *", "plot(rows)"), True),
        (("from rows import *", "plot(rows)"), True),
    ],
)
def test_a_notebook_that_only_draws_may_import_all_of_pylab(cells: tuple[str, ...], told: bool) -> None:
    assert bool(found("notebook-star-import", pylab(*cells))) is told


GAME = "class Game:\n    def play(self, rows):\n        return max(rows) + 1\n\n"
GAME += "    def end(self, rows):\n        return min(rows) + 1\n"
CHESS = "from churn.game import Game\n\nclass Chess(Game):\n"
CHESS += "    def play(self, rows):\n        return {value}\n"
END = "from churn.chess import Chess\n\ndef test_end():\n    assert Chess().end([1])\n"


@pytest.mark.parametrize(
    ("value", "more", "unused"),
    [
        ("sum(rows)", "", True),
        ("super().play(rows)", "", False),
        ("sum(rows)", "\nprint(Game().end([1]))\n", False),
        ("sum(rows)", "\nclass Go(Game):\n    pass\n", False),
    ],
)
def test_a_method_that_all_below_override_is_unused(value: str, more: str, unused: bool) -> None:
    files = {
        "pyproject.toml": "[tool.roadworthy]\nprofile = 'application'\n",
        "churn/__init__.py": "",
        "churn/game.py": GAME,
        "churn/chess.py": CHESS.format(value=value) + more,
        "churn/run.py": "from churn.chess import Chess\n\nprint(Chess().play([1]) + Chess().end([1]))\n",
        "tests/test_chess.py": END,
    }
    assert ("`play` is never used" in found("function-unused", files)) is unused


def test_what_could_not_be_parsed_may_call_a_function() -> None:
    files = {
        "pyproject.toml": "[tool.roadworthy]\nprofile = 'application'\n",
        "churn/__init__.py": "",
        "churn/score.py": "def loss(r):\n    return r + [1]\n\ndef gain(r):\n    return r + [2]\n",
        "churn/run.py": "from churn.score import loss\n\nprint(loss([1]))\n",
        "tests/test_score.py": "from churn.score import loss\n\ndef test_loss():\n    assert loss([1])\n",
    }
    assert found("function-unused", files) == ["`gain` is never used"]
    files["churn/newer.py"] = "from churn.score import gain\ngain([1]) ++\n"
    assert "`gain` is never used" not in found("function-unused", files)


LONG = "def {name}(rows):\n    return [2 * row for row in rows]\n"
SUITE = "from demo.model import {names}\n\ndef test_all():\n    assert {calls}\n"


def _of_a_library(functions: str, *, tested: int) -> dict[str, str]:
    names = [f"step_{number}" for number in range(tested)]
    calls = " and ".join(f"{name}([1])" for name in names)
    return {
        "pyproject.toml": "[project]\nname = 'demo'\nversion = '1'\n[tool.roadworthy]\nprofile = 'library'\n",
        "src/demo/model.py": "".join(LONG.format(name=name) for name in names) + functions,
        "tests/test_model.py": SUITE.format(names=", ".join(names), calls=calls),
    }


@pytest.mark.parametrize(
    ("body", "tested", "told"),
    [
        ("return host.upload(name, retries=3)", 5, False),
        ("return host.upload(name, retries=3)", 4, True),  # few functions: each one counts
        ("path = host.place(name, 'rows')\n    return path.read()", 5, False),
        ("return host.upload(name) + 1", 5, True),
        ("return host.upload(name) if name else None", 5, True),
        ("if not host.upload(name):\n        host.close(name)", 5, True),
        ("a = host.one(name)\n    b = host.two(a)\n    c = host.three(b)\n    return host.four(c)", 5, True),
        ("host.model.fit(name)\n    return host.model.score(name)", 5, True),
        ("return [one for one in host.uploads(name)]", 5, True),
        (
            "with host.lock:\n        host.name = name\n        host.sent = 0\n        host.failed = 0",
            5,
            False,
        ),
        ("with host.lock:\n        host.name = name\n        host.sent += 1", 5, True),
        ("with host.opened(name, 'r'):\n        yield", 5, False),
        ("with host.opened(name) as rows:\n        yield from rows", 5, True),
    ],
)
def test_a_short_function_among_many_is_worth_no_finding(body: str, tested: int, told: bool) -> None:
    files = _of_a_library(f"def send(name, host):\n    {body}\n", tested=tested)
    assert bool(found("public-function-untested", files)) is told


def test_a_short_function_is_told_with_longer_ones() -> None:
    short = "def send(name, host):\n    return host.upload(name, retries=3)\n"
    others = "".join(LONG.format(name=name) for name in ("scale", "shift", "turn", "cut", "join"))
    (message,) = found("public-function-untested", _of_a_library(short + others, tested=5))
    assert "6 of the 11" in message


@pytest.mark.parametrize(
    ("comment", "told"),
    [
        (
            "# def load(\n#     cls, rows: Rows, handler: Handler\n# ) -> Rows:\n#     return handler(rows)",
            False,
        ),
        ("# ) -> Handler:", False),
        ("# Note: Handler is gone", True),
        ("# what a Handler does, see: Handler", True),
    ],
)
def test_a_type_in_code_that_is_commented_out_uses_an_import(comment: str, told: bool) -> None:
    text = f"from rows import Handler\n\n{comment}\nprint(1)\n"
    assert any("Handler" in one for one in found("import-unused", {"a.py": text})) is told


@pytest.mark.parametrize(
    ("made", "told"),
    [("Cache()", False), ("DataFrame(rows)", True), ("pd.read_csv('rows.csv')", True), ("rows", True)],
)
def test_an_object_of_another_class_may_change_itself(made: str, told: bool) -> None:
    text = f"import pandas as pd\n\ndef clean(rows):\n    kept = {made}\n    kept.drop_duplicates()\n"
    assert bool(found("result-dropped", {"a.py": text})) is told
