"""The files of a wheel and an sdist that poetry-core builds (`poetry.core.masonry`)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from roadworthy.core.fault import Unmeasured
from roadworthy.core.names import escaped
from roadworthy.facts.contents.paths import TreePaths, clean
from roadworthy.facts.contents.value import Archive, BuildRefused, DistributionContents
from roadworthy.facts.metadata import Pyproject

_LICENSES = ("LICEN[CS]E*", "COPYING*", "NOTICE*", "AUTHORS*", "LICENSES/**/*")


def poetry_contents(paths: TreePaths, pyproject: Pyproject) -> DistributionContents:
    """Return what poetry-core would build; raises `Unmeasured` or `BuildRefused`."""
    build = pyproject.get(object, "tool", "poetry", "build")
    more = "a build script may add files" if build else ""
    old = _is_old(pyproject)
    wheel: dict[str, tuple[str, str]] = {}
    sdist: dict[str, str] = {}
    excluded = set(_excluded(paths, pyproject, "wheel"))
    excluded_sdist = set(_excluded(paths, pyproject, "sdist"))
    for package in _packages(paths, pyproject):
        for source, target in _package(paths, package):
            if "wheel" in package["format"] and source not in excluded:
                wheel[target] = (source, f"`packages` takes `{package['include']}`")
            if "sdist" in package["format"] and source not in excluded_sdist:
                sdist[source] = source
    for item in _includes(pyproject, old):
        for path in _files(paths, item["include"]):
            if "wheel" in item["format"]:
                wheel[path] = (path, f"`include` takes `{item['include']}`")
            if "sdist" in item["format"]:
                sdist[path] = path
    licenses = list(dict.fromkeys(_licenses(pyproject, paths)))
    wheel |= {f".dist-info/licenses/{path}": (path, "a licence file") for path in licenses}
    for script in _scripts(pyproject):
        wheel[f".data/scripts/{script.rpartition('/')[2]}"] = (script, "`scripts`")
        sdist[script] = script
    always = ("pyproject.toml", *licenses, *_readmes(pyproject), *_build_script(build))
    sdist |= {path: path for path in always if paths.is_file(path)}
    return DistributionContents(
        "poetry",
        Archive(
            {path: source for path, (source, _) in sorted(wheel.items())}, dict(wheel.values()), more=more
        ),
        Archive(dict(sorted(sdist.items()))),
    )


def _is_old(pyproject: Pyproject) -> bool:
    """Tell whether only versions before 2 are admitted, in which `include` holds for the wheel as well."""
    for _, text in pyproject.each(str, "build-system", "requires"):
        if match := re.match(r"poetry[-_]core\b.*(?:<|<=|==|~=)\s*(\d{1,9})", text):
            bound = int(match[1])
            return bound < 2 or (bound == 2 and re.search(r"<\s*2(\.0)*\s*(,|$)", text) is not None)
    return False


def _packages(paths: TreePaths, pyproject: Pyproject) -> list[dict[str, Any]]:
    found = []
    for _, table in pyproject.each(dict, "tool", "poetry", "packages"):
        include = table.get("include")
        if isinstance(include, str):
            found.append({**table, "format": _formats(table, ("sdist", "wheel"))})
    if found:
        return found
    name = pyproject.get(str, "project", "name") or pyproject.get(str, "tool", "poetry", "name")
    if not name:
        raise Unmeasured("the project has no name")
    stem = escaped(name)
    at = pyproject.at("project", "name")
    if not pyproject.has("project", "name"):
        at = pyproject.at("tool", "poetry", "name")
    for base in ("", "src"):
        head = f"{base}/{stem}" if base else stem
        package, module = paths.is_directory(head), paths.is_file(f"{head}.py")
        if package and module:
            raise BuildRefused("ambiguous", "`poetry` finds both", (f"{head}/", f"{head}.py"), at)
        if package or module:
            include = stem if package else f"{stem}.py"
            return [{"include": include, "from": base, "format": ("sdist", "wheel")}]
    raise BuildRefused("missing", f"`poetry` looks for a package `{stem}`", (stem,), at)


def _package(paths: TreePaths, package: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the files that an entry of `packages` takes, and their places in the wheel."""
    base = clean(str(package.get("from") or ""))
    if base is None:
        raise Unmeasured("`packages` leads outside the project")
    head = f"{base}/" if base else ""
    found = list(_files(paths, head + package["include"]))
    if not any(path.endswith((".py", ".pyi")) for path in found):
        raise Unmeasured(f"`{package['include']}` of `packages` holds no module")
    target = clean(str(package.get("to") or "")) or ""
    for path in found:
        inner = path[len(head) :] if head else path
        yield path, f"{target}/{inner}" if target else inner


def _files(paths: TreePaths, pattern: str) -> Iterator[str]:
    for path in paths.glob(pattern):
        for file in [path] if paths.is_file(path) else paths.below(path):
            if "__pycache__" not in file.split("/") and not file.endswith(".pyc"):
                yield file


def _includes(pyproject: Pyproject, old: bool) -> Iterator[dict[str, Any]]:
    default = ("sdist", "wheel") if old else ("sdist",)
    for _, item in pyproject.each(object, "tool", "poetry", "include"):
        if isinstance(item, str):
            yield {"include": item, "format": default}
        elif isinstance(item, dict) and isinstance(item.get("path"), str):
            yield {"include": item["path"], "format": _formats(item, default)}


def _formats(table: dict[str, Any], default: tuple[str, ...]) -> tuple[str, ...]:
    given = table.get("format", default)
    texts = given if isinstance(given, (list, tuple)) else [given]
    return tuple(text for text in texts if isinstance(text, str))


def _excluded(paths: TreePaths, pyproject: Pyproject, form: str) -> Iterator[str]:
    included = {
        path
        for item in _includes(pyproject, _is_old(pyproject))
        if form in item["format"]
        for path in _files(paths, item["include"])
    }
    for _, item in pyproject.each(object, "tool", "poetry", "exclude"):
        pattern = item.get("path") if isinstance(item, dict) else item
        if isinstance(pattern, str):
            yield from (path for path in _files(paths, pattern) if path not in included)


def _licenses(pyproject: Pyproject, paths: TreePaths) -> Iterator[str]:
    file = pyproject.get(str, "project", "license", "file")
    given = pyproject.get(list, "project", "license-files")
    if file is not None and (place := clean(file)):
        yield place
        return
    for pattern in _LICENSES if given is None else given:
        if isinstance(pattern, str):
            yield from paths.globbed(pattern)


def _scripts(pyproject: Pyproject) -> Iterator[str]:
    for _, table in pyproject.each(dict, "tool", "poetry", "scripts"):
        reference = table.get("reference")
        if table.get("type") == "file" and isinstance(reference, str) and (place := clean(reference)):
            yield place


def _readmes(pyproject: Pyproject) -> Iterator[str]:
    for route in (("project", "readme"), ("project", "readme", "file"), ("tool", "poetry", "readme")):
        value = pyproject.get(object, *route)
        for text in value if isinstance(value, list) else [value]:
            if isinstance(text, str) and (place := clean(text)):
                yield place


def _build_script(build: Any) -> Iterator[str]:
    script = build.get("script") if isinstance(build, dict) else build
    if isinstance(script, str):
        yield script
