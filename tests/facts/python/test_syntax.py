"""Which syntax is newer than Python 3.7, and what only looks so."""

from __future__ import annotations

import sys

import pytest

from roadworthy.facts.python.module import Module
from roadworthy.facts.python.visitor import walk


def needs(text: str) -> list[tuple[int, int]]:
    """Return minor version and line of what is newer in a text."""
    summary = walk(Module.parse("m.py", text.encode()), {})
    return sorted((found.minor, found.span.line) for found in summary.syntax)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("(n := 1)", [(8, 1)]),
        ("def f(a, /): ...", [(8, 1)]),
        ("x = 1\nmatch x:\n    case 1: pass\n", [(10, 2)]),
        ("try: pass\nexcept* ValueError: pass\n", [(11, 1)]),
        ("x: tuple[*Ts]", [(11, 1)]),
        ("(n := 1)\n(m := 2)", [(8, 1)]),
        ("class A:\n    def f(self):\n        return (n := 1)", [(8, 3)]),
    ],
)
def test_newer_syntax_is_found_where_it_is_first(text: str, found: list[tuple[int, int]]) -> None:
    assert needs(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "x = a[(*b,)]  # [*",
        "match = 1\ntype = 2\nprint(match, type)",
        "x = a / b",
        "x = f'{a[\"b\"]} {c!r:>{width}}' f\"{d['e']}\"",
        'x = f"""{a["b"]}"""',
        'x = f"""\n{a}\n# no comment\n"""',
        "x = f\"{a}\\n'{b}'\"",
        "x = f'{{}}\\'{a}'",
        "x = (f'{a}'  # a comment\n 'b')",
    ],
)
def test_what_looks_newer_is_not(text: str) -> None:
    assert needs(text) == []


@pytest.mark.skipif(sys.version_info < (3, 12), reason="this Python cannot parse it")
@pytest.mark.parametrize(
    "text",
    [
        "x = f'{a['b']}'",
        "x = f\"{'\\n'.join(a)}\"",
        "x = f'{a +\n b[\"c\"]}'",
        "x = f'''{\n a  # why\n}'''",
        "x = f'{f'{a}'}'",
        "def f[T](x: T) -> T: ...",
        "type A = int",
        "class A[*Ts]: ...",
    ],
)
def test_syntax_of_3_12_is_found(text: str) -> None:
    assert [minor for minor, _ in needs(text)] == [12]
