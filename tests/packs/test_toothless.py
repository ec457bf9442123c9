"""A test whose assertions cannot fail it, and one of which some can."""

from __future__ import annotations

import ast
from textwrap import dedent, indent

import pytest

from roadworthy import Module
from roadworthy_rules.tests._toothless import may_be_toothless, toothless


def reason(body: str) -> str:
    (test,) = ast.parse(f"def test_a():\n{indent(dedent(body), '    ')}\n").body
    assert isinstance(test, ast.FunctionDef)
    return toothless(test)


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("try:\n    assert x\nexcept Exception:\n    pass", "`except Exception:` catches its assertions"),
        ("try:\n    assert x\nexcept:\n    print('no')", "`except:` catches its assertions"),
        (
            "try:\n    check(x)\nexcept (OSError, AssertionError):\n    logger.info('no')",
            "`except OSError, AssertionError:` catches its assertions",
        ),
        (
            "try:\n    assert x\nexcept BaseException:\n    ...",
            "`except BaseException:` catches its assertions",
        ),
        (
            "for y in x:\n    try:\n        if y:\n            assert y\n    except Exception:\n        pass",
            "`except Exception:` catches its assertions",
        ),
        (
            "with pytest.raises(Exception):\n    a()\n    b()",
            "any error satisfies `raises(Exception)`, in each of its 2 statements",
        ),
    ],
)
def test_nothing_can_fail_it(body: str, told: str) -> None:
    assert reason(body) == told
    assert may_be_toothless(Module.parse("tests/test_a.py", dedent(body).encode()))


def test_most_tests_are_not_looked_into() -> None:
    body = b"with pytest.raises(ValueError):\n    a()\nfor x in y:\n    assert x\n"
    assert may_be_toothless(Module.parse("tests/test_a.py", body)) == []


@pytest.mark.parametrize(
    "body",
    [
        "x()",
        "assert x",
        "try:\n    assert x\nexcept OSError:\n    pass",
        "try:\n    assert x\nexcept Exception:\n    pytest.fail('no')",
        "try:\n    assert x\nexcept Exception:\n    raise",
        "try:\n    x()\nexcept Exception:\n    assert y",
        "try:\n    x()\nexcept Exception:\n    pass\nelse:\n    assert y",
        "try:\n    x()\nexcept Exception:\n    pass\nfinally:\n    assert y",
        "try:\n    assert x\nexcept Exception:\n    pass\nassert y",
        # Where a function is called that checks something, is not known.
        "try:\n    def f():\n        assert x\nexcept Exception:\n    pass",
        "try:\n    raise x\nexcept Exception:\n    pass",
        "with pytest.raises(Exception):\n    a()",
        "with pytest.raises(Exception) as caught:\n    a()\n    b()",
        "with pytest.raises(Exception, match='no'):\n    a()\n    b()",
        "with pytest.raises(ValueError):\n    a()\n    b()",
        "with check(x):\n    a()",
        "match x:\n    case 1:\n        assert x",
    ],
)
def test_something_can_fail_it_or_there_is_nothing(body: str) -> None:
    assert reason(body) == ""
