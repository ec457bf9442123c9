"""A function with the name of its module, which its package imports: the dotted path means the function."""

from __future__ import annotations

import pytest

from tests.facts.tests.test_public import functions

CLEAN = "def clean(rows):\n    return sorted(rows)\n\ndef drop(rows):\n    return sorted(rows)\n"
IMPORTS = "from .clean import clean\n"


def reached(package: str, test: str) -> set[str]:
    """Return the last names of the functions that a test reaches."""
    found = functions(test, **{"data/__init__": package, "data/clean": CLEAN})
    return {name.rpartition(".")[2] for name, function in found.items() if function.reached}


@pytest.mark.parametrize(
    ("test", "wanted"),
    [
        ("import demo.data\n\ndef test():\n    assert demo.data.clean([]) == []\n", {"clean"}),
        ("import demo.data.clean\n\ndef test():\n    assert demo.data.clean([]) == []\n", {"clean"}),
        ("import demo.data.clean as clean\n\ndef test():\n    assert clean([]) == []\n", {"clean"}),
        ("import demo.data as data\n\ndef test():\n    assert data.clean([]) == []\n", {"clean"}),
        ("from demo import data\n\ndef test():\n    assert data.clean([]) == []\n", {"clean"}),
        ("from demo.data import clean\n\ndef test():\n    assert clean([]) == []\n", {"clean"}),
        # The package may fail to import it, and go on.
        ("import demo.data.clean as m\n\ndef test():\n    assert m.drop([]) == []\n", {"clean", "drop"}),
        ("from demo.data.clean import drop\n\ndef test():\n    assert drop([]) == []\n", {"drop"}),
        ("import demo.data\n\ndef test():\n    assert demo.data is not None\n", set()),
    ],
)
def test_a_function_that_a_package_puts_in_the_place_of_its_module(test: str, wanted: set[str]) -> None:
    assert reached(IMPORTS, test) == wanted


@pytest.mark.parametrize("package", ["", "from . import clean\n", "from .clean import drop\n"])
def test_a_package_that_imports_no_function_of_that_name_keeps_the_module(package: str) -> None:
    test = "import demo.data.clean\n\ndef test():\n    assert demo.data.clean.drop([]) == []\n"
    assert reached(package, test) == {"drop"}


def test_a_text_names_what_the_package_has_in_the_place_of_the_module() -> None:
    test = "from tools import run\n\ndef test():\n    assert run('demo.data.clean')([]) == []\n"
    assert reached(IMPORTS, test) == {"clean"}
