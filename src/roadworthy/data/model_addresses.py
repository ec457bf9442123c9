"""Addresses at which models are asked over HTTP: the table of the same name."""

from __future__ import annotations

from functools import cache

from roadworthy.core.late_dataclass import dataclass
from roadworthy.core.late_re import re
from roadworthy.data.tables import read_table

#: The host of an address, and its path up to what is asked for. What an f-string puts in is `{}`.
_PARTS = re.compile(r"(?:(?:https?:)?//([\w.:-]+|\{\}))?((?:/[^?#\s]*)?)")
#: Other names of the machine itself.
_LOCAL = ("127.0.0.1:", "0.0.0.0:", "host.docker.internal:", "ollama:")


@dataclass(frozen=True, slots=True)
class AskedAddress:
    """What an address asks of a model: its host or path, and whether others may be asked by it, too."""

    text: str
    shared: bool = False


def asked_address(text: str) -> AskedAddress | None:
    """Return what a text asks for that is an address or a path; None for any other text."""
    found = _PARTS.match(text)
    if found is None:
        return None
    host, path = found[1] or "", found[2].rstrip("/")
    for local in _LOCAL:
        host = host.replace(local, "localhost:") if host.startswith(local) else host
    hosts, paths = _table()
    if host and (host in hosts or any(host.endswith(one) for one in hosts if one[0] == ".")):
        return AskedAddress(host)
    for row in paths:
        if _ends(path, row.removeprefix("!")):
            return AskedAddress(path, row.startswith("!"))
    return None


def _ends(path: str, row: str) -> bool:
    """Tell whether a path ends as a row has it; `*` stands for one part, or for the beginning of one."""
    before, star, after = row.partition("*")
    if not star or not path.endswith(after):
        return not star and path.endswith(row)
    _, found, part = path[: len(path) - len(after)].rpartition(before)
    return bool(found and part) and "/" not in part


@cache
def address_words() -> tuple[str, ...]:
    """Return texts of which a module that asks at one of the addresses has at least one."""
    found: set[str] = set()
    for row in read_table("model_addresses").rows:
        parts = row.strip("!").split("*")
        found.add(max(parts, key=len))
    return tuple(sorted(found))


@cache
def _table() -> tuple[frozenset[str], tuple[str, ...]]:
    """Return the hosts, and the rows of paths."""
    rows = read_table("model_addresses").rows
    return frozenset(row for row in rows if "/" not in row), tuple(row for row in rows if "/" in row)
