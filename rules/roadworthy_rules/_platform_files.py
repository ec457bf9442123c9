"""Platforms that deploy what is pushed, by the files that they read."""

from __future__ import annotations

import re
from collections.abc import Iterable
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
#: Hosts of platforms that build and run what is pushed to them.
_HOST = re.compile(
    r"(?i)(?<=[\w-]\.)(onrender\.com|herokuapp\.com|azurewebsites\.net|azurecontainerapps\.io|fly\.dev"
    r"|railway\.app|vercel\.app|netlify\.app|streamlit\.app|pythonanywhere\.com|hf\.space|modal\.run"
    r"|koyeb\.app|appspot\.com|ondigitalocean\.app|elasticbeanstalk\.com|replit\.app|repl\.co|run\.app"
    r"|amazonaws\.com)\b|\b(huggingface\.co/spaces|share\.streamlit\.io)/"
)
_WORDS = re.compile(
    r"(?i)\bdeploy(?:ed|s|ing)? (?:\w+ ){0,4}?(?:on|to) (render|heroku|railway|azure|aws|gcp|vercel|fly)\b"
)


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


def hosted_on(files: Iterable[str], tree: Tree) -> str:
    """Return the host or platform that a README, a document or a pipeline names; else an empty text."""
    documents = [
        path for path in tree.files if path.endswith((".md", ".rst", ".html")) and path.count("/") < 2
    ]
    for path in dict.fromkeys((*sorted(documents)[:50], *files)):
        if tree.files.get(path, _SIZE + 1) <= _SIZE:
            text = tree.text(path, strict=False)
            if found := _HOST.search(text) or _WORDS.search(text):
                return found[found.lastindex or 0]
    return ""
