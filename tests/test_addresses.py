"""Every address of Roadworthy is written as two constants have it."""

from __future__ import annotations

from pathlib import Path

import pytest

from roadworthy.report.home import HOME
from tests.addresses import REPOSITORY, ROOT, VERSION, files, rewritten

STALE = """\
  - uses: someone/roadworthy@v0.0.1
  - repo: https://github.com/someone/roadworthy
    rev: v0.0.1
Homepage = "https://old.example/"
"""


@pytest.mark.parametrize("file", list(files()), ids=lambda file: file.relative_to(ROOT).as_posix())
def test_addresses_are_those_of_the_constants(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert rewritten(text) == text, "run `python tests/addresses.py --write`"


def test_stale_addresses_are_rewritten_and_others_left_alone() -> None:
    others = "  - uses: actions/checkout@v4\n  - repo: https://github.com/astral-sh/ruff\n    rev: v0.9.0\n"
    assert rewritten(STALE + others) == (
        f"  - uses: {REPOSITORY}@v{VERSION}\n"
        f"  - repo: https://github.com/{REPOSITORY}\n"
        f"    rev: v{VERSION}\n"
        f'Homepage = "{HOME}"\n' + others
    )


def test_the_readme_and_the_docs_hold_addresses() -> None:
    texts = [file.read_text(encoding="utf-8") for file in files()]
    assert sum(f"{REPOSITORY}@v{VERSION}" in text for text in texts) >= 2
    assert sum(f"https://github.com/{REPOSITORY}" in text for text in texts) >= 2
