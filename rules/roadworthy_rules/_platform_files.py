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
#: What App Engine or App Platform is told at the left of `app.yaml`.
_APP = re.compile(r"(?m)^(?:entrypoint|env|runtime|service|services|workers)[ \t]*:")
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
        if path.rpartition("/")[2] in _FOLLOWING and not _is_other(path, repository, tree):
            return path
    if tree.exists("README.md") and tree.files.get("README.md", 0) <= _SIZE:
        text = tree.text("README.md", strict=False)
        if _SPACE.match(text):
            return "README.md"
    return ""


def may_follow(tree: Tree) -> bool:
    """Tell whether a file of the tree has the name of those that platforms read."""
    return any(path.rpartition("/")[2] in _FOLLOWING for path in tree.files)


def _is_other(path: str, repository: Repository, tree: Tree) -> bool:
    """Tell whether a file with the name of a platform's is of something else, or of a page beside a service.

    It may be settings of the project itself or of a mobile application, or start the programs of an image.
    """
    folder, _, name = path.rpartition("/")
    text = tree.text(path, strict=False) if tree.files.get(path, _SIZE + 1) <= _SIZE else ""
    if name == "app.yaml":
        return text != "" and _APP.search(text) is None
    if name == "app.json":
        return '"expo"' in text
    if name == "Procfile":
        images = (one for one in tree.files if one.rpartition("/")[2].startswith("Dockerfile"))
        return any("Procfile" in tree.text(one, strict=False) for one in images if tree.files[one] <= _SIZE)
    # What has packages of Node and no Python is a page, which the platform serves.
    below = f"{folder}/"
    node = folder != "" and tree.exists(f"{below}package.json")
    return node and not any(one.startswith(below) and one.endswith(".py") for one in repository.files)


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
