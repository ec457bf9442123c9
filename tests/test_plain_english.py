"""Pages, messages, help texts and documentation keep to plain trade English."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from roadworthy import Finding, Location, Rule, Severity, rule
from roadworthy.testing import installed_rules
from roadworthy.testing.pages import plugins
from tests.plain_english import foreign, messages, page_faults, prose

ROOT = Path(__file__).parents[1]
RULES = [rule for rule in installed_rules() if rule.file.startswith(str(ROOT))]
DOCS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "examples").rglob("README.md")])


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_page_has_its_parts_in_plain_words(rule: Rule) -> None:
    assert page_faults(rule) == []


def test_practices_are_described_in_plain_words() -> None:
    practices = plugins().practices
    assert practices
    assert [
        fault for item in practices for paragraph in prose(item.page) for fault in foreign(paragraph)
    ] == []


@pytest.mark.parametrize("folder", ["src", "rules"])
def test_messages_and_help_texts_are_plain(folder: str) -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}: {fault}"
        for path in sorted((ROOT / folder).rglob("*.py"))
        for line, text in messages(path)
        for fault in foreign(text)
    ]
    assert found == []


@pytest.mark.parametrize("path", DOCS, ids=lambda path: str(path.relative_to(ROOT)))
def test_documentation_is_plain(path: Path) -> None:
    paragraphs = prose(path.read_text(encoding="utf-8"))
    assert [fault for paragraph in paragraphs for fault in foreign(paragraph)] == []


@pytest.mark.parametrize(
    "text",
    [
        "Whoever can write a pickle can run anything where it is loaded.",
        "Besides, it loads only with the versions that wrote it.",
        "It comes of writing to something that cannot seek.",
        "Mend what writes it.",
        "Keep the one that is meant.",
        "Nobody can say which code trained a model.",
        "Reported are modules with at least five public functions.",
        "Asked for by the option. Counted are lines.",
        "Who calls them has to try, and neither an editor nor a type checker can tell.",
        "What is shown below came about without it, so what is there is wrong.",
        "`src` is no package",
        "It is refused, for a typing error is likely.",
    ],
)
def test_foreign_words_are_found(text: str) -> None:
    assert foreign(text)


@pytest.mark.parametrize(
    "text",
    [
        "Unpickling runs code: anyone who can change the file can run commands.",
        "The dependency is no longer needed.",
        "What does the score say?",
        "The rule reports modules with at least five public functions.",
        "`nobody` is a name in quoted code.",
        "Wait for the first run.",
    ],
)
def test_plain_words_pass(text: str) -> None:
    assert foreign(text) == []


def _rule(page: str) -> Rule:
    def demo() -> Iterator[Finding]:
        yield Finding("demo", Location("demo"))

    demo.__doc__ = page
    return rule(Severity.NOTE, since="0.1")(demo)


def test_a_page_without_a_part_is_found() -> None:
    good = "A file is empty.\n\n    Readers expect content. Delete the file.\n"
    assert page_faults(_rule(good)) == []
    assert page_faults(_rule("A file is empty.\n\n    Readers expect content.\n"))
    assert page_faults(_rule("A file is empty.\n\n    Delete the file.\n"))
    assert page_faults(_rule("There is an empty file.\n\n    Readers expect content. Delete the file.\n"))
