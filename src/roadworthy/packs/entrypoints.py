"""Which packs are installed: entry points, read with nothing imported.

Reads the `entry_points.txt` of each `.dist-info` itself (PyPA entry points specification), in a tenth of
the time that importing importlib.metadata takes.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False  # see roadworthy/__init__.py
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

#: Name, module, distribution and version.
EntryPoint = tuple[str, str, str, str]
#: The entry point group of packs, and the name of the pluggy project.
GROUP = "roadworthy"


def entry_points(path: Iterable[str] | None = None) -> list[EntryPoint]:
    """Return name, module, distribution and version of each entry point of `GROUP`, sorted.

    `path` is where distributions are looked for (default `sys.path`). Of two distributions with one name,
    and of two packs with one name, the first counts.
    """
    found: dict[str, EntryPoint] = {}
    seen: set[str] = set()
    for directory in sys.path if path is None else path:
        try:
            names = sorted(os.listdir(directory or "."))
        except OSError:
            continue
        for info in names:
            if not info.endswith((".dist-info", ".egg-info")):
                continue
            distribution, _, version = info.rpartition(".")[0].partition("-")
            if distribution in seen:
                continue
            seen.add(distribution)
            for name, module in _read(os.path.join(directory, info, "entry_points.txt")):
                found.setdefault(name, (name, module, distribution, version.partition("-")[0]))
    return sorted(found.values())


def _read(file: str) -> Iterator[tuple[str, str]]:
    try:
        with open(file, encoding="utf-8") as stream:
            lines = stream.read().splitlines()
    except (OSError, UnicodeDecodeError):
        return
    section = ""
    for line in map(str.strip, lines):
        if line.startswith("["):
            section = line.strip("[] ")
        elif section == GROUP and "=" in line and not line.startswith(("#", ";")):
            name, _, module = line.partition("=")
            yield name.strip(), module.partition("[")[0].strip()
