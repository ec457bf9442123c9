"""The entry points that a project declares, whichever file declares them (the entry points specification)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from roadworthy.core.fact import fact
from roadworthy.core.finding import Location
from roadworthy.core.late_dataclass import dataclass
from roadworthy.core.late_re import re
from roadworthy.facts.contents import DistributionContents
from roadworthy.facts.metadata import DeclaredMetadata
from roadworthy.facts.python import ModuleSummary
from roadworthy.tree.tree import Tree

_OBJECT = re.compile(r"\s*+([^\W\d][\w.]*+)\s*+(?::\s*+([^\W\d][\w.]*+)\s*+)?(?:\[[^\]]*+\]\s*+)?")
_COMMANDS = ("console_scripts", "gui_scripts")
_TABLES = {"scripts": "console_scripts", "gui-scripts": "gui_scripts"}


@dataclass(frozen=True, slots=True)
class EntryPoint:
    """One entry: its group and name, the module and attribute that it names, and its place."""

    group: str
    name: str
    module: str
    attribute: str
    at: Location

    @property
    def is_command(self) -> bool:
        """Whether installers make a command of it."""
        return self.group in _COMMANDS


@dataclass(frozen=True, slots=True)
class Command:
    """A command, and what the wheel holds for it.

    `lies` is where the module lies in the checkout where the wheel lacks it, empty where it has it, or where
    the module may be another distribution's. `lacks` tells whether the module is there, and certainly does
    not define the attribute.
    """

    entry: EntryPoint
    lies: str
    lacks: bool


def declared_entries(metadata: DeclaredMetadata) -> Iterator[EntryPoint]:
    """Yield the entry points that are literals, each once."""
    for declared in metadata.values:
        if declared.field in _TABLES and isinstance(declared.value, dict):
            yield from _group(_TABLES[declared.field], declared.value, declared.at)
        elif declared.field == "entry-points":
            for group, entries in _groups(declared.value):
                yield from _group(group, entries, declared.at)


def _groups(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        yield from value.items()
    elif isinstance(value, str):
        group, lines = "", list[str]()
        for line in [*value.splitlines(), "[]"]:
            if line.strip().startswith("["):
                yield group, lines
                group, lines = line.strip().strip("[]").strip(), []
            else:
                lines.append(line)


def _group(group: str, entries: Any, at: Location) -> Iterator[EntryPoint]:
    if isinstance(entries, str):
        entries = entries.splitlines()
    if isinstance(entries, dict):
        pairs = [(str(name), target, at / str(name) if at.route else at) for name, target in entries.items()]
    else:
        texts = [text for text in entries or () if isinstance(text, str)]
        pairs = [(text.partition("=")[0].strip(), text.partition("=")[2], at) for text in texts]
    for name, target, place in pairs:
        # Poetry's scripts may be tables.
        if isinstance(target, dict):
            target = target.get("callable") or target.get("reference")
        match = _OBJECT.fullmatch(target) if isinstance(target, str) and len(target) < 1000 else None
        if match:
            yield EntryPoint(group, name, match[1], match[2] or "", place)


@fact
def commands(
    metadata: DeclaredMetadata | None,
    contents: DistributionContents | None,
    modules: tuple[ModuleSummary, ...],
    tree: Tree,
) -> tuple[Command, ...]:
    """Compare the commands with the wheel, where all of it is known."""
    if metadata is None or contents is None or not contents.wheel.is_certain or not contents.tops:
        return ()
    by_path = {module.path: module for module in modules}
    entries = (entry for entry in declared_entries(metadata) if entry.is_command)
    return tuple(_command(entry, contents, by_path, tree) for entry in entries)


def _command(
    entry: EntryPoint, contents: DistributionContents, modules: Mapping[str, ModuleSummary], tree: Tree
) -> Command:
    path = entry.module.replace(".", "/")
    source = contents.wheel.files.get(f"{path}/__init__.py") or contents.wheel.files.get(f"{path}.py")
    # Installers import the first name from the module, and may so find a module below it.
    below = entry.attribute.partition(".")[0]
    if any(f"{path}/{below}{end}" in contents.wheel.files for end in (".py", "/__init__.py")):
        return Command(entry, "", False)
    if source is not None:
        module, attribute = modules.get(source), entry.attribute.partition(".")[0]
        return Command(entry, "", module is not None and attribute != "" and not module.may_define(attribute))
    if any(name.startswith((f"{path}.", f"{path}/")) for name in contents.wheel.files):
        # Native code, or a namespace.
        return Command(entry, "", False)
    top = entry.module.partition(".")[0]
    inside = contents.tops.get(top)
    if inside is not None:
        return Command(entry, inside, False)
    lies = next((found for found in (f"{path}.py", f"{path}/__init__.py") if found in tree.files), "")
    return Command(entry, lies, False)
