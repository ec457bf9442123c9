"""Functions that only run while modules are imported, before any test."""

from __future__ import annotations

import pytest

from tests.facts.tests.test_public import functions

MODEL = """
def load(path="levels.txt"):
    return read(path)


def read(path):
    return path.split()


def work():
    return LEVELS[0]


{}
"""
TEST = "from demo.model import work\n\n\ndef test_work():\n    assert work() == 1\n"


def reached(top: str, test: str = TEST, load: str = "", **others: str) -> set[str]:
    source = MODEL.format(top)
    source = source.replace("    return read(path)\n", load) if load else source
    return {
        name.rpartition(".")[2]
        for name, found in functions(test, model=source, **others).items()
        if found.reached
    }


@pytest.mark.parametrize(
    "top",
    [
        "LEVELS = load()\n",
        "load()\n",
        "LEVELS = tuple(sorted(load('other.txt')))\n",
        "LEVELS = load().upper()\n",
        "if work:\n    LEVELS = load()\n",
    ],
)
def test_what_the_top_level_only_calls_is_called_by_no_test(top: str) -> None:
    # What it calls itself may be handed to something that keeps it.
    assert reached(top) == {"work", "read"}


@pytest.mark.parametrize(
    ("top", "test"),
    [
        (
            "LEVELS = load()\nagain = load\n",
            TEST + "\nfrom demo.model import again\n\ndef test_again():\n    again()\n",
        ),
        ("LEVELS = register(load)\n", TEST),
        ("LEVELS = load()\nlater = lambda: load()\n", TEST),
        (
            "LEVELS = load()\n",
            TEST + "\nfrom demo.model import load\n\ndef test_load():\n    assert load()\n",
        ),
        (
            "LEVELS = load()\n\nclass Level:\n    value = load()\n",
            TEST + "\nfrom demo.model import Level\nLevel()\n",
        ),
    ],
)
def test_what_is_also_kept_or_called_elsewhere_is_reached(top: str, test: str) -> None:
    assert "load" in reached(top, test)


@pytest.mark.parametrize(
    "test",
    [
        "def test_work():\n    from demo.model import work\n    assert work() == 1\n",
        "import importlib\n" + TEST + "    importlib.reload(work)\n",
        "try:\n    from demo.model import work\nexcept ImportError:\n    work = None\n\n"
        "def test():\n    work()\n",
        "import subprocess\n\nfrom demo import model\n\ndef test():\n    model.work()\n"
        "    subprocess.run(['python', '-m', 'demo.model'])\n",
    ],
)
def test_a_module_that_a_test_may_import_itself_is_run_by_that_test(test: str) -> None:
    assert "load" in reached("LEVELS = load()\n", test)


@pytest.mark.parametrize(
    "load",
    [
        "    yield read(path)\n",
        "    return lambda: read(path)\n",
        "    def later():\n        return read(path)\n    return later\n",
        "    return (part for part in read(path))\n",
    ],
)
def test_a_function_of_which_a_part_runs_later_is_reached(load: str) -> None:
    assert "load" in reached("LEVELS = load()\n", load=load)


@pytest.mark.parametrize(("top", "uncertain"), [("LEVELS = load()\n", {"load"}), ("LEVELS = []\n", set())])
def test_what_the_top_level_calls_counts_neither_way(top: str, uncertain: set[str]) -> None:
    found = functions(TEST, model=MODEL.format(top))
    assert {name.rpartition(".")[2] for name, one in found.items() if one.uncertain} == uncertain
    assert found["demo.model.load"].tested is bool(uncertain)


def test_a_decorated_function_is_reached() -> None:
    source = "from functools import cache\n\n@cache\ndef load():\n    return 1\n\nload()\n"
    source += "\ndef work():\n    return 1\n"
    assert functions(TEST, model=source)["demo.model.load"].reached


def test_modules_that_others_import_at_their_top_are_loaded_with_them() -> None:
    test = "from demo.api import work\n\ndef test_work():\n    assert work() == 1\n"
    assert "load" not in reached("LEVELS = load()\n", test, api="from .model import work\n")
    lazy = "def work():\n    from .model import work\n    return work()\n"
    assert "load" in reached("LEVELS = load()\n", test, api=lazy)


def test_a_call_from_another_module_is_the_same() -> None:
    test = "from demo import api\n\ndef test_api():\n    assert api.LEVELS\n"
    assert "load" not in reached("", test, api="from demo import model\n\nLEVELS = model.load()\n")
    assert "load" in reached("", test, api="from demo import model\n\nload = model.load\nLEVELS = load()\n")


@pytest.mark.parametrize(
    ("call", "found"),
    [
        ("linter.load_plugin_modules(['demo'])", {"load", "read"}),
        ("app.load_extension('demo')", {"load", "read"}),
        ("linter.load_plugin_modules(['other'])", set()),
        ("linter.check(['demo'])", set()),
    ],
)
def test_a_plugin_that_a_test_loads_by_its_name_is_imported(call: str, found: set[str]) -> None:
    test = (
        f"from linters import app, linter\n\n{call}\n\n\ndef test_linter():\n    assert linter.run() == 1\n"
    )
    start = "from demo.model import load\n\nMANAGER.register(load)\n"
    assert reached("", test, __init__=start) == found
