"""Platforms that deploy what is pushed, by the files that they read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from roadworthy import Repository, Tree

#: Files of platforms that may follow a repository.
_FOLLOWING = frozenset(
    "Procfile app.json app.yaml fly.toml koyeb.yaml netlify.toml railway.json railway.toml render.yaml"
    " vercel.json".split()
)
#: The front page of a Hugging Face Space says how it runs.
_SPACE = re.compile(r"---\n(?:(?!---).*\n){0,30}?sdk:[ \t]*(?:docker|gradio|streamlit)\b")
_SIZE = 200_000


def pushed_to(repository: Repository, tree: Tree) -> str:
    """Return a file by which a platform may deploy each push; else an empty text."""
    for path in sorted(repository.files):
        if path.rpartition("/")[2] in _FOLLOWING:
            return path
    if tree.exists("README.md") and tree.files.get("README.md", 0) <= _SIZE:
        text = tree.text("README.md", strict=False)
        if _SPACE.match(text):
            return "README.md"
    return ""
