"""Commands that the pages name: Roadworthy takes each, and a test holds each block of the how-to pages."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from roadworthy.commands.arguments import parse
from roadworthy.testing.pages import plugins

ROOT = Path(__file__).parents[2]
PAGES = [
    *sorted(ROOT.glob("*.md")),
    *sorted((ROOT / "docs").glob("*.md")),
    *sorted((ROOT / "docs" / "how-to").glob("*.md")),
]
#: A command in a sentence, at the start of a line of a block, or behind a key of YAML.
_COMMAND = re.compile(
    r"(?m)(?:`|^ *(?:\$ |- )?(?:(?:run|script|entry): )?(?:uvx )?)(roadworthy [a-z-][^`\n]*)"
)
_FENCE = re.compile(r"(?ms)^( *)```([^\n]*)\n(.*?)^\1```$")
#: Other programs in the blocks of the how-to pages.
_OTHERS = {"git", "pre-commit"}


def words(command: str) -> list[str]:
    """Return the words of a command, without its comment."""
    return shlex.split(command, comments=True)


def commands(page: Path) -> set[str]:
    """Return the commands of Roadworthy that a page names; words about the tool are none."""
    found = {match[1].strip() for match in _COMMAND.finditer(page.read_text(encoding="utf-8"))}
    first = ("check", "init", "road", "rules", "rule", "fact", "config", "schema", "cache", "--version")
    return {command for command in found if command.split()[1] in first}


NAMED = [pytest.param(text, id=f"{page.stem}: {text}") for page in PAGES for text in sorted(commands(page))]


def test_the_pages_name_commands() -> None:
    assert len(NAMED) > 50


@pytest.mark.parametrize("command", NAMED)
def test_a_command_that_a_page_names_is_one(command: str) -> None:
    options = parse(words(command)[1:])
    rules = plugins().rules
    known = {*rules, *(rule.group for rule in rules.values())}
    for name in (*(getattr(options, "select", None) or ()), *(getattr(options, "ignore", None) or ())):
        assert any(re.fullmatch(name.replace("*", ".*"), one) for one in known), name


HOW_TO = sorted((ROOT / "docs" / "how-to").glob("*.md"))


@pytest.mark.parametrize("page", HOW_TO, ids=lambda page: page.stem)
def test_each_block_of_a_how_to_is_held_by_a_test(page: Path) -> None:
    """The test of snippets reads a block with the name of a file; one of shell is made of commands."""
    for indent, info, text in _FENCE.findall(page.read_text(encoding="utf-8")):
        if info != "sh":
            assert 'title="' in info, f"a block of {info or 'text'} without a file"
            assert not indent, "a snippet in a list is not found by its test"
            continue
        for line in text.splitlines():
            program, *rest = words(line)
            assert program in {"roadworthy", *_OTHERS}, line
            if program == "roadworthy":
                parse(rest)
