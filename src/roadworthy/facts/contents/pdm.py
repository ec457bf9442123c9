"""The files of a wheel and an sdist that pdm-backend builds (`pdm.backend.base`, `wheel`, `sdist`)."""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatch

from roadworthy.core.fault import Unmeasured
from roadworthy.facts.contents.paths import TreePaths, clean
from roadworthy.facts.contents.value import Archive, DistributionContents
from roadworthy.facts.metadata import Pyproject

_LICENSES = ("LICEN[CS]E*", "COPYING*", "NOTICE*")


def pdm_contents(paths: TreePaths, pyproject: Pyproject) -> DistributionContents:
    """Return what pdm-backend would build; raises `Unmeasured`."""
    build = ("tool", "pdm", "build")
    hook = pyproject.get(str, *build, "custom-hook") or "pdm_build.py"
    more = "the build hook may add files" if paths.is_file(hook) else ""
    if pyproject.get(bool, *build, "run-setuptools"):
        more = more or "native code is compiled"
    if pyproject.has("tool", "pdm", "version", "write_to"):
        more = more or "a file with the version is written"
    if pyproject.has(*build, "wheel-data"):
        more = more or "`wheel-data` is not followed"
    includes = [text for _, text in pyproject.each(str, *build, "includes")]
    excludes = [text for _, text in pyproject.each(str, *build, "excludes")]
    sources = [text for _, text in pyproject.each(str, *build, "source-includes")] or ["tests"]
    base = pyproject.get(str, *build, "package-dir")
    if base is None:
        own = any(text == "src" or text.startswith("src/") for text in includes)
        plain = paths.is_directory("src") and not includes
        base = "src" if plain or (own and not {"src", "src/"}.intersection(excludes)) else ""
    place = clean(base)
    if place is None:
        raise Unmeasured("`package-dir` leads outside the project")
    chosen = includes or _found(paths, place)
    wheel = _collected(paths, [*chosen, *sources], [*excludes, *sources, ".pdm-build"])
    sdist = _collected(paths, [*chosen, *sources], [*excludes, ".pdm-build"])
    licenses = _licenses(pyproject, paths)
    head = f"{place}/" if place else ""
    placed = {path.removeprefix(head): path for path in wheel}
    placed |= {f".dist-info/licenses/{path}": path for path in licenses}
    readme = pyproject.get(str, "project", "readme") or pyproject.get(str, "project", "readme", "file")
    always = {"pyproject.toml", *licenses, hook, (clean(readme) or "") if readme else ""}
    return DistributionContents(
        "pdm",
        Archive(dict(sorted(placed.items())), more=more),
        Archive({path: path for path in sorted({*sdist, *filter(paths.is_file, always)})}, more=more),
    )


def _found(paths: TreePaths, base: str) -> list[str]:
    head = f"{base}/" if base else ""
    found = [
        head + name
        for name in paths.directories(base)
        if paths.is_file(f"{head}{name}/__init__.py")
        or (name.endswith("-stubs") and paths.is_file(f"{head}{name}/__init__.pyi"))
    ]
    return found or [f"{head}*.py"]


def _collected(paths: TreePaths, includes: Iterable[str], excludes: Iterable[str]) -> set[str]:
    """Return the files that patterns take; of two that match the same path, the one that says more wins."""
    wanted = {path: key for key in includes for path in paths.glob(key, hidden=False)}
    unwanted = {path: key for key in excludes for path in paths.glob(key, hidden=False)}
    chosen = []
    for path, key in wanted.items():
        if path in unwanted:
            if _weight(key) <= _weight(unwanted[path]):
                continue
            del unwanted[path]
        chosen.append(path)
    found = {path for path in chosen if paths.is_file(path)}
    for path in chosen:
        if paths.is_directory(path):
            found.update(
                file
                for file in paths.below(path)
                if not file.endswith(".pyc") and not any(_is_in(file, other) for other in unwanted)
            )
    return found


def _weight(pattern: str) -> tuple[int, int]:
    parts = pattern.strip("/").split("/")
    stars = sum(100 if part == "**" else 1 if "*" in part else 0 for part in parts)
    return len(parts), -stars


def _is_in(path: str, other: str) -> bool:
    return path == other or path.startswith(f"{other}/") or fnmatch(path, other)


def _licenses(pyproject: Pyproject, paths: TreePaths) -> list[str]:
    file = pyproject.get(str, "project", "license", "file")
    given = pyproject.get(list, "project", "license-files")
    found = [clean(file) or ""] if file else []
    if given is not None:
        found += [
            path for text in given if isinstance(text, str) for path in paths.globbed(text, hidden=False)
        ]
    elif not found:
        # As `pathlib` matches, which takes hidden files.
        found = [path for text in _LICENSES for path in paths.globbed(text)]
    return sorted(dict.fromkeys(path for path in found if paths.is_file(path)))
