"""Directories of modules that name another holder of their copyright: code of others, copied as it was."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from roadworthy.core.late_re import re
from roadworthy.core.trace import extractor
from roadworthy.locate.files import Files
from roadworthy.tree.tree import Tree

#: How many modules of a directory have to say so, all that hold code.
_ENOUGH = 3
#: The part of a file that is its head, in characters.
_HEAD = 1200
_HOLDER = re.compile(
    r"Copyright[ \t]*+(?:\(c\)|©)?[ \t,]*+(?:\d{4}[-,\d \t]*+)?(?:by[ \t]+|-[ \t]*+)?(\w[^\n]{1,80})",
    re.IGNORECASE,
)
#: What such a head says beside it.
_TERMS = re.compile(
    r"\blicen[cs]e|all rights reserved|permission is hereby granted|redistribution", re.IGNORECASE
)
_WORD = re.compile(r"[^\W\d_]{3,}")
#: Words in the names of many holders.
_COMMON = frozenset(
    "affiliates all and authors code contributors copyright corp corporation developers foundation gmbh inc"
    " its llc ltd open present project research reserved rights software source team the university".split()
)
#: Where a project says whose it is.
_OWN = re.compile(
    r"(?:LICEN[CS]E|COPYING|NOTICE|AUTHORS|CONTRIBUTORS|MAINTAINERS|CITATION)[^/\n]*"
    r"|pyproject\.toml|setup\.(?:py|cfg)",
    re.IGNORECASE,
)
_README = re.compile(r"README[^/\n]*", re.IGNORECASE)


def headed_copies(tree: Tree) -> Iterator[str]:
    """Yield the modules of directories all of which name a holder that the project does not.

    A project most of whose modules do so is one of this holder, or was made of one.
    """
    folders: dict[str, list[str]] = {}
    for path in tree.files:
        if path.endswith(".py"):
            folders.setdefault(path.rpartition("/")[0], []).append(path)
    count = sum(map(len, folders.values()))
    found: dict[str, list[str]] = {}
    for folder, paths in folders.items():
        holder = _holder_of(tree, paths) if folder and len(paths) >= _ENOUGH else None
        if holder is not None:
            found.setdefault(holder, []).extend(paths)
    if not found:
        return
    own = _own_words(tree)
    for holder, paths in found.items():
        if len(paths) * 2 < count and own.isdisjoint(_words(holder)):
            yield from paths


def _holder_of(tree: Tree, paths: Iterable[str]) -> str | None:
    """Return the holder that all modules of a directory name, but for those without code."""
    named, count = None, 0
    for path in sorted(paths):
        holder = tree.extract(path, _named_in)
        if holder is None:
            continue
        if not holder or named not in (None, holder):
            return None
        named, count = holder, count + 1
    return named if count >= _ENOUGH else None


@extractor
def _named_in(files: Files, path: str) -> str | None:
    """Return the words of the holder that a module's head names beside its terms; None for no code."""
    head = files.text(path, strict=False)[:_HEAD]
    if not head.strip():
        return None
    match = _HOLDER.search(head) if _TERMS.search(head) else None
    return " ".join(sorted(_words(match[1]))) if match else ""


def _own_words(tree: Tree) -> frozenset[str]:
    """Return the words of the files at the top that say whose the project is, or else of its readme."""
    tops = [path for path in tree.files if "/" not in path]
    said = [path for path in tops if _OWN.fullmatch(path)] or [
        path for path in tops if _README.fullmatch(path)
    ]
    return frozenset[str]().union(*(_words(tree.text(path, strict=False)) for path in said))


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.casefold())) - _COMMON
