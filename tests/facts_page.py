"""The text of docs/facts.md, made from the facts: run `python tests/facts_page.py --write` after a change."""

from __future__ import annotations

import sys
from pathlib import Path

from roadworthy.report.fact_page import fact_pages
from roadworthy.testing.pages import plugins

PAGE = Path(__file__).parents[1] / "docs" / "facts.md"
_HEAD = """# Facts

What rules may ask for, by the type of a parameter. This page is made from the code; `roadworthy fact NAME`
prints a part of it. [Writing a pack](packs.md) tells how to make a fact of your own.
"""


def text() -> str:
    """Return the page's text."""
    # Without packs of others: what they offer is theirs to document.
    own = [page for page in fact_pages(plugins().registry) if page.kind.__module__.startswith("roadworthy.")]
    return "\n".join([_HEAD, *(page.text for page in own)])


if __name__ == "__main__":
    if "--write" in sys.argv[1:]:
        PAGE.write_text(text(), encoding="utf-8")
    else:
        print(text(), end="")
