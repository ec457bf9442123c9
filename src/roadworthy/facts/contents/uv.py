"""The files of a wheel and an sdist that uv_build builds (uv, "The uv build backend")."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from roadworthy.core.fault import Unmeasured
from roadworthy.core.names import escaped
from roadworthy.facts.contents.paths import TreePaths, clean
from roadworthy.facts.contents.value import Archive, BuildRefused, DistributionContents
from roadworthy.facts.metadata import Pyproject
from roadworthy.tree.patterns import IgnoreSpec

_TABLE = ("tool", "uv", "build-backend")
_DEFAULT_EXCLUDES = ("__pycache__", "*.pyc", "*.pyo")


def uv_contents(paths: TreePaths, pyproject: Pyproject) -> DistributionContents:
    """Return what uv_build would build; raises `Unmeasured` or `BuildRefused`."""
    root = (
        clean(
            pyproject.get(
                str,
                *_TABLE,
                "module-root",
            )
            or "src"
        )
        if _rooted(pyproject)
        else ""
    )
    if root is None:
        raise Unmeasured("`module-root` leads outside the project")
    excluded = _spec([*_defaults(pyproject), *_texts(pyproject, "source-exclude")])
    from_wheel = _spec([*_defaults(pyproject), *_texts(pyproject, "wheel-exclude")])
    head = f"{root}/" if root else ""
    wheel: dict[str, str] = {}
    sdist: set[str] = {"pyproject.toml"}
    for name in _modules(pyproject):
        directory = head + name.replace(".", "/")
        _check(name, directory, paths, pyproject)
        for path in paths.below(directory):
            if not from_wheel(path) and not excluded(path):
                wheel[path[len(head) :]] = path
            if not excluded(path):
                sdist.add(path)
    licenses = _licenses(pyproject, paths)
    wheel |= {f".dist-info/licenses/{path}": path for path in licenses}
    for kind, place in (pyproject.get(dict, *_TABLE, "data") or {}).items():
        base = clean(place) if isinstance(place, str) else None
        if base is None:
            raise Unmeasured("`data` leads outside the project")
        for path in paths.below(base):
            if not _spec(_defaults(pyproject))(path):
                wheel[f".data/{kind}/{path[len(base) + 1 :]}"] = path
                sdist.add(path)
    sdist.update(licenses)
    readme = pyproject.get(str, "project", "readme") or pyproject.get(str, "project", "readme", "file")
    sdist.update(filter(paths.is_file, [(clean(readme) or "") if readme else ""]))
    for pattern in _texts(pyproject, "source-include"):
        for path in paths.glob(pattern.lstrip("/")):
            every = [path] if paths.is_file(path) else paths.below(path)
            sdist.update(file for file in every if not excluded(file))
    return DistributionContents(
        "uv_build", Archive(dict(sorted(wheel.items()))), Archive({path: path for path in sorted(sdist)})
    )


def _rooted(pyproject: Pyproject) -> bool:
    return pyproject.get(str, *_TABLE, "module-root") != ""


def _texts(pyproject: Pyproject, key: str) -> list[str]:
    return [text for _, text in pyproject.each(str, *_TABLE, key)]


def _defaults(pyproject: Pyproject) -> list[str]:
    return [] if pyproject.get(bool, *_TABLE, "default-excludes") is False else list(_DEFAULT_EXCLUDES)


def _spec(patterns: Iterable[str]):  # type: ignore[no-untyped-def]
    # Without a leading slash a pattern fits at any depth, unlike one of Git's with a slash in its middle.
    spec = IgnoreSpec(text if text.startswith("/") else f"**/{text}" for text in patterns)
    return spec.match_file


def _modules(pyproject: Pyproject) -> list[str]:
    given = pyproject.get(object, *_TABLE, "module-name")
    if isinstance(given, str):
        return [given]
    if isinstance(given, list):
        return [name for name in given if isinstance(name, str)]
    name = pyproject.get(str, "project", "name")
    if not name:
        raise Unmeasured("the project has no name")
    return [escaped(name)]


def _check(name: str, directory: str, paths: TreePaths, pyproject: Pyproject) -> None:
    if pyproject.get(bool, *_TABLE, "namespace") is True:
        if not paths.is_directory(directory):
            raise BuildRefused("missing", f"`uv_build` looks for a directory `{directory}`", (name,))
        return
    init = "__init__.pyi" if name.partition(".")[0].endswith("-stubs") else "__init__.py"
    if not paths.is_file(f"{directory}/{init}"):
        at = pyproject.at(*_TABLE, "module-name")
        if not pyproject.has(*_TABLE, "module-name"):
            at = pyproject.at("project", "name")
        raise BuildRefused("missing", f"`uv_build` looks for a package `{name}`", (name,), at)


def _licenses(pyproject: Pyproject, paths: TreePaths) -> list[str]:
    found: list[str] = list(_license_file(pyproject))
    for _, pattern in pyproject.each(str, "project", "license-files"):
        found += paths.globbed(pattern)
    return sorted(dict.fromkeys(path for path in found if paths.is_file(path)))


def _license_file(pyproject: Pyproject) -> Iterator[str]:
    file = pyproject.get(str, "project", "license", "file")
    if file is not None and (place := clean(file)):
        yield place
