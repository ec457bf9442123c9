"""Pages of facts, which `roadworthy fact` prints and docs/facts.md lists."""

from __future__ import annotations

from pathlib import Path

import pytest

from roadworthy.report.fact_page import FactPage, fact_pages
from roadworthy.testing.pages import plugins
from tests import facts_page


@pytest.fixture(scope="module")
def pages() -> dict[str, FactPage]:
    return {page.name: page for page in fact_pages(plugins().registry)}


def test_the_reference_in_the_documentation_is_up_to_date() -> None:
    assert Path(facts_page.PAGE).read_text(encoding="utf-8") == facts_page.text()


def test_a_page_tells_how_a_fact_is_asked_for_and_what_it_holds(pages: dict[str, FactPage]) -> None:
    text = pages["ManifestIn"].text
    assert "- `value: ManifestIn | None`" in text
    assert "- `text: str`" in text
    assert "Given by `roadworthy.facts.metadata.manifest_in.manifest_in` from `tree`." in text


def test_what_there_may_be_several_of_can_be_asked_for_one_by_one(pages: dict[str, FactPage]) -> None:
    assert pages["Wheel"].asked == ("each: Wheel (a rule runs once for each)", "all: tuple[Wheel, ...]")


def test_every_fact_has_a_sentence_that_tells_what_it_is(pages: dict[str, FactPage]) -> None:
    assert [name for name, page in pages.items() if not page.kind.__doc__] == []
    # A dataclass without a docstring gets its signature for one.
    assert [name for name, page in pages.items() if (page.kind.__doc__ or "").startswith(f"{name}(")] == []
