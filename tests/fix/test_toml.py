"""Edits of TOML: nothing but the lines in question changes, and they look as if written by hand."""

from __future__ import annotations

import pytest

from roadworthy.core.finding import Append, Edit, Remove, Set

from .helpers import at, fixed, reason

DEMO = """\
# A demo.

[project]
name = "demo"
classifiers = [
    "A",  # the first
    # a group
    "B",
    "C",  # the third
]
# version comes from Git

# What follows
[tool.x]
y = 1
"""
CLASSIFIERS = ("project", "classifiers")


def changed(*edits: Edit, text: str = DEMO) -> str:
    """Return the lines that go, with `-`, and those that come, with `+`, all in the order of the file."""
    import difflib

    new = fixed(text, *edits)
    lines = difflib.ndiff(text.splitlines(keepends=True), new.splitlines(keepends=True))
    return "".join(line for line in lines if line[0] in "-+")


def test_the_only_item_that_goes_takes_its_line_and_its_comment() -> None:
    assert changed(Remove(at(*CLASSIFIERS, 0))) == '-     "A",  # the first\n'
    assert changed(Remove(at(*CLASSIFIERS, 1))) == '-     "B",\n'
    assert changed(Remove(at(*CLASSIFIERS, 2))) == '-     "C",  # the third\n'


def test_items_are_removed_by_their_original_index() -> None:
    expected = '-     "A",  # the first\n-     "C",  # the third\n'
    assert changed(Remove(at(*CLASSIFIERS, 0)), Remove(at(*CLASSIFIERS, 2))) == expected
    assert changed(Remove(at(*CLASSIFIERS, 2)), Remove(at(*CLASSIFIERS, 0))) == expected


def test_an_edit_after_a_removal_reaches_the_item_that_is_meant() -> None:
    text = "x = [[1, 2], [3, 4], [5, 6]]\n"
    edits = Remove(at("x", 0)), Remove(at("x", 1, 0)), Set(at("x", 2, 1), 7), Append(at("x", 1), 8)
    assert fixed(text, *edits) == "x = [[4, 8], [5, 7]]\n"
    assert "removed already" in reason(text, Remove(at("x", 0)), Set(at("x", 0, 1), 7))
    assert "removed already" in reason(text, Remove(at("x", 0)), Remove(at("x", 0)))


def test_an_item_is_appended_in_the_layout_of_the_others() -> None:
    assert changed(Append(at(*CLASSIFIERS), "D")) == '+     "D",\n'


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("[]", "[9]"),
        ("[ ]", "[ 9 ]"),
        ("[1]", "[1, 9]"),
        ("[1,2]", "[1,2,9]"),
        ("[1, 2,]", "[1, 2, 9,]"),
        ("[ 1, 2 ]", "[ 1, 2, 9 ]"),
        ("[\n]", "[\n    9,\n]"),
        ("[ # none\n]", "[ # none\n    9,\n]"),
        ("[\n  # none\n]", "[\n  # none\n  9,\n]"),
        ("[\n  1,\n  2 # two\n]", "[\n  1,\n  2, # two\n  9\n]"),
        ("[\n  1,\n  # 2,\n]", "[\n  1,\n  # 2,\n  9,\n]"),
        ("[\n  1, 2,\n  3, 4,\n]", "[\n  1, 2,\n  3, 4, 9,\n]"),
        ("[1,\n     2]", "[1,\n     2,\n     9]"),
        ("[1,\n    # 2,\n]", "[1,\n    # 2,\n    9,\n]"),
    ],
)
def test_appending_in_every_layout(old: str, new: str) -> None:
    assert fixed(f"x = {old}\n", Append(at("x"), 9)) == f"x = {new}\n"


@pytest.mark.parametrize(
    ("old", "index", "new"),
    [
        ("[1]", 0, "[]"),
        ("[ 1 ]", 0, "[]"),
        ("[\n    1,\n]", 0, "[]"),
        ("[\n    # all\n    1, # one\n]", 0, "[\n    # all\n]"),
        ("[ # all\n    1, # one\n]", 0, "[ # all\n]"),
        ("[1, 2]", 0, "[2]"),
        ("[1, 2]", 1, "[1]"),
        ("[1, 2, ]", 1, "[1, ]"),
        ("[ 1, 2 ]", 1, "[ 1 ]"),
        ("[1,\n    2]", 0, "[2]"),
        ("[\n  1, # one\n  2 # two\n]", 1, "[\n  1 # one\n]"),
        ("[\n  1,\n  # two\n  2,\n]", 1, "[\n  1,\n  # two\n]"),
        ("[\n  1,\n\n  2,\n\n  3,\n]", 1, "[\n  1,\n\n  3,\n]"),
        ("[\n  1,\n\n  2,\n  # three\n  3,\n]", 1, "[\n  1,\n\n  # three\n  3,\n]"),
        ("[\n  1,\n\n  2,\n]", 0, "[\n  2,\n]"),
        ("[\n  1,\n\n  2,\n]", 1, "[\n  1,\n]"),
        ("[\n  1,\n\n  # two\n  2,\n]", 0, "[\n  # two\n  2,\n]"),
        ("[\n  1, 2,\n  3, 4,\n]", 1, "[\n  1,\n  3, 4,\n]"),
        ("[\n  1, 2,\n  3, 4,\n]", 2, "[\n  1, 2,\n  4,\n]"),
        ("[\n    1\n  , 2  # two\n  , 3\n]", 1, "[\n    1\n  , 3\n]"),
        ("[\n    1\n  , 2  # two\n  , 3\n]", 2, "[\n    1\n  , 2  # two\n]"),
        ("[\n    1 # one\n    # more\n  , 2\n]", 0, "[\n    # more\n    2\n]"),
        ("[1, 2 # two\n]", 0, "[2 # two\n]"),
        ("[1 # one\n, # more\n2]", 1, "[1 # one\n # more\n]"),
        ("[1\n, # more\n2]", 1, "[1 # more\n]"),
    ],
)
def test_removing_in_every_layout(old: str, index: int, new: str) -> None:
    assert fixed(f"x = {old}\n", Remove(at("x", index))) == f"x = {new}\n"


@pytest.mark.parametrize(
    ("old", "value", "new"),
    [
        ("1", 2, "2"),
        ('"a"', "b", '"b"'),
        ("'a'", "b", "'b'"),
        ("'a'", "it's", '"it\'s"'),
        ("'''a'''", "b", "'b'"),
        ('"a"', 'a "b"\\\n\x7f\u2028é', '"a \\"b\\"\\\\\\n\\u007f\u2028é"'),
        ("1", True, "true"),
        ("1", 1.0, "1.0"),
        ("1", 1e22, "1e+22"),
        ("1", float("-inf"), "-inf"),
        ("1", [1, "a", {"b c": []}], '[1, "a", { "b c" = [] }]'),
        ("[\n  'a', # one\n  'b', # two\n]", ["b", "a"], "[\n  'b', # two\n  'a', # one\n]"),
        ("[\n  'a', # one\n  'b',\n]", ["c", "b"], "[\n  'c', # one\n  'b',\n]"),
        ("[\n  'a', # one\n  'b',\n]", ["b"], "[\n  'b',\n]"),
        ("[\n  # none\n]", ["a"], '[\n  # none\n  "a",\n]'),
        ("[2, 1, 2]", [1, 2, 3], "[1, 2, 3]"),
        ("[1, true, 1.0]", [1.0, 1, True], "[1.0, 1, true]"),
        ("{ a = 1, b = 2 } # why", {"b": 3, "c": {}}, "{ b = 3, c = {} } # why"),
        ("{a=1}", {"a": 1, "b": {"c": 1}}, "{a=1, b = {c = 1}}"),
        ("{}", {"a": {"b": 1}}, "{ a = { b = 1 } }"),
    ],
)
def test_setting_a_value_in_the_style_of_the_old_one(old: str, value: object, new: str) -> None:
    assert fixed(f"x = {old}\n", Set(at("x"), value)) == f"x = {new}\n"


def test_what_comes_behind_a_comment_is_indented_as_the_lines_of_its_own_array() -> None:
    text = "y = [\n    1,\n]\nx = [\n  1, 2,\n  3, # three\n]\n"
    new = "y = [\n    1,\n]\nx = [\n  1,\n  3, # three\n  2,\n]\n"
    assert fixed(text, Set(at("x"), [1, 3, 2])) == new


def test_a_new_key_comes_after_the_table_s_last_and_what_belongs_to_it() -> None:
    expected = DEMO.replace("from Git\n", 'from Git\nversion = "1"\n')
    assert fixed(DEMO, Set(at("project", "version"), "1")) == expected
    assert fixed("[a]\n[b]\n", Set(at("a", "x"), 1)) == "[a]\nx = 1\n[b]\n"
    assert fixed("[a]\nx = 1\n# b\n[b]\n", Set(at("a", "y"), 1)) == "[a]\nx = 1\ny = 1\n# b\n[b]\n"


def test_a_new_key_looks_like_the_one_above() -> None:
    text = "[a]\n    x='1'\n\n    [a.b]\n\ty\t=\t{c=1}\n"
    new = "[a]\n    x='1'\n    z='q'\n\n    [a.b]\n\ty\t=\t{c=1}\n\tz = {d = 1}\n"
    assert fixed(text, Set(at("a", "z"), "q"), Set(at("a", "b", "z"), {"d": 1})) == new


def test_a_key_that_is_not_bare_is_quoted() -> None:
    assert fixed("", Set(at("a b", ""), 1)) == '["a b"]\n"" = 1\n'
    assert fixed("[x]\na = 'b'\n", Set(at("x", "c.d"), 1)) == "[x]\na = 'b'\n'c.d' = 1\n"


def test_a_new_key_outside_of_tables() -> None:
    assert fixed("", Set(at("x"), 1)) == "x = 1\n"
    assert fixed("# c\n", Set(at("x"), 1)) == "# c\n\nx = 1\n"
    assert fixed("x = 1", Set(at("y"), 1)) == "x = 1\ny = 1"
    assert fixed("# c\n\n[a]\n", Set(at("x"), 1)) == "# c\n\nx = 1\n\n[a]\n"
    assert fixed("\n# c\n\n[a]\n", Set(at("x"), 1)) == "\n# c\n\nx = 1\n\n[a]\n"
    assert fixed("x = 1\n\n[a]\n", Set(at("y"), 1)) == "x = 1\ny = 1\n\n[a]\n"


def test_a_comment_says_how_far_an_empty_array_is_indented() -> None:
    text = "[a]\n  x = [\n    # none\n  ]\n"
    assert fixed(text, Append(at("a", "x"), 1)) == "[a]\n  x = [\n    # none\n    1,\n  ]\n"


def test_a_long_array_gets_a_line_for_each_item() -> None:
    items = ["a" * 20] * 4
    lines = "".join(f'  "{item}",\n' for item in items)
    assert fixed("x = [\n  1,\n]\n", Set(at("y"), items)) == f"x = [\n  1,\n]\ny = [\n{lines}]\n"


BUILD = {"requires": ["hatchling>=1.27"], "build-backend": "hatchling.build"}
BUILD_LINES = '[build-system]\nrequires = ["hatchling>=1.27"]\nbuild-backend = "hatchling.build"\n'


def test_the_build_system_comes_first() -> None:
    build = Set(at("build-system"), BUILD)
    assert fixed(DEMO, build) == DEMO.replace("[project]", BUILD_LINES + "\n[project]")
    assert fixed("# c\n[a]\n", build) == BUILD_LINES + "\n# c\n[a]\n"
    assert fixed("x = 1\n[a]\n", build) == "x = 1\n\n" + BUILD_LINES + "\n[a]\n"
    assert fixed("", build) == BUILD_LINES
    assert fixed("# c", build) == "# c\n\n" + BUILD_LINES[:-1]
    by_key = [Set(at("build-system", key), value) for key, value in BUILD.items()]
    assert fixed(DEMO, *by_key) == fixed(DEMO, build)


def test_another_new_table_comes_last_or_after_its_relatives() -> None:
    assert fixed(DEMO, Set(at("tool", "mypy", "strict"), True)) == DEMO + "\n[tool.mypy]\nstrict = true\n"
    assert fixed(DEMO, Set(at("z"), {"a": 1})) == DEMO + "\n[z]\na = 1\n"
    expected = DEMO.replace("\n# What", '\n[project.urls]\nHome = "h"\n\n# What')
    assert fixed(DEMO, Set(at("project", "urls", "Home"), "h")) == expected


def test_a_small_table_is_set_as_a_value_and_a_large_one_with_a_header() -> None:
    assert changed(Set(at("project", "license"), {"text": "MIT"})) == '+ license = { text = "MIT" }\n'
    extras = {"test": ["pytest>=8"]}
    lines = '+ [project.optional-dependencies]\n+ test = ["pytest>=8"]\n+ \n'
    assert changed(Set(at("project", "optional-dependencies"), extras)) == lines
    ruff = {"line-length": 100, "lint": {"select": ["E"]}}
    lines = '+ \n+ [tool.ruff]\n+ line-length = 100\n+ \n+ [tool.ruff.lint]\n+ select = ["E"]\n'
    assert changed(Set(at("tool", "ruff"), ruff)) == lines
    lines = '+ \n+ [tool.ruff.lint]\n+ select = ["E"]\n'
    assert changed(Set(at("tool", "ruff"), {"lint": {"select": ["E"]}})) == lines


DOTTED = """\
[project]
urls.Home = "h"
urls.Docs = "d"
name = "n"

[project.a.b]
x = 1

[[tool.step]]
run = 1

[[tool.step]]
run = 2
[tool.step.env]
A = 1
"""


@pytest.mark.parametrize(
    ("edit", "lines"),
    [
        (Set(at("project", "urls", "Source"), "s"), '+ urls.Source = "s"\n'),
        (Set(at("project", "urls", "x", "y"), 1), "+ urls.x.y = 1\n"),
        (Remove(at("project", "urls", "Home")), '- urls.Home = "h"\n'),
        (Remove(at("project", "urls")), '- urls.Home = "h"\n- urls.Docs = "d"\n'),
        (Set(at("project", "urls"), 1), '- urls.Home = "h"\n- urls.Docs = "d"\n+ urls = 1\n'),
        (Set(at("project", "a", "y"), 1), "+ \n+ [project.a]\n+ y = 1\n"),
        (Set(at("project", "a"), 1), "+ a = 1\n- \n- [project.a.b]\n- x = 1\n"),
        (Remove(at("project", "a", "b", "x")), "- x = 1\n"),
        (Remove(at("project", "a")), "- \n- [project.a.b]\n- x = 1\n"),
        (Remove(at("tool", "step", 0)), "- [[tool.step]]\n- run = 1\n- \n"),
        (Remove(at("tool", "step", 1)), "- \n- [[tool.step]]\n- run = 2\n- [tool.step.env]\n- A = 1\n"),
        (Set(at("tool", "step", 0, "env", "B"), 1), "+ \n+ [tool.step.env]\n+ B = 1\n"),
        (Set(at("tool", "step", 1, "env", "B"), 1), "+ B = 1\n"),
        (Set(at("tool", "step", 1), {"run": 3, "env": {"A": 1}}), "- run = 2\n+ run = 3\n"),
        (Append(at("tool", "step"), {"run": 3}), "+ \n+ [[tool.step]]\n+ run = 3\n"),
        (Append(at("tool", "other"), {"x": 1}), "+ \n+ [tool]\n+ other = [{ x = 1 }]\n"),
    ],
)
def test_dotted_keys_implicit_tables_and_arrays_of_tables(edit: Edit, lines: str) -> None:
    assert sorted(changed(edit, text=DOTTED).splitlines()) == sorted(lines.splitlines())


def test_an_array_of_tables_is_changed_table_by_table() -> None:
    text = "[[s]]\na = 1 # one\n\n[[s]]\na = 2 # two\n"
    assert fixed(text, Set(at("s"), [{"a": 1}])) == "[[s]]\na = 1 # one\n"
    new = "[[s]]\na = 1 # one\n\n[[s]]\na = 3 # two\n\n[[s]]\nb = 4\n"
    assert fixed(text, Set(at("s"), [{"a": 1}, {"a": 3}, {"b": 4}])) == new
    assert fixed(text, Set(at("s"), [])) == "s = []\n"
    assert "nothing but tables" in reason(text, Append(at("s"), 1))
    assert "nothing but tables" in reason(text, Set(at("s", 0), 1))


def test_without_a_header_a_table_goes_with_its_last_key() -> None:
    assert fixed("x.y.z = 1\nw = 1\n", Remove(at("x", "y", "z"))) == "w = 1\n"
    assert fixed("[x]\ny.z = 1\n", Remove(at("x", "y", "z"))) == "[x]\n"
    assert fixed("w = { x.y = 1 }\n", Remove(at("w", "x", "y"))) == "w = {}\n"
    assert fixed("[[x]]\na = 1\n", Remove(at("x", 0))) == ""


def test_an_empty_table_stays_in_place_of_one_that_is_emptied() -> None:
    assert fixed("[x]\na = 1\n", Set(at("x"), {})) == "[x]\n"
    assert fixed("[x]\na.b = 1\n", Set(at("x", "a"), {})) == "[x]\na = {}\n"
    assert fixed("x = { a = 1 }\n", Set(at("x"), {})) == "x = {}\n"
    assert fixed("[[x]]\na = 1\n", Set(at("x", 0), {})) == "[[x]]\n"
    assert fixed("[x.y]\na = 1\n", Set(at("x"), {})) == "[x]\n"


def test_line_ends_are_remembered_where_nothing_is_left() -> None:
    assert fixed("x = 1\r\n", Remove(at("x")), Set(at("y"), 1)) == "y = 1\r\n"
    assert fixed("[x]\r\n", Set(at("x"), 1)) == "x = 1\r\n"


def test_a_table_s_comments_go_with_it_but_not_those_of_its_neighbours() -> None:
    text = "[a]\nx = 1\n\n# b's\n[b] # b\n# also b's\ny = 1 # y\n# z = 1\n\n# c's\n[c]\n"
    assert fixed(text, Remove(at("b"))) == "[a]\nx = 1\n\n# b's\n\n# c's\n[c]\n"
    text = "[a]\n\n# 1\n[a.b]\n# 2\n[a.c]\n# c's\n[c]\n"
    assert fixed(text, Remove(at("a"))) == "# c's\n[c]\n"


def test_no_blank_lines_are_left_over() -> None:
    assert fixed("a = 1\n\nb = 1\n\nc = 1\n", Remove(at("b"))) == "a = 1\n\nc = 1\n"
    assert fixed("a = 1\n\nb = 1\n", Remove(at("b"))) == "a = 1\n"
    assert fixed("b = 1\n\na = 1", Remove(at("b"))) == "a = 1"
    assert fixed("[a]\nb = 1\n\n[c]\n", Remove(at("a", "b"))) == "[a]\n\n[c]\n"


def test_a_license_table_becomes_an_expression() -> None:
    text = '[project]\nname = "x"\n\n[project.license]\ntext = "MIT"\n\n[tool.x]\n'
    new = '[project]\nname = "x"\nlicense = "MIT"\n\n[tool.x]\n'
    assert fixed(text, Set(at("project", "license"), "MIT")) == new
    assert fixed(
        '[project]\nlicense = { text = "MIT" } # why\nx = 1\n', Set(at("project", "license"), "MIT")
    ) == ('[project]\nlicense = "MIT" # why\nx = 1\n')


def test_the_data_decides() -> None:
    assert reason("x = 1\n", Set(at("x"), 1)) == "it changes nothing"
    assert fixed("x = 1\n", Set(at("x"), True)) == "x = true\n"
    assert "TOML has no NoneType" in reason("", Set(at("x"), None))
    assert "TOML has no object" in reason("", Set(at("x"), [object()]))
    assert "TOML has no set" in reason("", Set(at("x"), {"y": {1}}))
    assert "another meaning than intended" in reason("", Set(at("x"), (1,)))
    assert "there is no `x`" in reason("", Remove(at("x")))
    assert "there is no `y`" in reason("x = 1\n", Set(at("x", "y"), 1))
    assert "there is no `1`" in reason("x = [1]\n", Set(at("x", 1), 1))
    assert "there is no `0`" in reason("", Set(at("x", 0), 1))
    assert "not an array" in reason("x = 1\n", Append(at("x"), 1))
    assert "no route" in reason("x = 1\n", Set(at(), {}))
    assert "cannot be written" in reason("", Set(at("x"), "\ud800"))
    assert "cannot be written" in reason("", Set(at("\ud800"), 1))
    assert "not valid TOML" in reason("x = \n", Set(at("x"), 1))


def test_what_is_not_there_is_made_with_its_parents() -> None:
    assert fixed("x = 1\n", Append(at("a", "b"), 1)) == "x = 1\n\n[a]\nb = [1]\n"
    assert fixed("x = { a = 1 }\n", Set(at("x", "b", "c"), 1)) == "x = { a = 1, b = { c = 1 } }\n"
    assert fixed("x = { a.b = 1 }\n", Set(at("x", "a", "c"), 1)) == "x = { a.b = 1, a.c = 1 }\n"
    assert fixed("x = [{ a = 1 }]\n", Set(at("x", 0, "b"), 1)) == "x = [{ a = 1, b = 1 }]\n"


def test_deep_values_are_edited_too() -> None:
    deep = ("a",) * 60
    assert fixed(f"{'.'.join(deep)} = 1\n", Set(at(*deep), 2)) == f"{'.'.join(deep)} = 2\n"
    deeper = ("a",) * 80
    assert "too deep" in reason(f"{'.'.join(deeper)} = 1\n", Set(at(*deeper), 2))
