"""What setuptools is told: pyproject.toml, setup.cfg and setup.py as one set of options."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from roadworthy.core.fault import Unmeasured
from roadworthy.core.late_dataclass import dataclass, field
from roadworthy.facts.contents.discovery import discover, find_packages
from roadworthy.facts.contents.paths import TreePaths, clean
from roadworthy.facts.contents.setuptools_plugins import build_additions, listed
from roadworthy.facts.contents.setuptools_sources import SetuptoolsSources, setuptools_sources
from roadworthy.facts.metadata import Pyproject
from roadworthy.tree.tree import Tree


@dataclass(slots=True)
class Options:
    """What to package. `packages` leads from dotted names to directories; None for `data` means unknown.

    `more` says why there may be further files, `data_more` the same of all but modules, and `sdist_more` of
    the sdist alone.
    """

    packages: dict[str, str] = field(default_factory=dict)
    modules: list[str] = field(default_factory=list)
    directories: dict[str, str] = field(default_factory=dict)
    package_data: dict[str, list[str]] = field(default_factory=dict)
    excluded_data: dict[str, list[str]] = field(default_factory=dict)
    include_data: bool = False
    data_files: list[tuple[str, list[str]]] = field(default_factory=list)
    scripts: list[str] = field(default_factory=list)
    license_files: list[str] | None = None
    referenced: list[str] = field(default_factory=list)
    #: Whether packages are looked for, and only those with an `__init__.py` are taken.
    needs_init: bool = False
    #: Whether packages are looked for at all.
    searched: bool = False
    more: str = ""
    data_more: str = ""
    sdist_more: str = ""


def directory_of(package: str, directories: Mapping[str, str]) -> str:
    """Return where setuptools looks for a package, by `package_dir`."""
    parts, tail = package.split(".") if package else [], list[str]()
    while parts:
        if (base := directories.get(".".join(parts))) is not None:
            return "/".join(part for part in (base, *tail) if part)
        tail.insert(0, parts.pop())
    return "/".join(part for part in (directories.get("", ""), *tail) if part)


def read_options(tree: Tree, paths: TreePaths, pyproject: Pyproject | None, beside: Sequence[str]) -> Options:
    """Gather what all three files say; raises `Unmeasured` or `BuildRefused`."""
    return _Reader(paths, setuptools_sources(tree, pyproject), beside).read()


@dataclass(slots=True)
class _Reader:
    paths: TreePaths
    said: SetuptoolsSources
    beside: Sequence[str]
    options: Options = field(default_factory=Options)

    def read(self) -> Options:
        options, said = self.options, self.said
        options.more, options.sdist_more = build_additions(said.pyproject, said.configured, said.call)
        options.directories = self._directories()
        packages, modules = self._packages(), self._modules()
        extensions = self.said.has("ext_modules")
        own = self.said.pyproject is not None and self.said.pyproject.has("project")
        if packages is None and modules is None and not (extensions and not own):
            options.searched = True
            packages, modules, options.directories = discover(self.paths, options.directories, self.beside)
        options.modules = modules or []
        for name in packages or ():
            directory = clean(directory_of(name, options.directories))
            if directory is None:
                raise Unmeasured(f"the package `{name}` is outside the project")
            options.packages[name] = directory
        self._data()
        if extensions or self.said.has("cffi_modules") or self.said.has("libraries"):
            options.more = options.more or "native code is compiled"
        return options

    def _directories(self) -> dict[str, str]:
        value = self.said.given("package_dir", self._find)
        if isinstance(value, list):
            value = dict(_pairs(value))
        found = {}
        for package, base in (value or {}).items() if isinstance(value, dict) else ():
            place = clean(str(base))
            if place is None:
                raise Unmeasured("`package_dir` leads outside the project")
            found[str(package)] = place
        return found

    def _find(self, finder: str, given: dict[str, Any]) -> list[str]:
        """Find packages as setup.py asks for it."""
        where = clean(str(given.pop("where", ".")))
        include, exclude = listed(given.pop("include", ("*",))), listed(given.pop("exclude", ()))
        if where is None or given:
            raise ValueError("computed")
        self.options.searched = True
        self.options.needs_init = self.options.needs_init or finder == "find_packages"
        return find_packages(
            self.paths, where, include, exclude, namespaces=finder == "find_namespace_packages"
        )

    def _packages(self) -> list[str] | None:
        table = self.said.table("packages")
        if isinstance(table, dict):
            found: list[str] = []
            search = table.get("find")
            search = search if isinstance(search, dict) else {}
            namespaces = search.get("namespaces", True) is not False
            self.options.needs_init = not namespaces
            for where in listed(search.get("where", ".")):
                found += self._searched(where, search, namespaces)
            return found
        lines = self.said.configured.get(("options", "packages"))
        said = self.said.call.value("packages", self._find) if self.said.call else None
        if table is None and said is None and lines and lines[0].startswith(("find:", "find_namespace:")):
            section = {
                key: [word for text in texts for word in text.replace(",", " ").split()]
                for (name, key), texts in self.said.configured.items()
                if name == "options.packages.find"
            }
            self.options.needs_init = lines[0].startswith("find:")
            where = (section.get("where") or ["."])[0]
            return self._searched(where, section, not self.options.needs_init)
        return self.said.names("packages", self._find)

    def _searched(self, where: str, search: Mapping[str, Any], namespaces: bool) -> list[str]:
        base = clean(where)
        if base is None:
            raise Unmeasured("packages are looked for outside the project")
        self.options.searched = True
        include, exclude = listed(search.get("include") or "*"), listed(search.get("exclude") or ())
        found = find_packages(self.paths, base, include, exclude, namespaces=namespaces)
        if base and self.options.directories.get("") != base:
            tops = [name for name in found if not any(name.startswith(f"{other}.") for other in found)]
            self.options.directories.update({top: f"{base}/{top.replace('.', '/')}" for top in tops})
        return found

    def _modules(self) -> list[str] | None:
        return self.said.names("py_modules", self._find)

    def _data(self) -> None:
        options = self.options
        try:
            options.package_data = self._patterns("package_data")
            options.excluded_data = self._patterns("exclude_package_data")
            options.include_data = self._includes()
            options.data_files = list(self._data_files())
            options.scripts = (
                self.said.names("script_files" if self.said.has("script_files") else "scripts", self._find)
                or []
            )
            options.license_files = self._licenses()
        except Unmeasured as unknown:
            options.data_more = str(unknown)
        options.referenced = [path for path in self.said.referenced() if self.paths.is_file(path)]

    def _patterns(self, name: str) -> dict[str, list[str]]:
        section = {
            key: [word for text in texts for word in text.replace(",", "\n").split("\n") if word.strip()]
            for (where, key), texts in self.said.configured.items()
            if where == f"options.{name}"
        }
        table = self.said.table(name.replace("_", "-"))
        value = section if table is None else table
        called = self.said.call.value(name) if self.said.call and table is None else None
        if called is not None:
            value = called
        if not isinstance(value, dict):
            raise Unmeasured(f"`{name}` is not a table")
        # Of all packages is `*` in the two configuration files, and "" in setup.py.
        every = "" if called is not None else "*"
        return {
            "" if key == every else str(key): [pattern.strip() for pattern in listed(patterns)]
            for key, patterns in value.items()
        }

    def _includes(self) -> bool:
        value = self.said.given("include_package_data", self._find)
        if isinstance(value, list):
            value = " ".join(map(str, value)).strip().lower() in ("1", "true", "yes")
        if value is None:
            tables = (("project",), ("tool", "setuptools"))
            return self.said.pyproject is not None and any(
                self.said.pyproject.has(*route) for route in tables
            )
        return bool(value)

    def _data_files(self) -> Iterator[tuple[str, list[str]]]:
        value = self.said.table("data-files")
        if value is None and self.said.call is not None:
            value = self.said.call.value("data_files")
        if isinstance(value, dict):
            yield from ((str(place), listed(files)) for place, files in value.items())
        elif value is not None:
            for item in value if isinstance(value, list) else ():
                place, files = (
                    (item[0], item[1]) if isinstance(item, list) and len(item) == 2 else ("", [item])
                )
                yield str(place), listed(files)
        else:
            for (section, key), texts in self.said.configured.items():
                if section == "options.data_files":
                    yield key, [word for text in texts for word in text.replace(",", " ").split()]

    def _licenses(self) -> list[str] | None:
        project = self.said.pyproject
        if project is not None and project.has("project", "license-files"):
            return [pattern for _, pattern in project.each(str, "project", "license-files")]
        found = self.said.names("license_files", self._find)
        single = self.said.given("license_file", self._find)
        extra = [str(single[0] if isinstance(single, list) and single else single)] if single else []
        return [*(found or ()), *extra] if found is not None or extra else None


def _pairs(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    for text in lines:
        for part in str(text).split(","):
            package, found, directory = part.partition("=")
            if found:
                yield package.strip(), directory.strip()
