"""Whether a text is yet to be filled in."""

from __future__ import annotations

from roadworthy.core.late_re import re

#: Marks that a script replaces, as `%%name%%` and `@VERSION@`.
_MARKED = re.compile(r"%%[\w-]+%%|@[A-Z][A-Z_]*@")


def has_placeholder(text: str) -> bool:
    """Tell whether a project template fills this text in, as `{{ cookiecutter.name }}` or `{% if ... %}`.

    Cookiecutter, Copier and cruft all take the marks of Jinja; scripts that prepare a release have marks of
    their own, `%%name%%` or `@VERSION@`. What holds one is no value yet, of which nothing can be said.
    """
    return "{{" in text or "{%" in text or _MARKED.search(text) is not None
