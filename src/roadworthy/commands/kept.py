"""What is kept between runs: where, and the hash of the programs that run, which is in the names of entries.

Asked before anything else is imported.
"""

from __future__ import annotations

import json
import os
import sys

from roadworthy import __version__
from roadworthy.core import store
from roadworthy.core.seen import digest_of

TYPE_CHECKING = False  # see roadworthy/__init__.py
if TYPE_CHECKING:
    from collections.abc import Iterator

    from roadworthy.core.store import Store
    from roadworthy.packs.entrypoints import EntryPoint


class KeptRuns:
    """A store, the entry points of the packs, and the hash of the code that runs; `opened` makes one."""

    __slots__ = ("code", "packs", "store")

    def __init__(self, kept: Store, code: str, packs: list[EntryPoint]) -> None:
        self.store = kept
        self.code = code
        self.packs = packs


def opened() -> KeptRuns | None:
    """Return what is kept for the programs that run; None where nothing can be, or they cannot be told."""
    from roadworthy.packs.entrypoints import entry_points

    kept = store.opened(os.environ)
    if kept is None:
        return None
    packs = entry_points()
    code = programs(packs)
    return KeptRuns(kept, code, packs) if code else None


def programs(packs: list[EntryPoint]) -> str | None:
    """Return the hash of the code that would run, Python's among it; None where some cannot be found."""
    tops = {module.partition(".")[0]: f"{name}-{version}.dist-info" for _, module, name, version in packs}
    sources = []
    for top, information in sorted({"roadworthy": f"roadworthy-{__version__}.dist-info", **tops}.items()):
        found = next((path for path in _beside(top) if os.path.isdir(path)), None)
        if found is None:
            return None
        lines = _installed_as(found, information) or sorted(_sources(found))
        sources.append(digest_of("\n".join(lines).encode("utf-8", "surrogatepass")))
    code = json.dumps([__version__, packs, sources, _installed(), sys.version, sys.platform])
    return digest_of(code.encode("utf-8", "surrogatepass"))


def _installed_as(package: str, information: str) -> list[str]:
    """Return what tells of the files of a package installed as a whole; nothing of one in its source.

    An installer writes the list of the files, with their hashes, beside the package (PyPA's RECORD).
    """
    try:
        status = os.stat(os.path.join(os.path.dirname(package), information, "RECORD"))
    except OSError:
        return []
    return [f"{package} {status.st_size} {status.st_mtime_ns} {status.st_ino}"]


def _beside(top: str) -> Iterator[str]:
    if top == "roadworthy":
        yield os.path.dirname(os.path.dirname(__file__))
    for entry in sys.path:
        yield os.path.join(entry or ".", top)


def _sources(directory: str) -> Iterator[str]:
    """Yield a line for each file of a package: it may be installed so that it can be edited."""
    pending = [directory]
    while pending:
        with os.scandir(pending.pop()) as entries:
            for entry in entries:
                if entry.is_dir():
                    if entry.name != "__pycache__":
                        pending.append(entry.path)
                else:
                    status = entry.stat()
                    yield f"{entry.path} {status.st_size} {status.st_mtime_ns}"


def _installed() -> str:
    """Return the hash of the distributions that are installed, which have their versions in their names."""
    names = []
    for directory in sys.path:
        try:
            found = os.listdir(directory or ".")
        except OSError:
            continue
        names += sorted(name for name in found if name.endswith((".dist-info", ".egg-info")))
    return digest_of("\n".join(names).encode("utf-8", "surrogatepass"))
