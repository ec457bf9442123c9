"""The practices of notebooks and artifacts: asked where there are any, and answered by what is in them."""

from __future__ import annotations

import pytest

from roadworthy.testing import build_sdist, build_wheel
from roadworthy.testing.pages import build_notebook, inspect_files
from tests.score.test_cheats import LIBRARY, README
from tests.score.test_practices import answered

FUNCTION = """
def {}(rows):
    kept = []
    for row in rows:
        if row:
            kept.append(row)
    return kept
"""
IMPORTING = "from demo.model import load\nload('a.csv')\n"


def notebook(*sources: str) -> bytes:
    python = {"kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"}}
    return build_notebook([{"source": text} for text in sources], python)


HOLDING = notebook(*(FUNCTION.format(name) for name in ("clean", "keep", "drop")))


@pytest.mark.parametrize(
    ("books", "state", "share"),
    [
        ({"explore.ipynb": notebook(IMPORTING)}, "yes", 1.0),
        ({"explore.ipynb": notebook("import pandas\npandas.read_csv('a.csv').plot()\n")}, "partly", 0.5),
        ({"explore.ipynb": HOLDING}, "no", 0.0),
        ({"explore.ipynb": HOLDING, "other.ipynb": notebook(IMPORTING)}, "partly", 0.5),
        # A package of that name which is another's is none of the project's code.
        ({"explore.ipynb": notebook("import demography\n")}, "partly", 0.5),
        ({"docs/tutorial.ipynb": HOLDING}, "not-applicable", None),
        ({}, "not-applicable", None),
    ],
)
def test_notebooks_earn_by_calling_the_code(books: dict[str, bytes], state: str, share: float | None) -> None:
    found = answered({**LIBRARY, **books})["notebooks-call-code"]
    assert (found.state, found.share) == (state, share)


def test_a_notebook_may_import_a_script_beside_it() -> None:
    files = {**README, "utils.py": b"def clean(rows):\n    return rows\n"}
    found = answered({**files, "explore.ipynb": notebook("import utils\nutils.clean([])\n")})
    assert found["notebooks-call-code"].share == 1.0


@pytest.mark.parametrize(
    ("imported", "share"), [("from src.clean import clean", 1.0), ("from other.clean import clean", 0.5)]
)
def test_a_notebook_may_import_the_code_from_the_root(imported: str, share: float) -> None:
    files = {**README, "src/clean.py": b"def clean(rows):\n    return rows\n"}
    found = answered({**files, "notebooks/explore.ipynb": notebook(f"{imported}\nclean([])\n")})
    assert found["notebooks-call-code"].share == share


def test_where_all_code_is_in_notebooks_they_call_none() -> None:
    found = answered({**README, "explore.ipynb": notebook("print(1)\n")})["notebooks-call-code"]
    assert (found.state, found.reason) == ("no", "all code is in notebooks")


def test_without_notebooks_their_group_is_not_measured() -> None:
    score = inspect_files(LIBRARY).score
    assert score is not None
    assert {group.name: group.value for group in score.groups}["notebooks"] is None


WHEEL, SDIST = build_wheel(), build_sdist()
SERVICE = b'[tool.roadworthy]\nprofile = "application"\n'


@pytest.mark.parametrize(
    ("built", "settings", "state", "share"),
    [
        ((WHEEL, SDIST), b"", "yes", 1.0),
        ((WHEEL,), b"", "partly", 0.5),
        ((WHEEL,), SERVICE, "yes", 1.0),
        ((SDIST,), b"", "no", 0.0),
        ((SDIST,), SERVICE, "no", 0.0),
        ((WHEEL, SDIST, build_sdist(version="2.0")), b"", "partly", 0.5),
        # The wheels of native code are built elsewhere, one for each platform.
        ((build_sdist(files={"src/demo/_fast.pyx": ""}),), b"", "unknown", None),
        ((), b"", "unknown", None),
    ],
)
def test_a_release_is_a_wheel_and_an_sdist(
    built: tuple[tuple[str, bytes], ...], settings: bytes, state: str, share: float | None
) -> None:
    files = {**LIBRARY, "pyproject.toml": LIBRARY["pyproject.toml"] + settings}
    found = answered({**files, **{f"dist/{name}": data for name, data in built}})["wheel-and-sdist-built"]
    assert (found.state, found.share) == (state, share)
