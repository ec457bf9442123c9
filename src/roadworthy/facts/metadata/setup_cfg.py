"""The options of setup.cfg, each with its place (setuptools, "Declarative config")."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from roadworthy.core.fault import Unreadable
from roadworthy.core.finding import Location
from roadworthy.facts.metadata.setup_option import SetupOption, SetupText
from roadworthy.locate.ini import IniOption
from roadworthy.tree.ini import load_ini
from roadworthy.tree.tree import Tree

_FILE = "setup.cfg"
#: Options whose values are lists, and those of them that list requirements.
_REQUIREMENTS = frozenset(("install_requires", "setup_requires", "tests_require"))
_LISTS = frozenset(("license_files", "classifiers", "classifier")) | _REQUIREMENTS
#: Sections that are tables of one option.
_TABLES = {"options.extras_require": "extras_require", "options.entry_points": "entry_points"}


def read_setup_config(tree: Tree) -> tuple[SetupOption, ...]:
    """Read setup.cfg at the root; without it, or where it cannot be read, there are no options.

    An option of `[options.packages.find]` is called `find.where` here, and so on.
    """
    if _FILE not in tree.files:
        return ()
    try:
        sections = load_ini(tree, _FILE)
    except Unreadable:
        return ()
    return tuple(
        found for each in sections for option in each.options for found in _option(each.name, option)
    )


def _option(section: str, option: IniOption) -> Iterator[SetupOption]:
    at, given = Location(_FILE, span=option.span), option.texts
    elsewhere = given[:1] != [] and given[0].startswith(("attr:", "file:"))
    name = option.name.lower().replace("-", "_")
    if table := _TABLES.get(section):
        texts = tuple(_requirements(section, option, option.name)) if table == "extras_require" else ()
        yield SetupOption(table, None if elsewhere else {option.name: given}, at, texts, elsewhere)
    elif section == "options.packages.find":
        yield SetupOption(f"find.{name}", "\n".join(given), at)
    elif section in ("metadata", "options") and given:
        required = section == "options" and name in _REQUIREMENTS
        texts = tuple(_requirements(section, option, "")) if required else ()
        value: str | list[str] = given if name in _LISTS else "\n".join(given)
        if name == "py_modules":
            value = " ".join(given).replace(",", " ").split()
        yield SetupOption(name, None if elsewhere else value, at, texts, elsewhere)


def _requirements(section: str, option: IniOption, key: str) -> Iterator[SetupText]:
    """Yield the requirements that an option lists, one a line; a semicolon begins a marker, not a comment."""
    for line, span in option.lines:
        text = re.split(r"\s#", line)[0].rstrip()
        if not text.startswith(("file:", "%")):
            place = replace(span, end_column=span.column + len(text))
            yield SetupText(text, key, Location(_FILE, (section, option.name, text), place))
