"""The three files that setuptools is told by, asked as one: pyproject.toml, setup.py and setup.cfg."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from roadworthy.core.fault import Unmeasured, Unreadable
from roadworthy.core.late_dataclass import dataclass
from roadworthy.facts.contents.setup_call import SetupCall, read_setup_call
from roadworthy.facts.contents.setuptools_plugins import listed
from roadworthy.facts.metadata import Pyproject
from roadworthy.tree.ini import load_ini
from roadworthy.tree.tree import Tree

Configured = Mapping[tuple[str, str], list[str]]
#: Finds packages, by the name of the finder that setup.py calls and its arguments.
Find = Callable[[str, dict[str, Any]], list[str]]


def setuptools_sources(tree: Tree, pyproject: Pyproject | None) -> SetuptoolsSources:
    """Read setup.py and setup.cfg; raises `Unmeasured`."""
    return SetuptoolsSources(pyproject, read_setup_call(tree), _configured(tree))


@dataclass(frozen=True, slots=True)
class SetuptoolsSources:
    """What the files say; `configured` has the lines of setup.cfg by section and name."""

    pyproject: Pyproject | None
    call: SetupCall | None
    configured: Configured

    def has(self, name: str) -> bool:
        """Tell whether pyproject.toml or setup.py gives an argument of `setup()`."""
        table = self.table(name.replace("_", "-"))
        return table is not None or bool(self.call and name in self.call.arguments)

    def table(self, *route: str) -> Any:
        """Return what `[tool.setuptools]` says, of any type."""
        return self.pyproject.get(object, "tool", "setuptools", *route) if self.pyproject else None

    def given(self, name: str, find: Find) -> Any:
        """Return a plain value: of pyproject.toml, else of setup.py, else of setup.cfg as lines."""
        if (value := self.table(name.replace("_", "-"))) is not None:
            return value
        if self.call is not None and (value := self.call.value(name, find)) is not None:
            return value
        return self.configured.get(("options", name), self.configured.get(("metadata", name)))

    def names(self, name: str, find: Find) -> list[str] | None:
        """Return a list of names; raises `Unmeasured` for what is none."""
        value = self.given(name, find)
        if value is None:
            return None
        if isinstance(value, str):
            value = [value]
        if not isinstance(value, list):
            raise Unmeasured(f"`{name}` is not a list")
        words = [word for text in value for word in str(text).replace(",", " ").split()]
        return words if ("options", name) in self.configured else [str(text) for text in value]

    def referenced(self) -> Iterator[str]:
        """Yield the files that settings name: readme, licence, and those of dynamic fields."""
        project = self.pyproject
        if project is not None:
            for key in ("readme", "license"):
                value = project.get(object, "project", key)
                value = value.get("file") if isinstance(value, dict) else value if key == "readme" else None
                yield from [value] if isinstance(value, str) else []
            tables: list[Any] = list((project.get(dict, "tool", "setuptools", "dynamic") or {}).values())
            tables += [inner for table in tables if isinstance(table, dict) for inner in table.values()]
            for table in tables:
                if isinstance(table, dict) and "file" in table:
                    yield from listed(table["file"])
        for texts in self.configured.values():
            for text in texts[:1]:
                if text.startswith("file:"):
                    yield from (part.strip() for part in text[5:].split(","))


def _configured(tree: Tree) -> Configured:
    """Return the lines of setup.cfg's options by section and name."""
    if "setup.cfg" not in tree.files:
        return {}
    try:
        sections = load_ini(tree, "setup.cfg")
    except Unreadable:
        raise Unmeasured("setup.cfg cannot be read") from None
    return {
        (
            section.name,
            option.name if "." in section.name else option.name.lower().replace("-", "_"),
        ): option.texts
        for section in sections
        for option in section.options
    }
