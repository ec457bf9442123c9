"""The files of a wheel and an sdist that flit_core builds (`flit_core.common.Module`, `wheel`, `sdist`)."""

from __future__ import annotations

from collections.abc import Iterator

from roadworthy.core.fault import Unmeasured
from roadworthy.facts.contents.paths import TreePaths, clean
from roadworthy.facts.contents.value import Archive, BuildRefused, DistributionContents
from roadworthy.facts.metadata import Pyproject

_LICENSES = ("COPYING*", "LICEN[CS]E*", "NOTICE*", "AUTHORS*")


def flit_contents(paths: TreePaths, pyproject: Pyproject) -> DistributionContents:
    """Return what flit_core would build; raises `Unmeasured` or `BuildRefused`."""
    if not pyproject.has("project"):
        raise Unmeasured("the metadata is in flit's old table")
    name = pyproject.get(str, "tool", "flit", "module", "name") or _module(pyproject)
    module, base = _found(name, paths, pyproject)
    taken = [module] if paths.is_file(module) else [path for path in paths.below(module) if _is_kept(path)]
    why = f"the module `{name}`"
    wheel = {path[len(base) :]: (path, why) for path in taken}
    external = pyproject.get(str, "tool", "flit", "external-data", "directory")
    data = [path for path in paths.below(clean(external) or "") if _is_kept(path)] if external else []
    wheel |= {
        f".data/data/{path[len(clean(external or '') or '') + 1 :]}": (path, "`external-data`")
        for path in data
    }
    licenses = sorted(dict.fromkeys(_licenses(pyproject, paths)))
    wheel |= {f".dist-info/licenses/{path}": (path, "a licence file") for path in licenses}
    files = {"pyproject.toml", *taken, *data, *licenses, *_readme(pyproject)}
    sdist = _patterned(paths, pyproject, files)
    return DistributionContents(
        "flit_core",
        Archive({path: source for path, (source, _) in sorted(wheel.items())}, dict(wheel.values())),
        Archive({path: path for path in sorted(sdist)}),
    )


def _module(pyproject: Pyproject) -> str:
    name = pyproject.get(str, "project", "name")
    if not name:
        raise Unmeasured("the project has no name")
    return name.replace("-", "_")


def _found(name: str, paths: TreePaths, pyproject: Pyproject) -> tuple[str, str]:
    """Return the module's path, and the prefix of the directory that it is imported from."""
    stem = name.replace(".", "/")
    found = [
        (path, base)
        for base in ("", "src/")
        for path, there in (
            (f"{base}{stem}", paths.is_directory(f"{base}{stem}")),
            (f"{base}{stem}.py", paths.is_file(f"{base}{stem}.py")),
        )
        if there
    ]
    at = pyproject.at("project", "name")
    if pyproject.has("tool", "flit", "module", "name"):
        at = pyproject.at("tool", "flit", "module", "name")
    if not found:
        raise BuildRefused("missing", f"`flit_core` looks for a package `{name}`", (name,), at)
    if len(found) > 1:
        names = [f"{path}/" if paths.is_directory(path) else path for path, _ in found]
        raise BuildRefused("ambiguous", "`flit_core` finds both", names, at)
    return found[0]


def _is_kept(path: str) -> bool:
    return "__pycache__" not in path.split("/") and not path.endswith(".pyc")


def _licenses(pyproject: Pyproject, paths: TreePaths) -> Iterator[str]:
    file = pyproject.get(str, "project", "license", "file")
    if file is not None and (place := clean(file)):
        yield place
    given = pyproject.get(list, "project", "license-files")
    for pattern in _LICENSES if given is None else given:
        if isinstance(pattern, str):
            yield from paths.globbed(pattern, hidden=False)


def _readme(pyproject: Pyproject) -> list[str]:
    readme = pyproject.get(object, "project", "readme")
    readme = readme.get("file") if isinstance(readme, dict) else readme
    place = clean(readme) if isinstance(readme, str) else None
    return [place] if place else []


def _patterned(paths: TreePaths, pyproject: Pyproject, files: set[str]) -> set[str]:
    """Return the files of the sdist after `include` and `exclude`."""

    def matched(key: str) -> set[str]:
        found: set[str] = set()
        for _, pattern in pyproject.each(str, "tool", "flit", "sdist", key):
            for path in paths.glob(pattern, hidden=False):
                found.update([path] if paths.is_file(path) else paths.below(path))
        return found

    return {path for path in files | matched("include") if paths.is_file(path)} - matched("exclude")
