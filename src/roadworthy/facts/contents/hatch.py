"""The files of a wheel and an sdist that hatchling builds ("Build configuration" of Hatch)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from roadworthy.core.fault import Unmeasured, Unreadable
from roadworthy.core.finding import Location
from roadworthy.facts.contents.paths import TreePaths, clean
from roadworthy.facts.contents.value import Archive, BuildRefused, DistributionContents
from roadworthy.facts.metadata import Pyproject
from roadworthy.tree.patterns import ignore_spec
from roadworthy.tree.toml import load_toml
from roadworthy.tree.tree import Tree

_EXCLUDED_DIRECTORIES = frozenset(
    "__pycache__ .venv .git .hg .hatch .tox .nox .ruff_cache .pytest_cache .mypy_cache .pixi".split()
)
_LICENSES = ("LICEN[CS]E*", "COPYING*", "NOTICE*", "AUTHORS*")
#: Hooks of the build that compute metadata alone, or say a version.
_HARMLESS = frozenset(("hatchling", "hatch-vcs", "hatch-fancy-pypi-readme", "hatch-requirements-txt"))

Taken = dict[str, tuple[str, str]]


def hatch_contents(tree: Tree, paths: TreePaths, pyproject: Pyproject) -> DistributionContents:
    """Return what hatchling would build; raises `Unmeasured` or `BuildRefused`."""
    build = _build_table(tree, pyproject)
    ignored = _ignore_file(tree)
    more = _hooks(build, "wheel")
    licenses = _licenses(pyproject, paths)
    wheel_target = _Target(paths, build, "wheel", ignored)
    _choose(wheel_target, pyproject, bool(more))
    wheel = dict(wheel_target.selected()) | dict(wheel_target.forced(wheel_target.map("force-include")))
    for key, place in (("shared-data", "data"), ("shared-scripts", "scripts")):
        placed = wheel_target.explicit(wheel_target.map(key), key)
        wheel |= {f".data/{place}/{path}": taken for path, taken in placed}
    wheel |= {f".dist-info/licenses/{path}": (path, "a licence file") for path in licenses}
    return DistributionContents(
        "hatchling",
        _archive(wheel, wheel_target.left_out, more),
        _sdist(_Target(paths, build, "sdist", ignored), pyproject, licenses, _hooks(build, "sdist")),
    )


def _sdist(target: _Target, pyproject: Pyproject, licenses: Iterable[str], more: str) -> Archive:
    always = [
        name
        for name in (
            "pyproject.toml",
            "hatch.toml",
            "hatch_build.py",
            ".gitignore",
            ".hgignore",
            _readme(pyproject),
        )
        if target.paths.is_file(name)
    ]
    forced = {**target.map("force-include"), **{path: path for path in (*always, *licenses)}}
    target.reserve(forced)
    taken = dict(target.selected()) | dict(target.forced(forced))
    if target.setting("support-legacy", False):
        more = more or "`support-legacy` writes a setup.py"
    return _archive(taken, target.left_out, more)


def _archive(taken: Taken, left_out: Mapping[str, str], more: str) -> Archive:
    files = {path: source for path, (source, _) in sorted(taken.items())}
    kept = {path: why for path, why in left_out.items() if path not in files.values()}
    return Archive(files, dict(taken.values()), kept, more=more)


def _build_table(tree: Tree, pyproject: Pyproject) -> dict[str, Any]:
    if "hatch.toml" in tree.files:
        try:
            table = load_toml(tree, "hatch.toml").get("build")
        except Unreadable:
            raise Unmeasured("hatch.toml cannot be read") from None
        if table is not None:
            return table if isinstance(table, dict) else {}
    return pyproject.get(dict, "tool", "hatch", "build") or {}


def _ignore_file(tree: Tree) -> list[str]:
    found: list[str] = []
    if ".hgignore" in tree.files:
        raise Unmeasured(".hgignore is not followed")
    if ".gitignore" in tree.files:
        try:
            found = tree.read(".gitignore").decode("utf-8", "replace").splitlines()
        except Unreadable:
            raise Unmeasured(".gitignore cannot be read") from None
    return found


def _hooks(build: Mapping[str, Any], name: str) -> str:
    """Return why a hook of the build may add files, else nothing."""
    targets = build.get("targets")
    target = targets.get(name) if isinstance(targets, dict) else None
    for table in (build, target if isinstance(target, dict) else {}):
        hooks = table.get("hooks")
        for hook, settings in hooks.items() if isinstance(hooks, dict) else ():
            if not (isinstance(settings, dict) and settings.get("enable-by-default") is False):
                return f"the build hook `{hook}` may add files"
    return ""


def _licenses(pyproject: Pyproject, paths: TreePaths) -> list[str]:
    given = pyproject.get(object, "project", "license-files")
    if isinstance(given, dict):
        given = given.get("globs", given.get("paths", []))
    patterns = given if isinstance(given, list) else _LICENSES
    found = (
        path
        for text in patterns
        if isinstance(text, str)
        for path in paths.globbed(text, hidden=False, recursive=False)
    )
    return sorted(dict.fromkeys(found))


def _readme(pyproject: Pyproject) -> str:
    readme = pyproject.get(object, "project", "readme")
    readme = readme.get("file") if isinstance(readme, dict) else readme
    return clean(readme) or "" if isinstance(readme, str) else ""


def _choose(target: _Target, pyproject: Pyproject, hooked: bool) -> None:
    """Settle what the wheel takes where nothing says it: what has the project's name."""
    if any(target.setting(key, []) for key in ("include", "packages", "only-include")):
        return
    name = pyproject.get(str, "project", "name")
    if not name:
        raise Unmeasured("the project has no name")
    raw = re.sub(r"[^\w.]+", "_", name)
    plain = re.sub(r"[-_.]+", "_", name).lower()
    for each in dict.fromkeys((raw, plain)):
        for package in (each, f"src/{each}"):
            if target.paths.is_file(f"{package}/__init__.py"):
                target.choose([package])
                return
        if target.paths.is_file(f"{each}.py"):
            target.only = {f"{each}.py": f"{each}.py"}
            return
        found = target.paths.globbed(f"*/{each}/__init__.py", hidden=False)
        if len(found) == 1:
            target.choose([found[0].partition("/")[0]])
            return
    if target.setting("bypass-selection", False) or target.map("force-include"):
        target.excludes_all = True
        return
    if hooked:
        raise Unmeasured("a build hook may give the wheel its files")
    message = f"`hatchling` looks for a package `{plain}`"
    raise BuildRefused("missing", message, (plain,), pyproject.at("project", "name"))


@dataclass(slots=True)
class _Target:
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
        value = self.setting(key, [])
        return [text for text in value if isinstance(text, str) and text] if isinstance(value, list) else []

    def map(self, key: str) -> dict[str, str]:
        value = self.setting(key, {})
        if not isinstance(value, dict):
            return {}
        return {source: path for source, path in value.items() if isinstance(path, str) and path}

    def reserve(self, forced: Mapping[str, str]) -> None:
        """Keep the places of files that are included by force."""
        self.reserved |= {self.placed(path) for source in forced if (path := clean(source))}

    def sources(self) -> dict[str, str]:
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
        only = self.only or {package: package for package in self.packages}
        if only:
            yield from self.explicit(only, "only-include" if self.only else "packages")
            return
        include = [*self.texts("include"), *(f"/{package}/" for package in self.packages)]
        spec = ignore_spec(include) if include else None
        for path in self.paths.files:
            if spec is None or spec.match_file(path):
                yield from self._kept(path, path, "`include`" if spec else "all that is not excluded")
        if spec is not None:
            # `artifacts` are taken wherever they lie.
            artifacts = ignore_spec(self.texts("artifacts"))
            for path in self.paths.files:
                if artifacts.match_file(path):
                    yield self.placed(path), (path, "`artifacts`")

    def explicit(self, given: Mapping[str, str], key: str) -> Iterator[tuple[str, tuple[str, str]]]:
        """Yield the files of directories and files that a setting names."""
        for source, target in given.items():
            place = clean(source)
            if place is None:
                raise Unmeasured(f"`{key}` leads out of the project")
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
        every, without = ignore_spec([*own, *ignored, *excluded]), ignore_spec([*own, *excluded])
        artifacts = ignore_spec(self.texts("artifacts"))

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
        for source, target in given.items():
            place = clean(source)
            if place is None:
                raise Unmeasured("`force-include` leads out of the project")
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


def at_selection(pyproject: Pyproject) -> Location:
    """Return where hatchling is told what the wheel takes."""
    return pyproject.at("tool", "hatch", "build", "targets", "wheel")
