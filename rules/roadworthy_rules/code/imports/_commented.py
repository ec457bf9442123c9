"""The names that code uses which is commented out, as lines of comments or as a text that nothing takes."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from roadworthy import nodes_of

if TYPE_CHECKING:
    from roadworthy import Module

_COMMENT = re.compile(r"#[^\n]*")
#: A name that is called, indexed or looked into.
_CALLED = re.compile(r"(?<![\w.])([A-Za-z_]\w*+)(?=\.\w|\(|\[)")
#: A name that is an argument or a value.
_VALUE = re.compile(r"(?<=[=(,] |.[=(,])([A-Za-z_]\w*+)(?=[,)]|$)")
#: Several typed parameters, or the end of a head with the type of its result.
_HEAD = re.compile(r"^\w+(?:: \w+)?, \w+: \w|^\) -> \w")
#: The type of a parameter, as a line of a function's head has it, and that of a result.
_TYPE = re.compile(r"(?:(?<=\w: )|(?<=-> ))([A-Z]\w*+)(?=[,):]|$)")


def names_in_comments(module: Module) -> frozenset[str]:
    """Return the names that old code in comments may use: a word of a sentence is no use."""
    lines = [*_comments(module.text), *_texts(module)]
    return frozenset(
        match[1] for line in lines for pattern in (_CALLED, _VALUE, _TYPE) for match in pattern.finditer(line)
    )


def _comments(text: str) -> Iterator[str]:
    """Yield the comments that have something of code in them: a value, a call or types."""
    for match in _COMMENT.finditer(text):
        words = match[0].strip("# \t")
        if "=" in words or "(" in words or words.endswith(",") or _HEAD.search(words):
            yield words


def _texts(module: Module) -> Iterator[str]:
    """Yield the lines that give a name a value, of texts that are statements."""
    if '"""' not in module.text and "'''" not in module.text:
        return
    for node in nodes_of(module, ast.Expr):
        if isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            yield from (line.strip() for line in node.value.value.split("\n") if " = " in line)
