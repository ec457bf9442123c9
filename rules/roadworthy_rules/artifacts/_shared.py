from __future__ import annotations

import posixpath
import re
import stat
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from roadworthy import (
    Finding,
    agreeing,
    and_more,
    canonical_version,
    path_words,
)

if TYPE_CHECKING:
    from roadworthy import (
        Layout,
        Pyproject,
        Sdist,
        Tree,
        Wheel,
    )

#: What a project is built and tested with, and never imports.
SETUP_FILES = frozenset(("setup.py", "setup.cfg", "pyproject.toml", "conftest.py", "noxfile.py", "tox.ini"))
#: Where backends are told what to leave out of a wheel: then it is meant.
CHOICES = (
    ("hatch", "build"),
    ("setuptools", "packages", "find", "exclude"),
    ("setuptools", "exclude-package-data"),
    ("poetry", "exclude"),
    ("pdm", "build"),
    ("flit", "external-data"),
    ("uv", "build-backend", "wheel-exclude"),
    ("maturin", "exclude"),
)
#: Words of paths that are left out of wheels and sdists by habit.
_ASIDE = frozenset(
    "benchmark benchmarks conftest doc docs documentation doctest doctests example examples test testcase"
    " testcases testdata testing testlib tests testsuite testutil testutils".split()
)
#: Names that many projects have, and that say nothing of this one.
GENERIC = frozenset(
    "app build cli data dist doc docs example examples lib scripts src test tests tools benchmarks .circleci"
    " .eggs .github .gitlab .nox .tox .venv .vscode venv".split()
)
_RESERVED = re.compile(r"(con|prn|aux|nul|com[1-9]|lpt[1-9])(\..*)?", re.IGNORECASE)


def subject(names: Sequence[str], one: str, many: str) -> str:
    """Return the first of some names and how many more there are, with the verb that agrees with them."""
    return f"{and_more(names)} {agreeing(len(names), one, many)}"


def is_in(sdist: Sdist, name: str) -> bool:
    """Tell whether an sdist's top directory holds a regular file of this name."""
    path = f"{sdist.top}/{name}"
    return any(
        member.name.removeprefix("./") == path and member.kind == "file" for member in sdist.contents.members
    )


def zip_findings(wheel: Wheel, kind: str) -> Iterator[Finding]:
    """Yield a finding for each sort of fault of one kind in a wheel's zip structure."""
    members: dict[str, list[str]] = {}
    for fault in wheel.contents.zip_faults:
        if fault.kind == kind:
            members.setdefault(fault.message, []).append(fault.about)
    for message, names in members.items():
        who = and_more(names) if names[0] else "the whole archive"
        yield Finding(f"{who}: {message}", wheel.at(names[0]))


def plain_path(path: str) -> str:
    """Return a path of RECORD as it has to be spelled; nothing for one that leads out of the wheel."""
    plain = posixpath.normpath(path)
    return "" if plain.startswith(("/", "..")) else plain


def knows_license_files(headers: Mapping[str, tuple[str, ...]]) -> bool:
    """Tell whether core metadata is of version 2.4 or later, in which `License-File` means something."""
    version = "".join(headers.get("metadata-version", ())[:1]).strip()
    major, _, minor = version.partition(".")
    return major.isdecimal() and minor.isdecimal() and (int(major[:9]), int(minor[:9])) >= (2, 4)


def below(names: Iterable[str], directories: frozenset[str]) -> list[str]:
    """Return the names, in order, that have one of some directories in their path."""
    return sorted(name for name in names if not directories.isdisjoint(name.split("/")[:-1]))


def privilege_fault(kind: str, mode: int) -> str:
    """Return what is wrong with a member of this kind and mode that runs as its owner or group (set-ID)."""
    set_id = stat.S_ISUID | stat.S_ISGID
    return "has the setuid or setgid bit" if kind == "file" and mode & set_id else ""


def may_be_for_windows(wheel: Wheel) -> bool:
    """Tell whether a wheel is for Windows among others, as far as its tags are known."""
    return not wheel.filename.tags or any(
        tag.endswith("-any") or "-win" in tag for tag in wheel.filename.tags
    )


def has_version(version: str, pyproject: Pyproject) -> bool:
    """Tell whether an artifact was built at the version that pyproject.toml names."""
    stated = pyproject.get(str, "project", "version")
    return stated is not None and canonical_version(stated) == canonical_version(version)


def unportable(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield the names of members that Windows cannot have, each with what is wrong, one for a part of a path.

    Backslashes are another rule's business.
    """
    seen = set()
    for name in names:
        for part in name.rstrip("/").split("/"):
            special = re.search(r'[<>:"|?*]', part)
            fault = ""
            if _RESERVED.fullmatch(part):
                fault = f"has the part `{part}`, which is a device"
            elif special:
                fault = f"has a `{special[0]}` in `{part}`"
            elif part.endswith((".", " ")) and part not in (".", ".."):
                fault = f"has the part `{part}`, which ends with a {'dot' if part[-1] == '.' else 'space'}"
            if fault and fault not in seen:
                seen.add(fault)
                yield name, fault


def is_chosen(pyproject: Pyproject, tree: Tree) -> bool:
    """Tell whether a project says itself what its wheels hold, in settings or in code."""
    return any(pyproject.has("tool", *route) for route in CHOICES) or "setup.py" in tree.files


def is_aside(path: str) -> bool:
    """Tell whether a file of a package has to do with its tests, examples or documentation."""
    return not _ASIDE.isdisjoint(path_words(path))


def extra_names(names: Iterable[str]) -> set[str]:
    """Return names of extras in normal form (PEP 685)."""
    from packaging.utils import canonicalize_name

    return {canonicalize_name(name.strip()) for name in names}


def below_top(sdist: Sdist) -> dict[str, str]:
    """Return the files and links of an sdist by their paths below its top directory, with their members."""
    top = f"{sdist.top}/"
    names = {
        member.name.removeprefix("./"): member.name
        for member in sdist.contents.members
        if not member.directory
    }
    return {name.removeprefix(top): member for name, member in names.items() if name.startswith(top)}


def reachable(wheel: Wheel) -> set[str]:
    """Return the paths, without suffixes, of what `import` could find in a wheel: modules, directories."""
    found = set()
    for member in wheel.contents.members:
        path = member.name.partition(".")[0]
        while path and path not in found:
            found.add(path)
            path = path.rpartition("/")[0]
    return found


def is_comparable(wheel: Wheel, pyproject: Pyproject, tree: Tree) -> bool:
    """Tell whether a wheel should hold what the source does.

    It may hold something else where it has native code, was built at another version, or the project says
    itself what its wheels hold.
    """
    return (
        not wheel.contents.binaries
        and has_version(wheel.filename.version, pyproject)
        and not is_chosen(pyproject, tree)
    )


def source_files(wheel: Wheel, layout: Layout, tree: Tree) -> Iterator[str]:
    """Yield the files of the packages that a wheel holds, by the paths that they are installed at."""
    for package in layout.packages:
        base = package[: -len(package.rpartition("/")[2])]
        if f"{package.removeprefix(base)}/__init__.py" in wheel.library:
            within = (path for path in sorted(tree.files) if path.startswith(f"{package}/"))
            yield from (path.removeprefix(base) for path in within)
