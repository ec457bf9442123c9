"""The fact `WheelCode`: a wheel's modules, parsed as far as a budget goes; none of them is ever run."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from roadworthy.core import limits
from roadworthy.core.fact import fact
from roadworthy.core.fault import Unreadable
from roadworthy.core.versions import parse_specifiers
from roadworthy.facts.artifacts.archive import Wheel
from roadworthy.facts.artifacts.member import Intake
from roadworthy.facts.artifacts.zipreader import reread
from roadworthy.facts.python import Resource, decode, defined, parse, resources
from roadworthy.tree.roles import role_of

#: Modules that are for one Python alone, templates, and samples: what does not parse there may be meant.
_ASIDE = re.compile(
    r"(^|/)(templates?|samples?|fixtures?|skeletons?|cookiecutter\w*|snippets|data)/|py2|python2|py3\d|\{"
)
#: Syntax that Pythons later than 3.8 brought: where the one that runs this does not know it, it may be right.
_NEWER = re.compile(
    r"\s*(match|case|type|lazy)\b|.*\bexcept\s*\*|.*\b(def|class)\s+\w+\[|.*\b[rb]*[ft][rb]*[\"']|\s*with\s*\("
    r"|\s*except\s[^()]*,|\s*@"
)
#: Bytes of a line that are looked at for it.
_SHOWN = 300
_ENTRY = re.compile(r"\s*([^\W\d]\w*(?:\.\w+)*)\s*:")


@dataclass(frozen=True, slots=True)
class WheelModule:
    """A module of a wheel: its dotted name, the member that holds it, and what was read off its syntax.

    `fault` says why it does not parse. `names` are those that a module of an entry point has at its top
    level; None for any other module, and for one that makes some while it runs. `resources` are the files
    that it reads out of packages by literal names.
    """

    name: str
    member: str
    fault: str = ""
    names: frozenset[str] | None = None
    resources: tuple[Resource, ...] = ()


@dataclass(frozen=True, slots=True)
class WheelCode:
    """The modules of a wheel that were parsed: those of entry points first, then the outer before the inner.

    There are none where this Python is older than all that the wheel is for.
    """

    wheel: Wheel
    modules: tuple[WheelModule, ...] = field(repr=False)


@fact
def wheel_code(wheels: tuple[Wheel, ...]) -> tuple[WheelCode, ...]:
    """Parse each wheel's own importable modules."""
    return tuple(WheelCode(wheel, tuple(_modules(wheel))) for wheel in wheels)


def _modules(wheel: Wheel) -> Iterator[WheelModule]:
    entries = _entries(wheel)
    for member, data in wheel.sources.items():
        yield _module(member, data, entries)


def read_sources(stream: BinaryIO, wheel: Wheel) -> dict[str, bytes]:
    """Return the modules to parse of a wheel whose archive, in `stream`, was read whole before."""
    if not _is_for_this_python(wheel):
        return {}
    intake = Intake(wheel.path, wheel.size, lambda name: 0)
    found = reread(stream, intake, _chosen(wheel, _entries(wheel)))
    return {member: b"".join(chunks) for member, chunks in found}


def _chosen(wheel: Wheel, entries: frozenset[str]) -> list[str]:
    """Return the members to parse, in order: within the budget, all parts of their names importable."""
    sizes = {member.name: member.size for member in wheel.members}
    budget = limits.WHEEL_SOURCE_NATIVE if wheel.binaries else limits.WHEEL_SOURCE
    wanted = []
    for name in sorted(
        (name for name in sizes if _is_importable(name, sizes)),
        key=lambda name: (module_name(name) not in entries, name.count("/"), name),
    ):
        if sizes[name] <= min(budget, limits.MODULE_IN_WHEEL):
            budget -= sizes[name]
            wanted.append(name)
    return wanted


def _entries(wheel: Wheel) -> frozenset[str]:
    """Return the modules that a wheel's entry points name."""
    groups = (wheel.entry_points.get(group, {}) for group in ("console_scripts", "gui_scripts"))
    targets = (_ENTRY.match(target) for group in groups for target in group.values())
    return frozenset(found[1] for found in targets if found)


def _is_importable(path: str, names: Iterable[str]) -> bool:
    if not path.endswith(".py"):
        return False
    *packages, file = path.split("/")
    if not all(part.isidentifier() for part in (*packages, file[:-3])):
        return False
    return all(f"{'/'.join(packages[:depth])}/__init__.py" in names for depth in range(1, len(packages) + 1))


def module_name(path: str) -> str:
    """Return the dotted name of a module at a path in a wheel."""
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def _is_for_this_python(wheel: Wheel) -> bool:
    """Tell whether this Python, or one before it, is among those that a wheel is for, and Python 2 is not."""

    found = {tag.partition("-")[0] for tag in wheel.tags}
    if not found or any(tag.startswith(("py2", "cp2")) for tag in found):
        return False
    oldest = min((int(tag[3:]) for tag in found if re.fullmatch(r"(cp|py)3\d{1,2}", tag)), default=0)
    text = "".join(wheel.metadata.get("requires-python", ())[:1])
    try:
        allowed = parse_specifiers(text)
        older = text and "2.7" in allowed
        return not older and any(
            f"3.{minor}.99" in allowed for minor in range(oldest, sys.version_info[1] + 1)
        )
    except ValueError:  # Also what Python raises over thousands of digits.
        return False


def _module(member: str, data: bytes, entries: frozenset[str]) -> WheelModule:
    name = module_name(member)
    try:
        text = decode(member, data)
        tree = parse(member, text)
    except Unreadable as error:
        return WheelModule(name, member, _fault(member, data, error))
    found = tuple(resources(tree, name, member)) if "resources" in text or "get_data" in text else ()
    return WheelModule(name, member, "", defined(tree, text) if name in entries else None, found)


def _fault(member: str, data: bytes, error: Unreadable) -> str:
    """Return what keeps a module from being parsed; nothing where it may be meant, or for another Python."""
    line = error.location.span.line if error.location.span else 1
    lines = data.split(b"\n")
    text = lines[line - 1][:_SHOWN].decode("utf-8", "replace") if line <= len(lines) else ""
    # What is an example at a project's root is a package here.
    if (
        role_of(member) in ("test", "vendored", "documentation")
        or _ASIDE.search(member)
        or _NEWER.match(text)
    ):
        return ""
    return f"line {line}: {error.message}"
