"""Where Roadworthy is at home on the web."""

from __future__ import annotations

#: The home page: pages of rules lie below it.
HOME = "https://roadworthy.example/"


def rule_url(name: str) -> str:
    """Return the address of a rule's page."""
    return f"{HOME}rules/{name}/"
