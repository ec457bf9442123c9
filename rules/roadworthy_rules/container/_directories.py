"""Which directories of an image hold code of others: what is installed there is not the project."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from packaging.utils import canonicalize_name

from roadworthy import submodule_paths
from roadworthy_rules.container._shared import certain_commands

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from roadworthy import Dockerfile, Tree

#: What makes a directory one that pip installs.
_BUILDS = frozenset(("pyproject.toml", "setup.cfg", "setup.py"))
#: An address that Git clones, and its last part.
_ADDRESS = re.compile(r"(?:https?|ssh|git)://\S+|[\w.-]+@[\w.-]+:\S+")
#: The end of what is installed from a directory: `.[train]`.
_EXTRAS = re.compile(r"(?<!^)\[[\w,\s.-]*\]$")


@dataclass(slots=True)
class Directories:
    """The directory that a stage works in, and those in it that hold code of others.

    `works_in` is empty where a variable names it. `cloned` are the directories that Git clones: where the
    image holds the checkout, too, they are of others.
    """

    works_in: str = "/"
    cloned: set[str] = field(default_factory=set)

    def copied(self) -> Directories:
        """Return the same for a stage that is built from this one."""
        return Directories(self.works_in, set(self.cloned))

    def enter(self, directory: str) -> None:
        """Follow a WORKDIR."""
        self.works_in = _joined(self.works_in, directory.strip().strip("\"'"))

    def run(self, script: str) -> None:
        """Note the directories that a RUN clones."""
        for words, here in _placed(script, self.works_in):
            target = _cloned(words[2:]) if words[:2] == ["git", "clone"] else ""
            if target and (path := _joined(here, target)):
                self.cloned.add(path)

    def of_others(self, script: str, installs: tuple[str, ...], own: str, tree: Tree) -> bool:
        """Tell whether a RUN installs something from a directory that surely holds code of others.

        What is cloned into a directory that has the `own` name of the project may be the project. Of several
        commands with the same words, each does.
        """
        paths: list[str] = []
        for words, here in _placed(script, self.works_in):
            if tuple(words[-len(installs) :]) == installs:
                paths += [_joined(here, path) for path in _paths(installs)] or [here]
        return bool(paths) and all(path and self._is_of_others(path, own, tree) for path in paths)

    def _is_of_others(self, path: str, own: str, tree: Tree) -> bool:
        for one in self.cloned:
            if f"{path}/".startswith(f"{one}/") and canonicalize_name(one.rpartition("/")[2]) != own:
                return True
        return any(f"/{name}/" in f"{path}/" for name in submodule_paths(tree))


def builds_nothing(dockerfile: Dockerfile, tree: Tree) -> bool:
    """Tell whether no directory of the checkout is one that pip could install, beside the image's file."""
    return dockerfile.path in tree.files and not any(
        path.rpartition("/")[2] in _BUILDS for path in tree.files
    )


def _placed(script: str, directory: str) -> Iterator[tuple[list[str], str]]:
    """Yield the commands of a RUN, each with the directory that it runs in."""
    for words in certain_commands(script):
        if words[0] == "cd" and len(words) > 1:
            directory = _joined(directory, words[1])
        else:
            yield words, directory


def _cloned(words: Iterable[str]) -> str:
    """Return the directory into which Git clones, by the words after `git clone`; "" where it is unclear."""
    rest = list(words)
    at = next((place for place, word in enumerate(rest) if _ADDRESS.fullmatch(word)), None)
    if at is None:
        return ""
    after = rest[at + 1 :]
    named = next((word for word in after if not word.startswith("-")), "")
    return named or rest[at].rstrip("/").rpartition("/")[2].removesuffix(".git")


def _paths(installs: tuple[str, ...]) -> list[str]:
    """Return the directories that a command installs, by its words: `.`, `./lib`, what follows `-e`."""
    found = []
    for before, word in zip(("", *installs), installs, strict=False):
        path = _EXTRAS.sub("", word)
        given = before in ("-e", "--editable") or path.startswith((".", "/"))
        if given and not word.startswith("-") and before not in ("-r", "--requirement", "-c", "--constraint"):
            found.append(path)
    return found


def _joined(directory: str, path: str) -> str:
    """Return a path as seen from a directory; "" where it is not known."""
    if "$" in path or "`" in path or path.startswith("~") or not (directory or path.startswith("/")):
        return ""
    return posixpath.normpath(posixpath.join(directory, path))
