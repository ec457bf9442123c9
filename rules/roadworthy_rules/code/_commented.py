"""Code that is commented out, as lines of comments or as a text that nothing takes, and the names it uses."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from roadworthy import nodes_of

if TYPE_CHECKING:
    from roadworthy import Module

_COMMENT = re.compile(r"#[^\n]*")
#: A name that is called, indexed or looked into, or that stands for an argument or a value.
_USE = r"(?<![\w.])(?:{0}(?:\.\w|\(|\[)|(?<=[=(,] ){0}[,)]|(?<=[=(]){0}(?:[,)]|$)|(?<== ){0}$)"


def names_in_comments(module: Module) -> str:
    """Return the lines of a module that may be code which no longer runs."""
    return "\n".join((*_comments(module.text), *_texts(module)))


def is_used_in(name: str, commented: str) -> bool:
    """Tell whether such lines use a name as code does: a word of a sentence is no use."""
    return name in commented and re.search(_USE.format(re.escape(name)), commented, re.MULTILINE) is not None


def _comments(text: str) -> Iterator[str]:
    """Yield the comments that have something of code in them: a value or a call."""
    for match in _COMMENT.finditer(text):
        words = match[0].strip("# \t")
        if "=" in words or "(" in words or words.endswith(","):
            yield words


def _texts(module: Module) -> Iterator[str]:
    """Yield the lines that give a name a value, of texts that are statements."""
    if '"""' not in module.text and "'''" not in module.text:
        return
    for node in nodes_of(module, ast.Expr):
        if isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            yield from (line.strip() for line in node.value.value.split("\n") if " = " in line)
