"""Numbers in messages agree with their nouns and verbs."""

from __future__ import annotations

import ast
import itertools
from pathlib import Path

import pytest

from roadworthy.core.wording import agreeing, and_more, counted
from roadworthy.testing.builders import build_wheel
from roadworthy.testing.pages import inspect_files, installed_rules

SOURCES = [
    path
    for package in ("roadworthy", "roadworthy_rules")
    for path in Path(__import__(package).__file__ or "").parent.rglob("*.py")
]
#: Verbs that only fit one thing.
SINGULAR = (" is ", " was ", " has ", " does ", " belongs ", " needs ", " comes ", " runs ")


def test_a_number_and_its_noun() -> None:
    assert [counted(number, "file") for number in (0, 1, 2)] == ["0 files", "1 file", "2 files"]
    assert counted(1, "entry is", "entries are") == "1 entry is"
    assert counted(21, "entry is", "entries are") == "21 entries are"


def test_a_verb_alone() -> None:
    assert [agreeing(number, "is", "are") for number in (0, 1, 2)] == ["are", "is", "are"]


@pytest.mark.parametrize(
    ("names", "limit", "text"),
    [
        ("a", 1, "`a`"),
        ("abc", 1, "`a` and 2 more"),
        ("abc", 3, "`a`, `b`, `c`"),
        ("abcde", 3, "`a`, `b`, `c` and 2 more"),
    ],
)
def test_names_and_how_many_more(names: str, limit: int, text: str) -> None:
    assert and_more(list(names), limit) == text


def test_no_message_puts_a_verb_for_one_thing_behind_several() -> None:
    wrong = []
    for path in SOURCES:
        text = path.read_text(encoding="utf-8")
        if "and_more(" not in text:
            continue
        for node in ast.walk(ast.parse(text)):
            if not isinstance(node, ast.JoinedStr):
                continue
            for part, following in itertools.pairwise(node.values):
                several = isinstance(part, ast.FormattedValue) and "and_more(" in ast.unparse(part.value)
                verb = isinstance(following, ast.Constant) and str(following.value).startswith(SINGULAR)
                if several and verb:
                    wrong.append(f"{path.name}:{node.lineno}")
    assert wrong == []


@pytest.mark.parametrize(
    ("files", "message"),
    [
        (("demo/.DS_Store",), "`demo/.DS_Store` was left in the checkout by a tool"),
        (
            ("demo/.DS_Store", "demo/x/.DS_Store", "demo/y/.DS_Store"),
            "`demo/.DS_Store` and 2 more were left in the checkout by a tool",
        ),
    ],
)
def test_one_and_several_members_of_a_wheel(files: tuple[str, ...], message: str) -> None:
    rules = [rule for rule in installed_rules() if rule.name == "wheel-cache-included"]
    name, data = build_wheel(files={"demo/__init__.py": "", **dict.fromkeys(files, "")})
    found = inspect_files({f"dist/{name}": data}, rules).findings
    assert message in [finding.message for finding in found]
