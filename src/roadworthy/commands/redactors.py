"""What knows the secrets of the trees that a run is about, so that nothing it says tells them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress

from roadworthy.core import limits
from roadworthy.core.fault import Blocked
from roadworthy.core.redact import Redactor, secret_values
from roadworthy.core.secrets import holds_settings
from roadworthy.core.trace import extractor
from roadworthy.locate.document import Document
from roadworthy.locate.files import Files
from roadworthy.tree.toml import load_toml
from roadworthy.tree.tree import Tree


def redactor_of(trees: Iterable[Tree]) -> Redactor:
    """Return what knows the secrets that the texts of the trees hold by their place."""
    redactor = Redactor()
    learn(redactor, tuple(trees))
    return redactor


def learn(redactor: Redactor, trees: Sequence[Tree]) -> None:
    """Take in the secrets that the texts of the trees hold by their place.

    A message about one file may quote what another one says is a password. Files that are too large to be
    settings or code are left aside.
    """
    redactor.spare({name for tree in trees for path in tree.files for name in _shown(path)})
    redactor.spare(name for tree in trees if (name := _declared_name(tree)))
    for tree in trees:
        for path in tree.files:
            if holds_settings(path.lower()):
                with suppress(Blocked):
                    values = tree.extract(path, _secrets)
                    redactor.add(values)
                    if values:
                        # All of the file is depended on: the hash of a short password can be guessed.
                        tree.read(path, _limit(path))


@extractor
def _secrets(files: Files, path: str) -> list[str]:
    """Return the secrets that a file holds by their place."""
    return secret_values(path, files.read(path, _limit(path)).decode("utf-8", "replace"), shapes=False)


def _shown(path: str) -> list[str]:
    """Return the names in a path that code may import, and so shows: of directories, and of a module."""
    *names, last = path.split("/")
    return [*names, last.removesuffix(".py")] if last.endswith(".py") else names


def _declared_name(tree: Tree) -> str | None:
    """Return the name that pyproject.toml gives the project, which every verdict begins with."""
    if "pyproject.toml" in tree.files:
        with suppress(Blocked):
            return Document("pyproject.toml", load_toml(tree, "pyproject.toml")).get(str, "project", "name")
    return None


def _limit(path: str) -> int:
    """Return how many bytes a file may have whose settings are read."""
    if path.endswith(".ipynb"):
        return limits.NOTEBOOK_SIZE
    return limits.FILE_SIZE if path.endswith((".py", ".toml")) else limits.YAML_SIZE
