"""Which of the project's own modules an import names, where that is certain."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from roadworthy import is_standard

if TYPE_CHECKING:
    from roadworthy import Import, ModuleSummary


#: What modules are called that test runners load.
_COLLECTED = re.compile(r"(?:conftest|runtests?|tests?|tests?_\w+|\w+_tests?)")


class ModulesByName:
    """The modules of a project by path, and by the names that import statements give them.

    `provided` are the names that libraries provide: a module of such a name may stand beside a test.
    """

    def __init__(self, modules: Iterable[ModuleSummary], provided: Collection[str]) -> None:
        self.by_path = {module.path: module for module in modules}
        self._provided = provided
        #: The paths of modules, without the ending, by the last part of their names.
        self._tails: dict[str, list[tuple[str, str]]] = {}
        for path in self.by_path:
            stem = stem_of(path)
            self._tails.setdefault(stem.rpartition("/")[2], []).append((stem, path))
        self._found: dict[tuple[str, bool, int, str, str], str | None] = {}
        self._imports: dict[str, tuple[dict[str, list[Import]], list[Import]]] = {}
        self._packages: frozenset[str] | None = None

    def binding(self, path: str, name: str) -> list[Import]:
        """Return what a module imports under a name."""
        return self._of(path)[0].get(name, [])

    def stars(self, path: str) -> list[Import]:
        """Return the imports of all names of another module."""
        return self._of(path)[1]

    def _of(self, path: str) -> tuple[dict[str, list[Import]], list[Import]]:
        found = self._imports.get(path)
        if found is None:
            found = self._imports[path] = ({}, [])
            for item in self.by_path[path].imports:
                found[0].setdefault(item.binds, []).append(item)
                if item.name == "*":
                    found[1].append(item)
        return found

    def named(self, path: str, item: Import, below: str = "") -> str | None:
        """Return the path of the module that an import in a module names, or of one `below` it."""
        # All modules of a directory mean the same by it.
        key = (path.rpartition("/")[0], path.endswith("/__init__.py"), item.level, item.module, below)
        if key not in self._found:
            self._found[key] = self._named(path, item, below)
        return self._found[key]

    def is_hidden(self, path: str) -> bool:
        """Tell whether a package may bind its module's name to something else than the module at `path`."""
        base, _, name = stem_of(path).rpartition("/")
        package = f"{base}/__init__.py"
        around = self.by_path.get(package)
        if around is None:
            return False
        if name in around.assigned or any(one.route == (name,) for one in around.definitions):
            return True
        for item in self.binding(package, name):
            target = self.named(package, item)
            if target != path if item.name is None else target != package or item.name != name:
                return True
        sources = (self.named(package, item) for item in self.stars(package))
        return any(source is None or self.by_path[source].may_define(name) for source in sources)

    def _named(self, path: str, item: Import, below: str) -> str | None:
        parts = item.target(stem_of(path).split("/"), is_package=path.endswith("/__init__.py"))
        parts += [below] if below else []
        if not parts:
            return None
        target = "/".join(parts)
        if item.level:
            options = [f"{target}.py", f"{target}/__init__.py"]
            found = [option for option in options if option in self.by_path]
            return found[0] if len(found) == 1 else None
        if is_standard(parts[0]) or parts[0] in self._provided:
            return None
        placed = [
            (stem[: -len(target)], option)
            for stem, option in self._tails.get(parts[-1], ())
            if stem == target or stem.endswith(f"/{target}")
        ]
        # What lies in a package is imported through it, but for scripts beside it.
        bare = ("", "src/", f"{path.rpartition('/')[0]}/" if self._takes_bare(path) else "")
        open_ones = [
            (root, option)
            for root, option in placed
            if root in bare or f"{root}__init__.py" not in self.by_path
        ]
        near = [option for root, option in open_ones if root == "src/" or path.startswith(root)]
        if len(near) == 1:
            return near[0]
        if near or len(open_ones) != 1:
            return None
        # Where others import it through its directory, a bare name elsewhere is that of a library.
        root, option = open_ones[0]
        return None if root.rstrip("/").rpartition("/")[2] in self._through() else option

    def _through(self) -> frozenset[str]:
        """Return the names of directories that imports go through."""
        if self._packages is None:
            self._packages = _packages(self.by_path.values())
        return self._packages

    def _takes_bare(self, path: str) -> bool:
        """Tell whether a bare name may mean what lies beside a module.

        It may where the module is a program itself, or where nothing imports the modules of its directory as
        those of a package. Elsewhere it is the name of a library.
        """
        here = path.rpartition("/")[0]
        if f"{here}/__init__.py" not in self.by_path or self.by_path[path].main_uses:
            return True
        through = self._through()
        return here not in through and here.rpartition("/")[2] not in through


def _packages(modules: Iterable[ModuleSummary]) -> frozenset[str]:
    """Return the directories with relative imports, and all names that absolute imports go through."""
    found = set[str]()
    for module in modules:
        for item in module.imports:
            found.update((module.path.rpartition("/")[0],) if item.level else item.module.split("."))
    return frozenset(found)


def stem_of(path: str) -> str:
    """Return the path of a module or package without its ending: `a/b` for `a/b.py` and `a/b/__init__.py`."""
    return path.removesuffix(".py").removesuffix("/__init__")


def is_collected(path: str) -> bool:
    """Tell whether a test runner loads a module among tests by its name; others are helpers, or data."""
    return _COLLECTED.fullmatch(stem_of(path).rpartition("/")[2]) is not None
