"""Comments for other tools: what each accepts, and on which lines."""

from __future__ import annotations

import random
import tokenize
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from unittest import mock

import pytest

from roadworthy.core.fault import Unreadable
from roadworthy.core.finding import Finding, Location, Span
from roadworthy.core.rule import Rule, Severity
from roadworthy.core.rule_run import Outcome, RuleRun
from roadworthy.engine.accepted_elsewhere import without_accepted
from roadworthy.engine.foreign_comments import ForeignComment, foreign_comments
from roadworthy.facts.python.filekind import PYTHON
from roadworthy.facts.python.module import Module
from roadworthy.locate.lines import Lines
from roadworthy.locate.place import Placer
from roadworthy.tree.tree import MemoryTree


def comments(text: str) -> list[tuple[str, tuple[str, ...] | None, list[int] | None]]:
    """Return what the comments of a text say: their tool, their codes, and their lines.

    They are the same where the file was parsed, and not all of it is tokenized.
    """
    found = list(foreign_comments(Lines(text)))
    with suppress(Unreadable):
        assert list(foreign_comments(Lines(text), statements(text))) == found
    return [
        (one.family, one.codes, list(range(one.lines[0], one.lines[1] + 1)) if one.lines else None)
        for one in found
    ]


def statements(text: str) -> Callable[[Sequence[int]], Iterable[tuple[int, int]]]:
    """Return what gives the lines of the statements of a file."""
    found = PYTHON.statements(Module.parse("a.py", text.encode()))
    assert found is not None
    return found


_PIECES = (
    "# noqa",
    "#  type: ignore[x]",
    "    # nosec B101",
    "# pylint: disable=a",
    "# mypy: ignore-errors",
    "x = 1  # noqa: F401",
    "x = (  # noqa",
    "    1,  # pyright: ignore",
    "z = 1  # ty: ignore[x]",
    ")  # pylint: disable=b",
    "x = 1; y = 2  # noqa",
    "x = 1 \\",
    "",
    "@a  # noqa",
    "def f(  # noqa: A",
    "    a,",
    "):  # nosec",
    "    return a  # type: ignore",
    'text = """# noqa',
    "# pylint: skip-file",
    '"""  # ruff: noqa',
    "if x:  # noqa",
    "    pass",
    "    def g(b,  # nosec",
    "          c): ...  # noqa: B",
    "    try:",
    "        z = (1,",
    "             2)  # noqa",
    "    # noqa",
    "    except (A,",
    "            B):  # type: ignore",
    "    finally: y = 3  # noqa",
    "class C: pass  # noqa",
    "class D:",
    "else:  # pylint: disable=c",
    "# flake8: noqa",
    "y = '# noqa'  # plain",
    "# pylint: disable-next=d",
    "z = 'İstanbul'  # NoQA",
    "# Type:  Ignore",
)


def test_a_part_of_a_file_is_read_as_all_of_it() -> None:
    rng, parsed = random.Random(4), 0
    for _ in range(30_000):
        text = "\n".join(rng.choices(_PIECES, k=rng.randrange(1, 10))) + rng.choice(("", "\n"))
        try:
            compile(text, "a.py", "exec", dont_inherit=True)
        except SyntaxError:
            continue
        parsed += 1
        comments(text)
    assert parsed > 500


@pytest.mark.parametrize(
    "text",
    [
        "x = 1\rimport os  # noqa: F401\ry = 2\r",
        "x = 1\r\nimport os  # noqa: F401\r\ny = 2\r\n",
        "x = 1\r\r\nimport os  # noqa: F401\n",
        "x = 1\n\fimport os  # noqa: F401\n",
        "x = '''a\fb\rc'''\nimport os  # noqa: F401\n",
        "İ = 1\nimport os  # noqa: F401\n",
        "import os  # noqa: F401",
        "# noqa: F401\nimport os\n",
    ],
)
def test_a_part_is_read_as_all_of_it_however_its_lines_end(text: str) -> None:
    found = list(foreign_comments(Lines(text)))
    # The tokenizer sees no line that a carriage return alone ends.
    assert bool(found) == ("\n" in text or "\r" not in text)
    assert list(foreign_comments(Lines(text), statements(text))) == found


def test_only_the_statements_with_such_a_comment_are_tokenized() -> None:
    text = "def f():\n    # a comment\n    return 'noqa'\n\n\n" * 50 + "x = 1  # noqa\n# noqa\n"
    lines, tops = Lines(text), statements(text)
    with mock.patch.object(tokenize, "generate_tokens", wraps=tokenize.generate_tokens) as tokens:
        found = list(foreign_comments(lines, tops))
    assert [one.lines for one in found] == [(251, 251), (252, 252)]
    assert [call.args[0].__self__.getvalue() for call in tokens.call_args_list] == ["x = 1  # noqa\n"]


def test_of_a_statement_with_such_a_comment_its_parts_are_tokenized() -> None:
    methods = "    def f(self):\n        return 1\n\n" * 50
    text = f"class A:\n{methods}    def g(self):  # noqa\n        x = (\n            1)  # nosec\n{methods}"
    lines, pieces = Lines(text), statements(text)
    with mock.patch.object(tokenize, "generate_tokens", wraps=tokenize.generate_tokens) as tokens:
        found = list(foreign_comments(lines, pieces))
    assert [one.lines for one in found] == [(152, 152), (153, 154)]
    assert [call.args[0].__self__.getvalue() for call in tokens.call_args_list] == [
        "    def g(self):  # noqa\n",
        "        x = (\n            1)  # nosec\n",
    ]


@pytest.mark.parametrize(
    ("comment", "expected"),
    [
        ("# noqa", [("flake8", None)]),
        ("#NOQA", [("flake8", None)]),
        ("# noqa: f401", [("flake8", ("F401",))]),
        ("# noqa : F401, E501 T2", [("flake8", ("F401", "E501", "T2"))]),
        ("# noqa-not", []),
        ("# noqable", []),
        ("# why not, noqa", []),
        ("# nosec", [("bandit", None)]),
        ("# nosec B301", [("bandit", ("B301",))]),
        ("# nosec: B301,B403", [("bandit", ("B301", "B403"))]),
        ("# nosection", []),
        ("# type: ignore[name-defined, attr]", [("mypy", ("name-defined", "attr"))]),
        ("# type: ignore", [("mypy", None), ("pyright", None)]),
        ("# pyright: ignore", [("pyright", None)]),
        ("# pyright: ignore[reportX]", [("pyright", ("reportX",))]),
        ("# ty: ignore", [("ty", None)]),
        ("# ty: ignore[unresolved-import]", [("ty", ("unresolved-import",))]),
        ("# pyrefly: ignore[missing-import]", [("pyrefly", ("missing-import",))]),
        ("# pretty: ignore", []),
        ("# pylint: disable=unused-import, x", [("pylint", ("unused-import", "x"))]),
        ("# pylint: disable=all", [("pylint", None)]),
        ("# pylint: enable=all", []),
        ("# type: ignore[a, ]", [("mypy", ("a",))]),
        ("# noqa: F401  # nosec", [("flake8", ("F401",)), ("bandit", None)]),
        ("# a comment", []),
    ],
)
def test_a_comment_says_for_its_line(
    comment: str, expected: list[tuple[str, tuple[str, ...] | None]]
) -> None:
    assert comments(f"y = 1\nx = 1  {comment}\nz = 2\n") == [(tool, codes, [2]) for tool, codes in expected]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("x = f(\n    1,  # noqa\n    2,\n)\n", [2]),
        ("x = f(  # noqa\n    1,\n)\n", [1, 2, 3]),
        ("x = f(\n    1,\n)  # noqa\n", [1, 2, 3]),
        ('x = """\n\n"""  # noqa\n', [1, 2, 3]),
        ("x = 1\n# noqa\ny = 2\n", [2]),
        ("if x:\n    # noqa\n    y = 2\n", [2]),
        ("if x:\n    y = 1  # noqa\n    z = 2\n", [2]),
        ("\n\nx = 1  # noqa", [3]),
        ("x = (  # noqa\n", [1]),
        ("x = (  # noqa\n1\n", [1, 2]),
        ("def f(:  # noqa\n", [1]),
    ],
)
def test_on_the_first_or_last_line_of_a_statement_it_is_for_all_of_it(text: str, lines: list[int]) -> None:
    assert comments(text) == [("flake8", None, lines)]


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("# flake8: noqa\n", ["flake8"]),
        ("x = 1\n# ruff : noqa: F401\n", ["flake8"]),
        ("# type: ignore\nx = 1\n", ["mypy", "pyright"]),
        ("# A licence.\n\n# type: ignore\n", ["mypy", "pyright"]),
        ("x = 1\n# type: ignore\n", []),
        ("x = 1  # type: ignore\n", []),
        ("# pyright: ignore\nx = 1\n", []),
        ("# mypy: ignore-errors\n", ["mypy"]),
        ("x = 1\n# mypy: ignore-errors\n", ["mypy"]),
        ("# pylint: skip-file\n", ["pylint"]),
        ("x = 1  # pylint: skip-file\n", ["pylint"]),
        ("x = 1\n# pylint: disable=a\n", ["pylint"]),
        ("if x:\n    # pylint: disable=a\n    y = 1\n", []),
        ("x = 1  # pylint: disable=a\n", []),
        ("# pylint: disable-next=a\nx = 1\n", []),
        ("# noqa\nx = 1\n", []),
        ("# nosec\nx = 1\n", []),
    ],
)
def test_some_comments_are_for_the_whole_file(text: str, whole: list[str]) -> None:
    assert [tool for tool, _, lines in comments(text) if lines is None] == whole


def test_the_next_line_is_that_below_the_comment() -> None:
    assert comments("# pylint: disable-next=a\nx = 1\n") == [("pylint", ("a",), [2])]
    assert comments("x = 1  # pylint: disable-next=a\n") == [("pylint", ("a",), [2])]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("def f():\n    # pylint: disable=a\n    x = 1\n\n    return x\n\n\ny = 2\n", [2, 3, 4, 5, 6, 7]),
        ("def f():\n    # pylint: disable=a\n    x = 1\n    # pylint: enable=a\n    return x\n", [2, 3]),
        ("def f():\n    x = 1  # pylint: disable=a\n    return x\n", [2]),
        ("def f():\n    # pylint: disable-next=a\n    x = 1\n    return x\n", [3]),
    ],
)
def test_a_comment_alone_in_a_block_is_for_the_rest_of_it(text: str, lines: list[int]) -> None:
    assert comments(text) == [("pylint", ("a",), lines)]


def test_what_is_no_comment_says_nothing() -> None:
    assert comments('x = "# noqa"\n') == []
    assert comments("no Python at all '''\n# noqa\n") == []


@pytest.mark.parametrize(
    ("family", "codes", "own", "accepted"),
    [
        ("flake8", None, ("F401",), True),
        ("flake8", ("F401",), ("F401",), True),
        ("flake8", ("F4",), ("F401",), True),
        ("flake8", ("F401",), ("F4",), False),
        ("flake8", ("E501",), ("E501", "F401"), True),
        ("flake8", ("W1", "E501"), ("E501",), True),
        ("flake8", None, ("mypy:name-defined",), False),
        ("bandit", None, ("S301",), True),
        ("bandit", ("B301",), ("S301",), True),
        ("bandit", ("B301",), ("S302",), False),
        ("bandit", None, ("F401",), False),
        ("bandit", None, ("SIM105",), False),
        ("mypy", None, ("mypy:name-defined",), True),
        ("mypy", ("name-defined",), ("F821", "mypy:name-defined"), True),
        ("mypy", ("name",), ("mypy:name-defined",), False),
        ("mypy", None, ("S301",), False),
        ("mypy", None, ("F821", "pyright:reportUndefinedVariable"), False),
    ],
)
def test_a_comment_accepts_what_its_own_tool_would_have_told(
    family: str, codes: tuple[str, ...] | None, own: tuple[str, ...], accepted: bool
) -> None:
    assert ForeignComment(family, codes, None).accepts(own) is accepted


def _left(text: str, *lines: int, codes: tuple[str, ...] = ("F401",), file: str = "a.py") -> RuleRun:
    """Return what is left of a finding on the first of some lines, related to the others."""
    places = [Location(file, span=Span(line, 1, line, 2)) for line in lines]
    finding = Finding("it is odd", places[0], related=tuple(places[1:]))
    rule = Rule("some", lambda: iter([finding]), Severity.NOTE, "0.1", codes=codes)
    found = RuleRun(rule, Outcome.FAILED, 1, [(file, finding)])
    tree = MemoryTree({"a.py": text.encode(), "a.toml": text.encode()})
    without_accepted([found], tree, Placer(tree))
    return found


def test_an_accepted_finding_is_gone_and_its_rule_passed() -> None:
    found = _left("x = 1  # noqa\n", 1)
    assert (found.findings, found.outcome) == ([], Outcome.PASSED)
    assert _left("# ruff: noqa\nx = 1\n", 2).findings == []


@pytest.mark.parametrize(
    ("text", "codes", "file"),
    [
        ("x = 1  # noqa: E501\n", ("F401",), "a.py"),
        ("x = 1  # noqa\n", (), "a.py"),
        ("x = 1  # noqa\n", ("F401",), "a.toml"),
        ("x = 1  # noqa\n", ("F401",), "gone.py"),
        ("x = 1\ny = 2  # noqa\n", ("F401",), "a.py"),
        ("x = 1\n", ("F401",), "a.py"),
    ],
)
def test_any_other_stays(text: str, codes: tuple[str, ...], file: str) -> None:
    found = _left(text, 1, codes=codes, file=file)
    assert (len(found.findings), found.outcome) == (1, Outcome.FAILED)


def test_a_finding_moves_on_to_the_first_place_that_is_not_accepted() -> None:
    text = "a = 1  # noqa\nb = 1  # noqa\nc = 1\nd = 1\ne = 1  # noqa\n"
    ((_, finding),) = _left(text, 1, 2, 3, 4, 5).findings
    assert finding.at.span is not None
    assert finding.at.span.line == 3
    assert [place.span.line for place in finding.related if place.span] == [4]
    ((_, finding),) = _left(text, 3, 1).findings
    assert [place.span.line for place in finding.related if place.span] == [1]
    assert _left(text, 1, 2).findings == []


def test_a_place_in_another_file_stands_for_none_in_its_own() -> None:
    places = [Location(file, span=Span(1, 1, 1, 2)) for file in ("a.py", "b.py")]
    finding = Finding("it is odd", places[0], related=(places[1],))
    rule = Rule("some", lambda: iter([finding]), Severity.NOTE, "0.1", codes=("F401",))
    found = RuleRun(rule, Outcome.FAILED, 1, [("a.py", finding)])
    tree = MemoryTree({"a.py": b"x = 1  # noqa\n", "b.py": b"y = 1\n"})
    without_accepted([found], tree, Placer(tree))
    assert found.findings == []


def test_rules_without_codes_or_findings_stay_as_they_are_and_others_go_on() -> None:
    finding = Finding("it is odd", Location("a.py", span=Span(1, 1, 1, 2)))
    plain = Rule("plain", lambda: iter([finding]), Severity.NOTE, "0.1")
    coded = Rule("coded", lambda: iter([finding]), Severity.NOTE, "0.1", codes=("F401",))
    runs = [
        RuleRun(plain, Outcome.FAILED, 1, [("a.py", finding)]),
        RuleRun(coded, Outcome.NOT_APPLICABLE, 0, []),
        RuleRun(coded, Outcome.FAILED, 1, [("a.py", finding)]),
    ]
    # A file that is no UTF-8 has comments, too.
    tree = MemoryTree({"a.py": b"x = 1  # noqa\n# caf\xe9\n"})
    without_accepted(runs, tree, Placer(tree))
    assert [(item.outcome, len(item.findings)) for item in runs] == [
        (Outcome.FAILED, 1),
        (Outcome.NOT_APPLICABLE, 0),
        (Outcome.PASSED, 0),
    ]
