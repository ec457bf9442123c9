"""What platform tags promise, and which native code a wheel stands and falls with."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from roadworthy import Finding, and_more, parse_specifiers

if TYPE_CHECKING:
    from roadworthy import Native, NativeSlice, Wheel

#: PEP 600, 656 and 425; the tags of old by the glibc that they stand for (PEP 513, 571, 599).
_VERSIONED = re.compile(r"(manylinux|musllinux|macosx)_(\d{1,3})_(\d{1,3})_(\w+)")
_OLD = {"manylinux1": (2, 5), "manylinux2010": (2, 12), "manylinux2014": (2, 17), "linux": (0, 0)}
_SYSTEMS = {"manylinux": "glibc", "musllinux": "musl", "macosx": "macOS"}
_SEVERAL = {"universal2": ("x86_64", "arm64"), "intel": ("i386", "x86_64"), "armv6l": ("armv7l",)}
_EXTENSION = re.compile(r"(?>.*\.(?=cpython|pypy|graalpy))[\w.-]*\.so|.*\.abi3\.so|.*\.pyd")
_ONE_PYTHON = re.compile(r".*\.(?:cpython-\d[\w-]*+\.so|cp\d++t?-[\w-]++\.pyd)")
#: Where auditwheel, delvewheel and delocate put libraries, and where installers take programs from.
_VENDORED = re.compile(r"(?s)(?:.*[^/]\.libs|(?:.*/)?\.dylibs)/.*")
#: Libraries that every system has (PEP 600 for Linux), none of which defines symbols of Python's.
_SYSTEM = re.compile(
    r"lib(c|m|dl|rt|util|pthread|resolv|nsl|crypt|gcc_s|stdc\+\+|atomic|mvec|anl|z|expat)\.so(\.\d+)*"
    r"|lib(X11|Xext|Xrender|ICE|SM|GL|gobject-2\.0|gthread-2\.0|glib-2\.0)\.so(\.\d+)*"
    r"|ld-linux[\w-]*\.so\.\d|ld64\.so\.\d|libc\.musl-\w+\.so\.1|/usr/lib/.*|/System/.*"
)
_SCRIPTS = re.compile(r"[^/]+\.data/scripts/.*")


@dataclass(frozen=True)
class Promise:
    """One platform tag, for one machine: its system, and of that the oldest version that it is for.

    `system` is "glibc", "musl", "Linux", "macOS" or "Windows"; `machine` is spelled as in `NativeSlice`.
    """

    tag: str
    system: str
    version: tuple[int, int]
    machine: str


def promises(wheel: Wheel) -> tuple[Promise, ...]:
    """Return what a wheel's platform tags promise; nothing where one of them is not known here."""
    found = []
    for tag in dict.fromkeys(tag.rpartition("-")[2] for tag in wheel.filename.tags):
        old, _, machine = tag.partition("_")
        if parts := _VERSIONED.fullmatch(tag):
            system, version, machine = _SYSTEMS[parts[1]], (int(parts[2]), int(parts[3])), parts[4]
        elif old in _OLD:
            system, version = "Linux" if old == "linux" else "glibc", _OLD[old]
        elif tag in ("win32", "win_amd64", "win_arm64"):
            system, version, machine = "Windows", (0, 0), tag
        else:
            return ()
        found += [Promise(tag, system, version, one) for one in _SEVERAL.get(machine, (machine,))]
    return tuple(found)


def linked(wheel: Wheel) -> Iterator[tuple[Native, NativeSlice]]:
    """Yield the libraries and programs of a wheel, each once for each machine that it is for."""
    for native in wheel.contents.natives:
        yield from ((native, part) for part in native.slices if part.kind != "other")


def is_extension(name: str) -> bool:
    """Tell whether a member is an extension module of Python by its name."""
    return _EXTENSION.fullmatch(name) is not None


def loaded(wheel: Wheel) -> frozenset[str]:
    """Return the members that surely run where a wheel is installed; what else there is may be data.

    They are extension modules, repaired libraries, scripts, and the libraries that those are linked to.
    """
    needed: dict[str, set[str]] = {}
    homes: dict[str, list[str]] = {}
    for native, part in linked(wheel):
        needed.setdefault(native.name, set()).update(path.rpartition("/")[2] for path in part.needed)
        homes.setdefault(native.name.rpartition("/")[2], []).append(native.name)
    found = {name for name in needed if is_extension(name) or is_vendored(name) or _SCRIPTS.fullmatch(name)}
    pending = list(found)
    while pending:
        for library in needed[pending.pop()]:
            more = [name for name in homes.pop(library, ()) if name not in found]
            found.update(more)
            pending += more
    return frozenset(found)


def is_vendored(name: str) -> bool:
    """Tell whether a member is a library that was copied in from the system where the wheel was repaired."""
    return _VENDORED.fullmatch(name) is not None


def newer_finding(wheel: Wheel, what: str, members: Mapping[str, tuple[int, int]], tag: str) -> Finding:
    """Return the finding for members that need newer versions of a system than a platform tag says."""
    names = sorted(members, key=lambda name: members[name], reverse=True)
    several = "up to " if len(set(members.values())) > 1 else ""
    version = version_text(members[names[0]])
    return Finding(
        f"{and_more(names)}: {what} {several}{version}, in a wheel for `{tag}`", wheel.at(names[0])
    )


def version_text(version: tuple[int, ...]) -> str:
    """Return a version as people write it."""
    return ".".join(map(str, version))


def stable_imports(wheel: Wheel) -> Mapping[Native, Mapping[str, tuple[int, int] | None]]:
    """Return what the modules of a wheel for the stable ABI use of Python, and since when that is stable.

    The version is None for what is not stable at all. What is for one version of Python by its name is left
    out; so are symbols that the wheel's own libraries define, and modules linked to libraries of other
    wheels, which may define them. Of a Python that abi3info does not know, nothing is said.
    """
    if not any(tag.split("-")[1] == "abi3" for tag in wheel.filename.tags):
        return {}
    parts = [(native, part) for native, part in linked(wheel) if not _ONE_PYTHON.fullmatch(native.name)]
    defined = frozenset[str]().union(*(part.exports or () for _, part in parts))
    carried = {native.name.rpartition("/")[2] for native in wheel.contents.natives}
    # On Windows a symbol is taken from a library by name, and only Python's are read.
    parts = [(native, part) for native, part in parts if native.format == "PE" or _is_closed(part, carried)]
    used: dict[Native, list[str]] = {}
    for native, part in parts:
        for name in sorted((part.imports or frozenset()) - defined):
            if not name.startswith("PyInit_"):
                used.setdefault(native, []).append(name)
    if not used:
        return {}
    stable = _stable_symbols()
    if oldest_python(wheel) > max(stable.values()):
        return {}
    return {native: {name: stable.get(name) for name in names} for native, names in used.items()}


def _is_closed(part: NativeSlice, carried: set[str]) -> bool:
    """Tell whether code is linked to nothing but the system's libraries and those that the wheel carries."""
    return all(
        _SYSTEM.fullmatch(name) is not None or name.rpartition("/")[2] in carried for name in part.needed
    )


def _stable_symbols() -> Mapping[str, tuple[int, int]]:
    from abi3info import DATAS, FUNCTIONS  # Large, and few wheels are for the stable ABI.

    known = {**FUNCTIONS, **DATAS}
    return {symbol.name: (known[symbol].added.major, known[symbol].added.minor) for symbol in known}


def oldest_python(wheel: Wheel) -> tuple[int, int]:
    """Return the oldest version of Python that a wheel for the stable ABI is for, by its tags and metadata.

    Of several tags the newest counts, as it does for abi3audit.
    """
    from packaging.specifiers import InvalidSpecifier

    tags = [tag.split("-")[0] for tag in wheel.filename.tags if tag.split("-")[1] == "abi3"]
    minors = [int(found[1]) for tag in tags if (found := re.fullmatch(r"cp3(\d{1,2})", tag))]
    oldest = max(minors, default=2)
    try:
        required = parse_specifiers(",".join(wheel.metadata.headers.get("requires-python", ())))
    except InvalidSpecifier:
        return 3, oldest
    # What `>=3.9.2` leaves of 3.9 counts as 3.9.
    fitting = (minor for minor in range(oldest, 100) if required.contains(f"3.{minor}.99"))
    return 3, next(fitting, oldest)
