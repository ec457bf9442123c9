"""Whether a text is yet to be filled in."""

from __future__ import annotations


def has_placeholder(text: str) -> bool:
    """Tell whether a project template fills this text in, as `{{ cookiecutter.name }}` or `{% if ... %}`.

    Cookiecutter, Copier and cruft all take the marks of Jinja. What holds one is no value yet, of which
    nothing can be said.
    """
    return "{{" in text or "{%" in text
