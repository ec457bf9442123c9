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
    for pattern, shared in paths:
        if pattern.search(path):
            return AskedAddress(path, shared)
    return None


def address_words() -> tuple[str, ...]:
    """Return texts of which a module that asks at one of the addresses has at least one."""
    found: set[str] = set()
    for row in read_table("model_addresses").rows:
        parts = row.strip("!").split("*")
        found.add(max(parts, key=len))
    return tuple(sorted(found))


@cache
def _table() -> tuple[frozenset[str], tuple[tuple[re.Pattern[str], bool], ...]]:
    """Return the hosts, and the paths as patterns for the end of one."""
    rows = read_table("model_addresses").rows
    hosts = frozenset(row for row in rows if "/" not in row)
    paths = []
    for row in rows:
        if "/" in row:
            text = re.escape(row.strip("!")).replace(r"\*", "[^/:]+")
            # Azure puts the name of a deployment behind.
            after = "(?:/|$)" if row.count("/") == 2 and "deployments" in row else "$"
            paths.append((re.compile(text + after), row.startswith("!")))
    return hosts, tuple(paths)
