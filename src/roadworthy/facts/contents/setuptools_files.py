"""The files of a wheel and an sdist that setuptools builds (its `build_py`, `egg_info` and `sdist`)."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase

from roadworthy.core.fault import Unreadable
from roadworthy.core.finding import Location
from roadworthy.core.late_re import re
from roadworthy.facts.contents.manifest import apply
from roadworthy.facts.contents.paths import TreePaths, clean
from roadworthy.facts.contents.setuptools_options import Options, directory_of, read_options
from roadworthy.facts.contents.value import Archive, BuildRefused, DistributionContents
from roadworthy.facts.metadata import Pyproject
from roadworthy.tree.tree import Tree

_READMES = ("README", "README.rst", "README.txt", "README.md")
_IMPLICIT = ("*.pyi", "py.typed")
_LICENSES = ("LICEN[CS]E*", "COPYING*", "NOTICE*", "AUTHORS*")
_REVISION_CONTROL = re.compile(r"(^|/)(RCS|CVS|\.svn|\.hg|\.git|\.bzr|_darcs)/")
_PRUNED = re.compile(r"(build|\.tox|\.nox|\.venv)/")

Placed = dict[str, tuple[str, str]]


def setuptools_contents(
    tree: Tree, paths: TreePaths, pyproject: Pyproject | None, beside: tuple[str, ...]
) -> DistributionContents:
    """Return what setuptools would build; raises `Unmeasured` or `BuildRefused`."""
    options = read_options(tree, paths, pyproject, beside)
    modules = dict(_modules(options, paths))
    data = dict(_data(options, paths))
    chosen, unmatched = _chosen(tree, options, paths, {source for source, _ in (modules | data).values()})
    wheel: Placed = {
        **(dict(_included(options, paths, chosen)) if options.include_data else {}),
        **data,
        **modules,
    }
    licenses = dict.fromkeys(_licenses(options, paths))
    wheel |= {f".dist-info/licenses/{path}": (path, "a licence file") for path in licenses}
    wheel |= dict(_installed_data(options, paths))
    # What else Git tracks reaches the wheel through `include-package-data` alone.
    tracked = options.sdist_more if options.include_data else ""
    return DistributionContents(
        "setuptools",
        _archive(wheel, options.more or options.data_more or tracked),
        Archive(
            {path: path for path in sorted(chosen)},
            more=options.more or options.data_more or options.sdist_more,
        ),
        packages=options.packages,
        unmatched=tuple(unmatched),
        needs_init=options.needs_init,
        searched=options.searched,
    )


def _archive(placed: Placed, more: str) -> Archive:
    return Archive(
        {path: source for path, (source, _) in sorted(placed.items())},
        dict(placed.values()),
        more=more,
    )


def _modules(options: Options, paths: TreePaths) -> Iterator[tuple[str, tuple[str, str]]]:
    for package, directory in options.packages.items():
        if not paths.is_directory(directory):
            message = f"the directory `{directory}` of the package `{package}` is not there"
            raise BuildRefused("missing", message, (package,))
        base = package.replace(".", "/")
        for name in paths.names(directory):
            source = f"{directory}/{name}" if directory else name
            if name.endswith(".py") and not name.startswith(".") and source != "setup.py":
                yield f"{base}/{name}", (source, f"the package `{package}`")
    for module in options.modules:
        package, _, name = module.rpartition(".")
        directory = directory_of(package, options.directories)
        source = clean(f"{directory}/{name}.py" if directory else f"{name}.py") or ""
        base = f"{package.replace('.', '/')}/" if package else ""
        if package and paths.is_file(f"{directory}/__init__.py"):
            yield f"{base}__init__.py", (f"{directory}/__init__.py", f"the module `{module}`")
        if paths.is_file(source):
            yield f"{base}{name}.py", (source, f"the module `{module}`")


def _data(options: Options, paths: TreePaths) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield the files that `package_data` takes, and those of every package."""
    for package, directory in options.packages.items():
        for pattern in (
            *_IMPLICIT,
            *options.package_data.get("", ()),
            *options.package_data.get(package, ()),
        ):
            full = f"{directory}/{pattern}" if directory else pattern
            for source in paths.globbed(full, hidden=False):
                inner = source[len(directory) + 1 :] if directory else source
                why = (
                    f"`{pattern}` of `package_data`"
                    if pattern not in _IMPLICIT
                    else "setuptools takes it by itself"
                )
                if not _is_excluded(options, paths, package, directory, source):
                    yield f"{package.replace('.', '/')}/{inner}", (source, why)


def _is_excluded(options: Options, paths: TreePaths, package: str, directory: str, source: str) -> bool:
    patterns = (*options.excluded_data.get("", ()), *options.excluded_data.get(package, ()))
    paths.spend(len(patterns))
    head = f"{directory}/" if directory else ""
    return any(fnmatchcase(source, head + pattern) for pattern in patterns)


def _included(options: Options, paths: TreePaths, chosen: set[str]) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield what `include_package_data` takes: files of the sdist in a package's directory, or below it."""
    by_directory = {directory: package for package, directory in options.packages.items()}
    for source in sorted(chosen):
        directory, _, name = source.rpartition("/")
        nearest = directory
        while nearest and nearest not in by_directory:
            nearest = nearest.rpartition("/")[0]
        if nearest not in by_directory or (nearest == directory and name.endswith(".py")):
            continue
        if not nearest:
            # setuptools looks for the nearest directory with a name; the root has none.
            continue
        package = by_directory[nearest]
        if not _is_excluded(options, paths, package, nearest, source):
            inner = source[len(nearest) + 1 :]
            yield (
                f"{package.replace('.', '/')}/{inner}",
                (source, "`include-package-data` takes it from the sdist"),
            )


def _installed_data(options: Options, paths: TreePaths) -> Iterator[tuple[str, tuple[str, str]]]:
    for place, patterns in options.data_files:
        for pattern in patterns:
            plain = clean(pattern) or ""
            found = [plain] if paths.is_file(plain) else paths.globbed(pattern, hidden=False)
            for source in found:
                target = "/".join(part for part in (place.strip("/"), source.rpartition("/")[2]) if part)
                yield f".data/data/{target}", (source, "`data_files`")
    for script in options.scripts:
        if paths.is_file(clean(script) or ""):
            yield f".data/scripts/{script.rpartition('/')[2]}", (clean(script) or "", "`scripts`")


def _licenses(options: Options, paths: TreePaths) -> list[str]:
    patterns = _LICENSES if options.license_files is None else options.license_files
    found = [path for pattern in patterns for path in paths.globbed(pattern, hidden=False)]
    return [path for path in found if not path.endswith("~")]


def _chosen(
    tree: Tree, options: Options, paths: TreePaths, packaged: set[str]
) -> tuple[set[str], list[tuple[int, str]]]:
    """Return the files of the sdist, and the commands of MANIFEST.in that match nothing."""
    chosen = set(packaged)
    chosen.update([path for path in _READMES if paths.is_file(path)][:1])
    chosen.update(
        path for path in ("setup.py", "setup.cfg", "pyproject.toml", "MANIFEST.in") if paths.is_file(path)
    )
    chosen.update(
        path for name in ("test", "tests") for path in paths.globbed(f"{name}/test*.py", hidden=False)
    )
    chosen.update(source for source, _ in dict(_installed_data(options, paths)).values())
    unmatched: list[tuple[int, str]] = []
    if paths.is_file("MANIFEST.in"):
        try:
            text = tree.read("MANIFEST.in").decode("utf-8", "replace")
        except Unreadable:
            text = ""
        unmatched = list(apply(text, chosen, paths))
    chosen.update(_licenses(options, paths))
    chosen.update(options.referenced)
    pruned = {path for path in chosen if _PRUNED.match(path) or _REVISION_CONTROL.search(path)}
    return chosen - pruned, unmatched


def not_found_at(pyproject: Pyproject | None, paths: TreePaths) -> Location:
    """Return where setuptools is told what to package, else where the project is named."""
    if pyproject is not None and pyproject.has("tool", "setuptools", "packages"):
        return pyproject.at("tool", "setuptools", "packages")
    for path in ("setup.py", "setup.cfg"):
        if paths.is_file(path):
            return Location(path)
    return pyproject.at("project", "name") if pyproject is not None else Location("setup.py")
