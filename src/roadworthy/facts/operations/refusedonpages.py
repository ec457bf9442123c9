"""What a page refuses of what people enter into it: `if not text: st.warning("Enter a text")`."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from functools import lru_cache

from roadworthy.core.late_re import re
from roadworthy.facts.operations.words import words_of
from roadworthy.facts.python import last_name

#: A name that is given what people enter, and one that is given another name, or whether it is empty.
_ENTERED = re.compile(
    r"(?m)^[ \t]{0,40}(\w{1,60})[ ]?=[ ]?[\w.]{1,60}\.(?:chat_input|text_area|text_input)\("
    r"(?![^\n]{0,200}type[ ]?=[ ]?[\"']password)"
)
_DERIVED = re.compile(
    r"(?m)^[ \t]{0,40}(\w{1,60})[ ]?=[ ]?(?:bool\(|len\(|str\()?(\w{1,60})"
    r"(?:\.\w{1,20}\([^()\n]{0,40}\)){0,3}\)?[ \t]{0,20}$"
)
#: Words in the names of what opens a service, and what a page shows where it goes no further.
_KEYS = frozenset("api key login password secret token user username".split())
_SHOWS = frozenset(("error", "stop", "warning"))


def refuses_on_page(node: ast.If, text: str) -> bool:
    """Tell whether a condition on what people enter into a page of Streamlit ends in an error or a warning.

    `text` is that of the module.
    """
    entered = _entered(text)
    if not entered:
        return False
    names = {part.id for part in ast.walk(node.test) if isinstance(part, ast.Name)}
    if names.isdisjoint(entered):
        return False
    denies = any(isinstance(part, (ast.Compare, ast.Not)) for part in ast.walk(node.test))
    return (denies and _shows(node.body)) or _shows(node.orelse)


def _shows(body: Iterable[ast.stmt]) -> bool:
    """Tell whether one of some statements shows an error or a warning, or stops the page."""
    return any(
        isinstance(one, ast.Expr) and isinstance(one.value, ast.Call) and last_name(one.value.func) in _SHOWS
        for one in body
    )


# All conditions of a module ask, one after the other.
@lru_cache(maxsize=1)
def _entered(text: str) -> frozenset[str]:
    """Return the names that hold what people enter as a text, and whether they entered any."""
    if "streamlit" not in text:
        return frozenset()
    found = {name for name in _ENTERED.findall(text) if words_of(name.lower()).isdisjoint(_KEYS)}
    for name, given in _DERIVED.findall(text) if found else ():
        if given in found:
            found.add(name)
    return frozenset(found)
