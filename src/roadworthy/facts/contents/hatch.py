"""The files of a wheel and an sdist that hatchling builds ("Build configuration" of Hatch)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from roadworthy.core.fault import Unmeasured, Unreadable
from roadworthy.core.names import escaped
from roadworthy.facts.contents.hatch_target import HatchTarget
from roadworthy.facts.contents.paths import TreePaths, clean
from roadworthy.facts.contents.value import Archive, BuildRefused, DistributionContents
from roadworthy.facts.metadata import Pyproject
from roadworthy.tree.toml import load_toml
from roadworthy.tree.tree import Tree

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
    wheel_target = HatchTarget(paths, build, "wheel", ignored)
    _choose(wheel_target, pyproject, bool(more))
    wheel = dict(wheel_target.selected()) | dict(wheel_target.forced(wheel_target.map("force-include")))
    for key, place in (("shared-data", "data"), ("shared-scripts", "scripts")):
        placed = wheel_target.explicit(wheel_target.map(key), key)
        wheel |= {f".data/{place}/{path}": taken for path, taken in placed}
    wheel |= {f".dist-info/licenses/{path}": (path, "a licence file") for path in licenses}
    return DistributionContents(
        "hatchling",
        _archive(wheel, wheel_target.left_out, more),
        _sdist(HatchTarget(paths, build, "sdist", ignored), pyproject, licenses, _hooks(build, "sdist")),
    )


def _sdist(target: HatchTarget, pyproject: Pyproject, licenses: Iterable[str], more: str) -> Archive:
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


def _choose(target: HatchTarget, pyproject: Pyproject, hooked: bool) -> None:
    """Settle what the wheel takes where nothing says it: what has the project's name."""
    if any(target.setting(key, []) for key in ("include", "packages", "only-include")):
        return
    name = pyproject.get(str, "project", "name")
    if not name:
        raise Unmeasured("the project has no name")
    raw = re.sub(r"[^\w.]+", "_", name)
    plain = escaped(name)
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
