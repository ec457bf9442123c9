"""Which lines only a call of a function runs."""

from __future__ import annotations

import ast

from roadworthy.facts.python.regions import regions
from roadworthy.locate.lines import Lines


def lines(text: str) -> dict[int, tuple[int, list[int], bool]]:
    found = regions(ast.parse(text), Lines(text), b"")
    return {line: (r.first, sorted(r.lines), r.excluded) for line, r in sorted(found.functions.items())}


def test_the_docstring_the_header_and_what_is_defined_inside_are_not_run_by_a_call() -> None:
    text = (
        "@deco(\n    1)\ndef f(\n    a=1,\n):\n    '''Doc.'''\n    x = (\n        1)\n"
        "    def g():\n        return 2\n    return lambda: (\n        3)\n"
    )
    assert lines(text) == {3: (1, [7, 8, 9, 11], False), 9: (9, [10], False)}


def test_a_body_on_the_line_of_its_header_is_run_by_the_import_as_well() -> None:
    assert lines("def f(\n    a=1): return a\n") == {1: (1, [], False)}


def test_a_comment_takes_a_function_out_of_the_measurement() -> None:
    assert lines("def f():  # pragma: no cover\n    return 1\n") == {1: (1, [2], True)}


def test_a_comment_on_a_class_or_a_branch_takes_out_what_is_in_it() -> None:
    text = (
        "class A:  # pragma: no cover\n    def f(self):\n        return 1\n"
        "if os:\n    def g():\n        return 1\n"
        "else:  # pragma: no cover\n    def g():\n        return 2\n"
    )
    assert {line: excluded for line, (*_, excluded) in lines(text).items()} == {2: True, 5: False, 8: True}


def test_a_form_feed_ends_no_line() -> None:
    text = "x = 1\n\f\ndef f():\n    return 1\n\ndef g():  # pragma: no cover\n    return 2\n"
    assert {line: excluded for line, (*_, excluded) in lines(text).items()} == {3: False, 6: True}


def test_what_an_if_or_a_try_defines_is_conditional() -> None:
    text = (
        "def f():\n    return 1\nif os:\n    class A:\n        def g(self):\n            return 1\n"
        "try:\n    import a\nexcept ImportError:\n    def h():\n        return 1\n"
    )
    found = regions(ast.parse(text), Lines(text), b"").functions
    assert {line: region.conditional for line, region in found.items()} == {1: False, 5: True, 10: True}


def test_blank_lines_comments_and_docstrings_between_statements_hold_no_code() -> None:
    text = "import os\n\n# comment\nif os:\n    # comment\n    x = 1\nelse:\n    x = 2\n"
    assert sorted(regions(ast.parse(text), Lines(text), b"").code) == [1, 4, 5, 6, 8]


def test_a_lambda_on_a_line_of_its_own_is_none_of_what_a_call_runs() -> None:
    text = "def f():\n    return property(\n        lambda self: 1,\n        None,\n    )\n"
    assert regions(ast.parse(text), Lines(text), b"").functions[1].lines == {2, 4, 5}
