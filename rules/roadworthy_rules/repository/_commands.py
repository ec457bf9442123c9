"""Commands that run a file of the project, or read one, and the files that it does not have."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from posixpath import join, normpath
from typing import TYPE_CHECKING

from roadworthy_rules._ignored import is_ignored_by_name

if TYPE_CHECKING:
    from roadworthy import Tree

#: What runs a file of the project, or reads one, and its path.
_RUN = re.compile(r"(?:^|[;&|$>\s])(?:python3?|bash|sh)[ \t]++([\w./-]++(?<=\.py|\.sh))(?![*{<\[])")
_READ = re.compile(
    r"\bpip3?[ \t]++install[ \t]++(?:-U[ \t]++|--user[ \t]++)?-r[ \t]*+([\w./-]++(?<=\.txt))(?![*{<\[])"
    r"|\bconda[ \t]++env[ \t]++(?:create|update)[ \t][^\n]{0,80}?(?:-f|--file)[ \t=]++"
    r"([\w./-]++(?:(?<=\.yml)|(?<=\.yaml)))(?![*{<\[])"
)
#: What is started by its path.
_START = re.compile(r"(?:^|[;&|>\s])(\./[\w./-]++(?<=\.sh))(?![*{<\[])")
#: Paths that stand for one of the reader's.
_PLACEHOLDER = re.compile(
    r"(?i)(?:^|[/_.-])(?:your|my|path|to|file|filename|name|script|example|foo|bar|x{2,}|program|some|"
    r"project|app|hello|test|download|demo)(?:[/_.-]|$)"
)


def missing_in(
    text: str, known: Container[str], tree: Tree, directory: str | None = None
) -> Iterator[tuple[str, int]]:
    """Yield the files that commands name and the project does not have, with their places in the text.

    `known` are the names of its files in lower case: a command may run in any directory. `directory` is the
    one of a script, from which a path may lead up, and which may start others by their paths.
    """
    started = _START.finditer(text) if directory is not None else ()
    for match in (*_RUN.finditer(text), *_READ.finditer(text), *started):
        target = normpath(next(part for part in match.groups() if part))
        outside = normpath(join(directory or "", target)).startswith(("/", ".."))
        if not outside and is_missing(target, known, tree):
            yield target, match.start() + (match[0][:1] == "\n")


def is_missing(target: str, known: Container[str], tree: Tree) -> bool:
    """Tell whether a project has no file of the name of a target, and no reason to lack it.

    `known` are the names of its files in lower case.
    """
    name = target.rpartition("/")[2]
    if name.lower() in known or _PLACEHOLDER.search(target):
        return False
    return not is_ignored_by_name(target, tree)
