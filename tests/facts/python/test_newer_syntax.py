"""Whether what this Python cannot parse is written for a newer one."""

from __future__ import annotations

import sys

import pytest

from roadworthy.core.fault import Unreadable
from roadworthy.facts.python.newer_syntax import needed_python
from roadworthy.facts.python.parsing import parse


@pytest.mark.parametrize(
    ("message", "line"),
    [
        ("f-string: unmatched '['", 'x = f"{d["a"]}"'),
        ("f-string: expecting '}'", "x = f'{', '.join(a)}'"),
        ("f-string: f-string: unmatched '['", """x = f"{a} {f'cmd.{c['x']}'}\""""),
        ("f-string expression part cannot include a backslash", "x = f\"{'\\n'.join(a)}\""),
        ("expected '('", "    async def f[T](x: T) -> T: ..."),
        ("invalid syntax", "class A[*Ts]:"),
        ("invalid syntax", "type X = int"),
        ("invalid syntax", "type Pair[T] = tuple[T, T]"),
    ],
)
def test_what_python_3_12_reads_needs_it(message: str, line: str) -> None:
    assert needed_python(message, line, (3, 11)) == "Python 3.12"
    assert needed_python(message, line, (3, 12)) == ""


@pytest.mark.parametrize(
    ("message", "line"),
    [
        ("f-string: expecting '}'", 'x = f"{a"'),
        ("f-string: unmatched '['", 'x = f"{a["'),
        ("f-string: single '}' is not allowed", 'x = f"{a}}" + "b"'),
        ("expected '('", "def f[0](): ..."),
        ("expected '('", "def f:"),
        ("invalid syntax", "type X"),
        ("invalid syntax", "x = = 1"),
    ],
)
def test_what_no_python_reads_needs_none(message: str, line: str) -> None:
    assert needed_python(message, line, (3, 11)) == ""


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="this Python reads it")
@pytest.mark.parametrize(
    "text",
    [
        'x = f"{d["a"]}"\n',
        "def f[T](x: T) -> T: ...\n",
        "type X = int\n",
        "def show(c):\n    print(f\"a: {c('on' if c else 'off',\n             colour=1)}\")\n    print(c)\n",
        "x = f'{\n    a\n} b'\n",
    ],
)
def test_a_syntax_error_says_what_would_read_it(text: str) -> None:
    with pytest.raises(Unreadable) as caught:
        parse("m.py", text)
    assert caught.value.fault.needs == "Python 3.12"


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="another message")
@pytest.mark.parametrize(
    "text", ['x = f"{a}\n"\n', 'x = f"{a\ny = 1\n', 'x = f"{a\nb c}"\n', 'x = "{a\n}"\n']
)
def test_a_line_break_that_no_python_reads_needs_none(text: str) -> None:
    with pytest.raises(Unreadable) as caught:
        parse("m.py", text)
    assert caught.value.fault.needs == ""
