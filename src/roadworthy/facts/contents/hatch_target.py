"""One target of a build by hatchling, with its settings: which files it takes, and where it puts them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from roadworthy.core.fault import Unmeasured
from roadworthy.core.late_dataclass import dataclass, field
from roadworthy.facts.contents.paths import TreePaths, clean
from roadworthy.tree.patterns import IgnoreSpec

_EXCLUDED_DIRECTORIES = frozenset(
    "__pycache__ .venv .git .hg .hatch .tox .nox .ruff_cache .pytest_cache .mypy_cache .pixi".split()
)


@dataclass(slots=True)
class HatchTarget:
    """One target of the build, with its settings over those of the whole build."""

    paths: TreePaths
    build: Mapping[str, Any]
    name: str
    ignored: list[str]
    packages: list[str] = field(init=False)
    only: dict[str, str] = field(init=False)
    excludes_all: bool = False
    reserved: set[str] = field(default_factory=set)
    left_out: dict[str, str] = field(default_factory=dict)
    _is_out: Callable[[str], str] | None = None
    _sources: dict[str, str] | None = None

    def __post_init__(self) -> None:
        self.packages = sorted(clean(text) or "" for text in self.texts("packages"))
        self.only = {path: path for text in self.texts("only-include") if (path := clean(text)) is not None}
        if self.name == "wheel":
            self.reserve(self.map("force-include"))

    def choose(self, packages: list[str]) -> None:
        """Take these packages, as nothing says which."""
        self.packages, self._sources = packages, None

    def setting(self, key: str, default: Any) -> Any:
        """Return a setting of the target, else of the build."""
        targets = self.build.get("targets")
        target = targets.get(self.name) if isinstance(targets, dict) else None
        if isinstance(target, dict) and key in target:
            return target[key]
        # These belong to a target alone.
        own = key in ("bypass-selection", "shared-data", "shared-scripts", "support-legacy")
        return default if own else self.build.get(key, default)

    def texts(self, key: str) -> list[str]:
        """Return a setting that is a list of texts."""
        value = self.setting(key, [])
        return [text for text in value if isinstance(text, str) and text] if isinstance(value, list) else []

    def map(self, key: str) -> dict[str, str]:
        """Return a setting that leads from paths to paths."""
        value = self.setting(key, {})
        if not isinstance(value, dict):
            return {}
        return {source: path for source, path in value.items() if isinstance(path, str) and path}

    def reserve(self, forced: Mapping[str, str]) -> None:
        """Keep the places of files that are included by force."""
        self.reserved |= {self.placed(path) for source in forced if (path := clean(source))}

    def sources(self) -> dict[str, str]:
        """Return what beginnings of paths are replaced by in the archive."""
        value = self.setting("sources", [])
        found: dict[str, str] = {}
        if isinstance(value, list):
            found = {f"{clean(str(text)) or ''}/": "" for text in value}
        elif isinstance(value, dict):
            for source, path in value.items():
                place = (clean(str(path)) or "").strip("/")
                found[f"{clean(source)}/" if source else ""] = f"{place}/" if place else ""
        for package in self.packages:
            base = package.rpartition("/")[0]
            if base and f"{package}/" not in found:
                found[f"{base}/"] = ""
        return dict(sorted(found.items()))

    def placed(self, path: str) -> str:
        """Return where a file goes in the archive."""
        if self._sources is None:
            self._sources = self.sources()
        for source, replacement in self._sources.items():
            if not source:
                return replacement + path
            if path.startswith(source):
                return path.replace(source, replacement, 1)
        return path

    def selected(self) -> Iterator[tuple[str, tuple[str, str]]]:
        """Yield the files that the target takes: the path in the archive, that in the tree, and why."""
        only = self.only or {package: package for package in self.packages}
        if only:
            yield from self.explicit(only, "only-include" if self.only else "packages")
            return
        include = [*self.texts("include"), *(f"/{package}/" for package in self.packages)]
        spec = IgnoreSpec(include) if include else None
        for path in self.paths.files:
            if spec is None or spec.match_file(path):
                yield from self._kept(path, path, "`include`" if spec else "all that is not excluded")
        if spec is not None:
            # `artifacts` are taken wherever they lie.
            artifacts = IgnoreSpec(self.texts("artifacts"))
            for path in self.paths.files:
                if artifacts.match_file(path):
                    yield self.placed(path), (path, "`artifacts`")

    def explicit(self, given: Mapping[str, str], key: str) -> Iterator[tuple[str, tuple[str, str]]]:
        """Yield the files of directories and files that a setting names."""
        for source, target in given.items():
            place = clean(source)
            if place is None:
                raise Unmeasured(f"`{key}` leads outside the project")
            if self.paths.is_file(place) and self.placed(target) not in self.reserved:
                yield self.placed(target), (place, f"`{key}`")
            for path in self.paths.below(place) if self.paths.is_directory(place) else ():
                relative = f"{target}{path[len(place) :]}" if place else path
                yield from self._kept(path, relative.strip("/"), f"`{key}`")

    def _kept(self, path: str, relative: str, why: str) -> Iterator[tuple[str, tuple[str, str]]]:
        """Yield a file unless something excludes it."""
        parts = path.split("/")
        if _EXCLUDED_DIRECTORIES.intersection(parts[:-1]) or parts[-1] in (".DS_Store", ".git"):
            return
        reason = self._excluded(relative)
        if not reason and self.setting("only-packages", False):
            package = "/".join([*parts[:-1], "__init__.py"])
            reason = "" if self.paths.is_file(package) else "`only-packages` leaves it out"
        if reason:
            self.left_out[path] = reason
        elif self.placed(relative) not in self.reserved:
            yield self.placed(relative), (path, why)

    def _excluded(self, path: str) -> str:
        if self._is_out is None:
            self._is_out = self._exclusion()
        return self._is_out(path)

    def _exclusion(self) -> Callable[[str], str]:
        ignored = [] if self.setting("ignore-vcs", False) else self.ignored
        excluded = self.texts("exclude")
        own = ["*.py[cdo]", "/dist"]
        every, without = IgnoreSpec([*own, *ignored, *excluded]), IgnoreSpec([*own, *excluded])
        artifacts = IgnoreSpec(self.texts("artifacts"))

        def is_out(path: str) -> str:
            if artifacts.match_file(path):
                return ""
            if self.excludes_all:
                return "no package is chosen"
            if not every.match_file(path):
                return ""
            return "`exclude` leaves it out" if without.match_file(path) else ".gitignore names it"

        return is_out

    def forced(self, given: Mapping[str, str]) -> Iterator[tuple[str, tuple[str, str]]]:
        """Yield the files that are included by force; raises `Unmeasured` where they are not there."""
        for source, target in given.items():
            place = clean(source)
            if place is None:
                raise Unmeasured("`force-include` leads outside the project")
            goal = (clean(target) or "").strip("/")
            if self.paths.is_file(place):
                yield self.placed(goal), (place, "`force-include`")
            elif self.paths.is_directory(place):
                for path in self.paths.below(place):
                    if not _EXCLUDED_DIRECTORIES.intersection(path.split("/")[:-1]):
                        inner = path[len(place) + 1 :] if place else path
                        yield self.placed(f"{goal}/{inner}".strip("/")), (path, "`force-include`")
            else:
                raise Unmeasured(f"`{source}` of `force-include` is not there")
