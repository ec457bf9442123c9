"""A README of Markdown, and the code in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from roadworthy import Repository, Tree

#: A block of code, or a piece of it in a line.
_CODE = re.compile(r"```[^`\n]*+\n(.*?)(?:```|\Z)|`([^`\n]++)`", re.DOTALL)
_CLONE = re.compile(r"\bgit[ \t]++clone\b[^\n]*+")
#: A longer README, in bytes, is not read.
SIZE = 1024 * 1024


def markdown_readme(repository: Repository, tree: Tree) -> str | None:
    """Return the path of the project's README if it is Markdown, None where it is not, or is very long."""
    path = repository.named("readme")
    if path is None or not path.lower().endswith((".md", ".markdown")) or tree.exceeds(path, SIZE):
        return None
    return path


def code_in(text: str) -> Iterator[tuple[str, int]]:
    """Yield each block and piece of code in Markdown, and where it begins in the text."""
    for code in _CODE.finditer(text):
        group = 1 if code[1] is not None else 2
        yield code[group], code.start(group)


def clones_several(text: str) -> bool:
    """Tell whether a README clones more than one repository, so that a command may run in another."""
    return len(set(_CLONE.findall(text))) > 1
