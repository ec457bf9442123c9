"""The modules that a project has, for who asks whether what an import names is among them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from roadworthy import is_compiled, submodule_paths

if TYPE_CHECKING:
    from roadworthy import Import, ModuleSummary, Repository, Tree

#: How files are called that a tool makes when the project is built or run.
_MADE = re.compile(r".*(?:_pb2(?:_grpc)?|_generated|version|_version_?|__version__|_build|_build_info)|_\w+")
#: Files by which a build makes extension modules, and how they name one.
_BUILDS = ("CMakeLists.txt", "meson.build", "setup.py")
_EXTENSION = re.compile(
    r"\b(?:pybind11_add_module|nanobind_add_module|Python3?_add_library|python_add_module|extension_module"
    r"|(?:\w+)?Extension)[ \t\n]{0,40}+\([ \t\n]{0,40}+(?:name[ \t]{0,9}=[ \t]{0,9})?[\"']?([\w.${}]+)"
)
#: Names by which a package makes modules itself.
_HOOKS = frozenset(("__path__", "meta_path", "modules", "path_hooks"))
#: Of how many modules it is known at a time what they may define.
_KNOWN = 300


@dataclass(frozen=True)
class OwnModules:
    """The modules of a project by their paths without a suffix, and the directories that hold some."""

    summaries: Mapping[str, ModuleSummary]
    stems: frozenset[str]
    directories: frozenset[str]
    roots: Mapping[str, Sequence[str]] = field(repr=False)
    made: frozenset[str] = frozenset()
    submodules: tuple[str, ...] = ()
    #: The packages and modules that may make modules as they are imported.
    hooked: frozenset[str] = frozenset()
    #: The last parts of the names of extension modules that a build makes.
    built: frozenset[str] = frozenset()
    #: What a module may define: most are asked of few, and the names of all would take much memory.
    definable: Callable[[str], frozenset[str] | None] = field(init=False, repr=False)
    #: What `_makes` tells, once for each directory.
    makes: Callable[[str], bool] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        summaries = self.summaries
        known = lru_cache(_KNOWN)(lambda stem: summaries[stem].definable())
        object.__setattr__(self, "definable", known)
        object.__setattr__(self, "makes", cache(self._makes))

    @classmethod
    def of(cls, modules: Sequence[ModuleSummary], repository: Repository, tree: Tree) -> OwnModules:
        paths = {*tree.files, *(repository.tracked or ())}
        stems = {
            path.partition(".")[0] if path.endswith((".so", ".pyd")) else path.rpartition(".")[0]
            for path in paths
            if path.endswith((".py", ".pyi", ".pyx", ".so", ".pyd"))
        }
        directories: set[str] = set()
        made: set[str] = set()
        for path in paths:
            parent = path.rpartition("/")[0]
            if is_compiled(path):
                made.add(parent)
            if path.endswith((".py", ".pyx", ".so", ".pyd", ".ipynb")):
                while parent and parent not in directories:
                    directories.add(parent)
                    parent = parent.rpartition("/")[0]
        roots: dict[str, list[str]] = {}
        for path in sorted({*stems, *directories}):
            root, _, name = path.rpartition("/")
            roots.setdefault(name, []).append(f"{root}/" if root else "")
        summaries = {module.path.removesuffix(".py").removesuffix("/__init__"): module for module in modules}
        known = frozenset(stems), frozenset(directories)
        hooked = frozenset(path for path, module in summaries.items() if module.mentions(_HOOKS))
        built = frozenset(
            name.rpartition(".")[2]
            for path in tree.files
            if path.rpartition("/")[2] in _BUILDS
            for name in _EXTENSION.findall(tree.text(path, strict=False))
        )
        return cls(summaries, *known, roots, frozenset(made), submodule_paths(tree), hooked, built)

    def exists(self, stem: str) -> bool:
        return stem in self.stems or stem in self.directories

    def is_package_around(self, stem: str) -> bool:
        """Tell whether the directory of a module has an `__init__.py`."""
        return f"{stem.rpartition('/')[0]}/__init__" in self.stems

    def missing(self, module: ModuleSummary, item: Import) -> tuple[str, str, str] | None:
        """Return the module that is missing and "", or the module and the name that it lacks, and its path.

        None stands for what exists, and for what cannot be known.
        """
        inside = module.path.removesuffix(".py").removesuffix("/__init__").split("/")
        target = item.target(inside, is_package=module.path.endswith("/__init__.py"))
        below = "/".join(target)
        if not below or not all(part.isidentifier() for part in target):
            return None
        if item.level:
            options = [below]
            written = "." * item.level + item.module
        else:
            # What lies anywhere else may be on the search path, too.
            sure = [f"{root}{below}" for root in self._roots_of(module, target)]
            options = [f"{root}{below}" for root in self.roots.get(target[0], ())] if sure else []
            written = item.module
        if not options or any(map(self._is_made, options)):
            return None
        present = [stem for stem in options if self.exists(stem)]
        if not present:
            return self._first_missing(written, sure if not item.level else options, options)
        if item.name in (None, "*") or not written.strip("."):
            return None
        name = item.name or ""
        if all(self._lacks(stem, name) for stem in present):
            return (written, name, f"{present[0]}/{name}")
        return None

    def _roots_of(self, module: ModuleSummary, target: Sequence[str]) -> list[str]:
        """Return the directories that hold the top of a module's name, and are certainly searched for it.

        They are the root, `src`, and those that hold the importing module, unless they lie in a package: what
        is in one may have the name of a library.
        """
        here, top = module.path.rpartition("/")[0], target[0]
        return [
            root
            for root in self.roots.get(top, ())
            if root in ("", "src/")
            or (
                f"{here}/".startswith(root)
                and not self._is_inside(root)
                # Directories of tests have the names of what they test.
                and (
                    module.role != "test" or not self.stems.isdisjoint((root + top, f"{root}{top}/__init__"))
                )
            )
        ]

    def _is_inside(self, root: str) -> bool:
        parts = root.rstrip("/").split("/")
        above = ("/".join(parts[:length]) for length in range(1, len(parts) + 1))
        return any(f"{path}/__init__" in self.stems for path in above if path != "src")

    def _first_missing(
        self, written: str, sure: Sequence[str], options: Sequence[str]
    ) -> tuple[str, str, str]:
        """Return the first part of a module's name that is missing, wherever it is looked for."""
        parts = written.split(".")
        for number in range(sum(map(bool, parts)) - 1, 0, -1):
            above = [option.rsplit("/", number)[0] for option in options if option.count("/") >= number]
            if not any(map(self.exists, above)):
                return (".".join(parts[: len(parts) - number]), "", above[0] if above else sure[0])
        return (written, "", sure[0])

    def _lacks(self, stem: str, name: str) -> bool:
        summary = self.summaries.get(stem)
        if summary is None or self.exists(f"{stem}/{name}"):
            return False
        names = self.definable(stem)
        if names is None or name in names:
            return False
        # Something else may fill a package that is empty here.
        return bool(summary.names or summary.definitions) and not self._is_made(f"{stem}/{name}")

    def _is_made(self, stem: str) -> bool:
        """Tell whether something makes a module, or hands it on, so that it need not lie in the project."""
        parent, _, last = stem.rpartition("/")
        if _MADE.fullmatch(last) or last in self.built or self.makes(parent):
            return True
        return any(
            f"{stem}/".startswith(f"{path}/") or f"/{path}/" in f"/{stem}/" for path in self.submodules
        )

    def _makes(self, parent: str) -> bool:
        """Tell whether a directory, or one around it, may make modules or holds some that a tool makes."""
        above = {parent, *(parent.rsplit("/", number)[0] for number in range(1, parent.count("/") + 1))}
        return not above.isdisjoint(self.made) or not above.isdisjoint(self.hooked)
