"""What errors say is prose, and no code that a test runs."""

from __future__ import annotations

import pytest

from tests.facts.tests.test_public import functions

MODEL = "def fit(rows):\n    return sum(rows)\n\n\ndef load(rows):\n    {}\n    return rows\n"
TEST = "from demo import model\n\n\ndef test_load():\n    assert check(model)\n\n\n"
TEST += "def check(given):\n    return given.load([1]) == [1]\n"


def reached(statement: str) -> bool:
    """Tell whether a function counts as reached that only a string of this statement mentions."""
    found = functions(TEST, model=MODEL.format(statement.replace("\n", "\n    ")))
    assert found["demo.model.load"].reached
    return found["demo.model.fit"].reached


@pytest.mark.parametrize(
    "statement",
    [
        "raise ValueError('fit() needs rows')",
        "raise ValueError(f'fit() needs {len(rows)} rows')",
        "raise ValueError('fit() needs %d rows' % len(rows))",
        "raise ValueError('fit() needs {} rows'.format(len(rows)))",
        "raise ValueError('no rows: ' + 'call model.fit first')",
        "raise ValueError('fit() needs rows' if rows else 'fit() needs more')",
        "raise Refused(detail='fit() needs rows') from None",
        "assert rows, f'fit() needs {rows}'",
    ],
)
def test_the_message_of_an_error_calls_nothing(statement: str) -> None:
    assert not reached(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "exec('fit(rows)')",
        "raise ValueError(f'fit() needs {fit(rows)}')",
        "raise ValueError(run('fit(rows)'))",
        "raise ValueError('got %s' % run('fit(rows)'))",
        "assert run('fit(rows)'), 'no rows'",
        "text = 'fit(rows)'\nraise ValueError(text)",
    ],
)
def test_code_beside_the_message_is_run(statement: str) -> None:
    assert reached(statement)


def test_a_single_word_may_be_looked_up_by_whoever_catches_the_error() -> None:
    statement = (
        "try:\n    raise KeyError('fit')\nexcept KeyError as error:\n    getattr(rows, error.args[0])()"
    )
    assert reached(statement)
