"""The fact `WheelCode`: a wheel's modules, parsed as far as a budget goes; none of them is ever run."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from roadworthy.core.fact import fact
from roadworthy.core.fault import Unreadable
from roadworthy.core.late_dataclass import dataclass, field
from roadworthy.core.late_re import re
from roadworthy.core.verdicts import Verdicts
from roadworthy.facts.artifacts.wheel import Wheel
from roadworthy.facts.artifacts.wheelsources import chosen_modules, entry_modules, module_name, read_sources
from roadworthy.facts.python import Resource, decode, defined, parse, resources
from roadworthy.tree.roles import role_of
from roadworthy.tree.tree import Tree

#: Modules that are for one Python alone, templates, and samples: what does not parse there may be meant.
_ASIDE = re.compile(
    r"(^|/)(templates?|samples?|fixtures?|skeletons?|cookiecutter\w*|snippets|data)/|py2|python2|py3\d|\{"
)
#: Syntax that Pythons later than 3.8 brought: where the one that runs this does not know it, it may be right.
_NEWER = re.compile(
    r"\s*(match|case|type|lazy)\b|.*\bexcept\s*\*|.*\b(def|class)\s+\w+\[|.*\b[rb]*[ft][rb]*[\"']|\s*with\s*\("
    r"|\s*except\s[^()]*,|\s*@"
)
#: Words by which a package may hold modules that are no files of the wheel.
_OPAQUE = ("sys.modules", "__path__", "meta_path", "declare_namespace", "__getattr__")
#: Bytes of a line that are looked at for it.
_SHOWN = 300


@dataclass(frozen=True, slots=True)
class WheelModule:
    """A module of a wheel: its dotted name, the member that holds it, and what was read off its syntax.

    `fault` says why it does not parse. `names` are those that a module of an entry point has at its top
    level; None for any other module, and for one that makes some while it runs. `resources` are the files
    that it reads out of packages by literal names. `imports` are the modules that it certainly imports from
    the top of its own package, with their lines, and `foreign` those of others. `opaque` tells that it may
    make modules of its own.
    """

    name: str
    member: str
    fault: str = ""
    names: frozenset[str] | None = None
    resources: tuple[Resource, ...] = ()
    imports: tuple[tuple[str, int], ...] = ()
    foreign: tuple[tuple[str, int], ...] = ()
    opaque: bool = False


@dataclass(frozen=True, slots=True)
class WheelCode:
    """The modules of a wheel that were parsed: those of entry points first, then the outer before the inner.

    There are none where this Python is older than all that the wheel is for.
    """

    wheel: Wheel
    modules: tuple[WheelModule, ...] = field(repr=False)


@fact
def wheel_code(wheel: Wheel, tree: Tree, verdicts: Verdicts) -> WheelCode:
    """Parse a wheel's own importable modules; raises `Unreadable` where it is no longer as it was read."""
    chosen, entries = chosen_modules(wheel), entry_modules(wheel.dist_info)
    modules = verdicts.value(
        lambda: ("wheelcode", *sorted(entries), *(f"{m.name} {m.digest}" for m in chosen)),
        tuple[WheelModule, ...],
        lambda: tuple(_module(*source, entries) for source in read_sources(wheel, chosen, tree)),
    )
    return WheelCode(wheel, modules)


def _module(member: str, data: bytes, entries: frozenset[str]) -> WheelModule:
    name = module_name(member)
    try:
        text = decode(member, data)
        tree = parse(member, text)
    except Unreadable as error:
        return WheelModule(name, member, _fault(member, data, error))
    found = tuple(resources(tree, name, member)) if "resources" in text or "get_data" in text else ()
    names = defined(tree, text) if name in entries else None
    opaque = any(word in text for word in _OPAQUE)
    imports = tuple(_imports(tree, name, member))
    top = name.partition(".")[0]
    own = tuple(item for item in imports if item[0].partition(".")[0] == top)
    return WheelModule(name, member, "", names, found, own, tuple(i for i in imports if i not in own), opaque)


def _imports(tree: ast.Module, name: str, member: str) -> Iterator[tuple[str, int]]:
    """Yield the modules that statements at the top of a module import, with their lines."""
    parts, is_package = name.split("."), member.endswith("/__init__.py")
    for statement in tree.body:
        match statement:
            case ast.Import(names=names):
                targets = [alias.name for alias in names]
            case ast.ImportFrom(module=module, level=0):
                targets = [module or ""]
            case ast.ImportFrom(module=str(module), level=level):
                base = parts[: len(parts) - level + is_package]
                targets = [".".join([*base, module])] if base else []
            case _:
                continue
        yield from ((target, statement.lineno) for target in targets if target)


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
