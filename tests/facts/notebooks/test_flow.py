"""What cells hand to each other, and what moving a function out of a notebook would take."""

from __future__ import annotations

from roadworthy.facts.notebooks.flow import CellFlow, flow_of
from roadworthy.facts.notebooks.notebook import Notebook
from roadworthy.testing.pages import build_notebook


def flow(*sources: str) -> tuple[CellFlow, ...]:
    return flow_of(Notebook.parse("n.ipynb", build_notebook([{"source": source} for source in sources])))


def test_cells_read_and_bind() -> None:
    first, second, third = flow(
        "import pandas as pd\nrate = 0.1",
        "rows = pd.DataFrame()\nrows = rows.dropna()",
        "rows = rows * rate\n[n for n in rows]\nprint(len(rows))",
    )
    assert (first.reads, first.binds) == ((), ("pd", "rate"))
    assert (second.reads, second.binds) == (("pd",), ("rows",))
    assert (third.reads, third.binds) == (("rate", "rows"), ("rows",))


def test_a_function_says_what_it_closes_over() -> None:
    *_, cell = flow(
        "import numpy as np\nrate = 0.1\ndef scale(x):\n    return x",
        "def fit(rows, *, deep=False):\n    total = sum(rows)\n    n = len(rows)\n    mean = total / n\n"
        "    best = scale(mean) * rate\n    return np.asarray([best for rate in rows])",
    )
    (item,) = cell.definitions
    assert item.parameters == ("rows", "deep")
    assert (item.values, item.calls, item.imports) == (("rate",), ("scale",), ("np",))
    assert item.digest
    assert item.shape


def test_what_is_local_is_not_needed() -> None:
    *_, cell = flow("rate = 0.1", "def fit(rate):\n    def inner():\n        return rate\n    return inner")
    assert cell.definitions[0].values == ()


def test_a_name_that_is_a_value_anywhere_is_one() -> None:
    *_, cell = flow("def scale(x):\n    return x", "scale = 2", "def fit():\n    return scale")
    assert cell.definitions[0].values == ("scale",)


def test_a_cell_that_does_not_parse_hides_no_other() -> None:
    assert [cell.number for cell in flow("rows = = 1", "rows = 1")] == [2]
