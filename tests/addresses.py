"""Where Roadworthy will be published, as the readme and docs write it: `python tests/addresses.py --write`.

Change REPOSITORY here, or HOME in roadworthy/report/home.py, and run it: it rewrites every place.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

from roadworthy.report.home import HOME

ROOT = Path(__file__).parents[1]
#: Owner and name on GitHub. There is no public repository yet.
REPOSITORY = "<owner>/roadworthy"
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
_PLACES = (
    (re.compile(r"(?<=uses: )\S+/roadworthy@v\S+"), f"{REPOSITORY}@v{VERSION}"),
    (
        re.compile(r"(?<=repo: )https://github\.com/\S+/roadworthy\n( +)rev: v\S+"),
        rf"https://github.com/{REPOSITORY}\n\1rev: v{VERSION}",
    ),
    (re.compile(r'(?<=^Homepage = )"[^"\n]+"', re.MULTILINE), f'"{HOME}"'),
    (re.compile(r'(?<=^Changelog = )"[^"\n]+"', re.MULTILINE), f'"{HOME}changelog/"'),
    (re.compile(r"(?<=^url: )\S+|(?<=^site_url: )\S+", re.MULTILINE), HOME),
)


def files() -> Iterator[Path]:
    """Yield the files that hold addresses."""
    yield from (ROOT / "README.md", ROOT / "pyproject.toml", ROOT / "CITATION.cff", ROOT / "mkdocs.yml")
    yield from sorted((ROOT / "docs").rglob("*.md"))


def rewritten(text: str) -> str:
    """Return a text with every address as the constants have it."""
    for pattern, address in _PLACES:
        text = pattern.sub(address, text)
    return text


if __name__ == "__main__" and "--write" in sys.argv[1:]:
    for file in files():
        file.write_text(rewritten(file.read_text(encoding="utf-8")), encoding="utf-8")
