"""Licence files, and what their texts and tables say."""

import re
from collections.abc import Iterable

_DISALLOWED = re.compile(r"[^\w\-.*?\[\]/ !]")


def pattern_fault(pattern: str) -> str:
    """Return what PEP 639 has against a pattern of `license-files`; empty where it is valid."""
    if not pattern:
        return "is empty"
    if "\\" in pattern:
        return "has a backslash, where `/` is meant"
    if pattern.startswith("/") or re.match(r"[A-Za-z]:", pattern):
        return "is absolute"
    if ".." in pattern.split("/"):
        return "leads out of the project"
    if found := _DISALLOWED.search(pattern):
        return f"has `{found[0]}`, which is not allowed in a pattern"
    if pattern.count("[") != pattern.count("]"):
        return "has a bracket without its other half"
    return ""


def matches(pattern: str, paths: Iterable[str]) -> bool:
    """Tell whether a valid pattern matches one of `paths`, as `glob.glob` with `recursive` does."""
    found = re.compile(_expression(pattern.removeprefix("./")))
    return any(found.fullmatch(path) for path in paths)


def _expression(pattern: str) -> str:
    parts = re.split(r"(\*\*/|\*\*|\*|\?|\[[^\]]*\])", pattern)
    known = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    return "".join(
        known[part] if part in known else _set(part) if part.startswith("[") else re.escape(part)
        for part in parts
    )


def _set(part: str) -> str:
    inside = part[1:-1]
    negated = inside.startswith("!")
    body = re.sub(r"([\\\]\[^])", r"\\\1", inside.removeprefix("!"))
    return f"[{'^' if negated else ''}{body}]" if body else re.escape(part)
