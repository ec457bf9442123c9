"""Why TOML is edited as text: what tomlkit makes of a file when it edits it, beside what a fix makes of it.

tomlkit writes what is new: values and keys. Each case here is something that it spoils, or gets wrong, in
what is there already. A case that fails with a newer tomlkit is good news: where none is left for a module of
the edits, named first in the case's name, tomlkit can take its place.
"""

from __future__ import annotations

import sys
from typing import Any

import pytest
import tomli
import tomlkit

from roadworthy.core.finding import Append, Edit, Remove, Set

from .helpers import at, fixed


def by_tomlkit(text: str, edit: Edit) -> str:
    """Return a document with an edit done by tomlkit, as its documentation shows it."""
    assert isinstance(edit, (Set, Remove, Append))
    document = tomlkit.parse(text)
    *above, last = edit.at.route
    place: Any = document
    for key in above:
        place = place[key]
    if isinstance(edit, Remove):
        del place[last]
    elif isinstance(edit, Append):
        place[last].append(edit.value)
    else:
        place[last] = edit.value
    return tomlkit.dumps(document)


FILES_THAT_CHANGE = {
    "sections: a table moves past another one": (
        "[[s]]\nx = 1\n\n[b]\ny = 1\n\n[[s]]\nx = 2\n",
        "[[s]]\nx = 1\n\n[[s]]\nx = 2\n[b]\ny = 1\n\n",
    ),
    "sections: a header is written as the first of its array": (
        "[[ a ]]\nx = 1\n\n[['a']]\nx = 2\n",
        "[[ a ]]\nx = 1\n\n[[ a ]]\nx = 2\n",
    ),
    "brackets: the blank behind a date goes": (
        "x = { a = 2000-01-01 }\ny = [ 2000-01-01 ]\n",
        "x = { a = 2000-01-01}\ny = [ 2000-01-01]\n",
    ),
}


@pytest.mark.parametrize(("text", "spoilt"), FILES_THAT_CHANGE.values(), ids=FILES_THAT_CHANGE)
def test_tomlkit_changes_a_file_that_nobody_edits(text: str, spoilt: str) -> None:
    assert tomlkit.dumps(tomlkit.parse(text)) == spoilt
    assert fixed(text + "\n[new]\nx = 1\n", Set(at("new", "x"), 2)) == text + "\n[new]\nx = 2\n"


# The file, an edit, the file as tomlkit edits it, and as a fix does.
EDITS: dict[str, tuple[str, Edit, str, str]] = {
    "sections: a new key comes below the comment of the next table": (
        "[a]\nx = 1\n\n# What b is for\n[b]\n",
        Set(at("a", "y"), 2),
        "[a]\nx = 1\n\n# What b is for\ny = 2\n[b]\n",
        "[a]\nx = 1\ny = 2\n\n# What b is for\n[b]\n",
    ),
    "sections: a new key outside of tables comes below the comment of the first": (
        "x = 1\n\n# What a is for\n[a]\n",
        Set(at("y"), 2),
        "x = 1\n\n# What a is for\ny = 2\n\n[a]\n",
        "x = 1\ny = 2\n\n# What a is for\n[a]\n",
    ),
    "sections: a new table comes between a comment and its table": (
        "[tool.a]\nx = 1\n\n# What b is for\n[b]\n",
        Set(at("tool", "c"), {"x": [1]}),
        "[tool.a]\nx = 1\n\n# What b is for\n\n[tool.c]\nx = [1]\n[b]\n",
        "[tool.a]\nx = 1\n\n[tool.c]\nx = [1]\n\n# What b is for\n[b]\n",
    ),
    "sections: so does a new table of an array": (
        "[[s]]\nx = 1\n\n# What b is for\n[b]\n",
        Append(at("s"), {"x": 2}),
        "[[s]]\nx = 1\n\n# What b is for\n[[s]]\nx = 2\n[b]\n",
        "[[s]]\nx = 1\n\n[[s]]\nx = 2\n\n# What b is for\n[b]\n",
    ),
    "sections: a table takes the comment of the next one along": (
        "[a]\nx = 1\n\n# What b is for\n[b]\n",
        Remove(at("a")),
        "[b]\n",
        "# What b is for\n[b]\n",
    ),
    "sections: the blank lines around what goes are left": (
        "a = 1\n\nb = 1\n\nc = 1\n",
        Remove(at("b")),
        "a = 1\n\n\nc = 1\n",
        "a = 1\n\nc = 1\n",
    ),
    "sections: a new line ends with LF in a file with CRLF": (
        "[a]\r\nx = 1\r\n",
        Set(at("a", "y"), 2),
        "[a]\r\nx = 1\r\ny = 2\n",
        "[a]\r\nx = 1\r\ny = 2\r\n",
    ),
    "sections: a value that becomes a table swallows the dotted keys below": (
        "[p]\nu.a = 1\nu.b = 2\n",
        Set(at("p", "u", "a"), {"c": 3}),
        "[p]\n\n[u.a]\nc = 3\nu.b = 2\n",
        "[p]\nu.a = { c = 3 }\nu.b = 2\n",
    ),
    "page: a new key has neither the indentation nor the style of the others": (
        "[a]\n  x='1'\n",
        Set(at("a", "y"), "2"),
        "[a]\n  x='1'\ny = \"2\"\n",
        "[a]\n  x='1'\n  y='2'\n",
    ),
    "page: a table in braces leaves its place and its comment": (
        "[p]\nx = { a = 1 } # why\ny = 2\n",
        Set(at("p", "x"), {"a": 3}),
        "[p]\ny = 2\n\n[p.x]\na = 3\n",
        "[p]\nx = { a = 3 } # why\ny = 2\n",
    ),
    "page: the tables of an array lose their comments": (
        "[[s]]\nx = 1 # one\n\n[[s]]\nx = 2 # two\n",
        Set(at("s"), [{"x": 1}, {"x": 3}]),
        "[[s]]\nx = 1\n\n[[s]]\nx = 3\n",
        "[[s]]\nx = 1 # one\n\n[[s]]\nx = 3 # two\n",
    ),
    "render: an inline table has no blanks inside of its braces": (
        "x = {}\n",
        Set(at("x", "a"), {"b": 1}),
        "x = {a = {b = 1}}\n",
        "x = { a = { b = 1 } }\n",
    ),
    "brackets: an array loses its lines and comments": (
        "x = [\n  1, # one\n  2,\n]\n",
        Set(at("x"), [1, 3]),
        "x = [1, 3]\n",
        "x = [\n  1, # one\n  3,\n]\n",
    ),
    "brackets: a new item takes the comma behind the last away": (
        "x = [\n  1,\n  # 2,\n]\n",
        Append(at("x"), 3),
        "x = [\n  1,\n  # 2,\n  3\n]\n",
        "x = [\n  1,\n  # 2,\n  3,\n]\n",
    ),
    "brackets: a new item ends up in a comment": (
        "x = [\n    1\n  , 2 # two\n]\n",
        Append(at("x"), 3),
        "x = [\n    1\n  , 2, # two 3\n]\n",
        "x = [\n    1\n  , 2, # two\n    3\n]\n",
    ),
    "brackets: a new item comes with a comma too many": (
        "x = [\n  1 # one\n  ,\n]\n",
        Append(at("x"), 3),
        "x = [\n  1 # one\n  ,\n  ,3\n]\n",
        "x = [\n  1 # one\n  ,\n  3,\n]\n",
    ),
    "brackets: an item that goes leaves its comma on a line of its own": (
        "x = [\n    1\n  , 2\n]\n",
        Remove(at("x", 1)),
        "x = [\n    1\n  ,\n]\n",
        "x = [\n    1\n]\n",
    ),
    "brackets: without the last item there is a comma behind the last": (
        "x = [\n  1, # one\n  2 # two\n]\n",
        Remove(at("x", 1)),
        "x = [\n  1, # one\n]\n",
        "x = [\n  1 # one\n]\n",
    ),
    "brackets: a pair that goes leaves its comment behind": (
        "x = {\n  a = 1, # one\n  b = 2, # two\n}\n",
        Remove(at("x", "a")),
        "x = {\n   # one\n  b = 2, # two\n}\n",
        "x = {\n  b = 2, # two\n}\n",
    ),
    "brackets: a new pair is not indented, and takes the last comma away": (
        "x = {\n  a = 1, # one\n}\n",
        Set(at("x", "b"), 2),
        "x = {\n  a = 1, # one\nb = 2}\n",
        "x = {\n  a = 1, # one\n  b = 2,\n}\n",
    ),
    "brackets: a new item of an array with CRLF is on a line with LF": (
        "x = [ # none\r\n]\r\n",
        Append(at("x"), 1),
        "x = [ # none\n    1\r\n]\r\n",
        "x = [ # none\r\n    1,\r\n]\r\n",
    ),
}


@pytest.mark.parametrize(("text", "edit", "spoilt", "kept"), EDITS.values(), ids=EDITS)
def test_tomlkit_spoils_what_an_edit_of_the_text_keeps(text: str, edit: Edit, spoilt: str, kept: str) -> None:
    assert by_tomlkit(text, edit) == spoilt
    assert fixed(text, edit) == kept


@pytest.mark.parametrize("name", [name for name in EDITS if "swallows" in name or "ends up" in name])
def test_tomlkit_may_change_the_data_without_a_word(name: str) -> None:
    _, _, spoilt, kept = EDITS[name]
    assert tomli.loads(spoilt) != tomli.loads(kept)


def test_tomlkit_may_write_what_is_not_toml() -> None:
    _, _, spoilt, _ = EDITS["brackets: a new item comes with a comma too many"]
    with pytest.raises(tomli.TOMLDecodeError):
        tomli.loads(spoilt)


def test_tomlkit_refuses_what_is_nested_deeply() -> None:
    text = f"x = {'[' * 120}{']' * 120}\ny = 1\n"
    with pytest.raises(tomlkit.exceptions.ParseError, match="nested"):
        by_tomlkit(text, Set(at("y"), 2))
    assert fixed(text, Set(at("y"), 2)) == text.replace("1", "2")


def test_tomlkit_is_imported_only_to_write_what_is_new(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "tomlkit", None)
    text = "[a]\nx = [1, 2]\n"
    assert fixed(text, Remove(at("a", "x", 0))) == "[a]\nx = [2]\n"
    with pytest.raises(ModuleNotFoundError):
        fixed(text, Set(at("a", "x"), 1))
