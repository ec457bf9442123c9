"""How setuptools finds packages and modules ("Package Discovery", `setuptools.discovery`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase

from roadworthy.facts.contents.paths import TreePaths
from roadworthy.facts.contents.value import BuildRefused

#: What the flat layout leaves out: a name, and all below it.
FLAT_EXCLUDED = (
    "ci bin debian doc docs documentation manpages news newsfragments changelog test tests unit_test"
    " unit_tests example examples scripts tools util utils python build dist venv env requirements tasks"
    " fabfile site_scons benchmark benchmarks exercise exercises htmlcov [._]*"
).split()
_FLAT_MODULES_EXCLUDED = (
    "setup conftest test tests example examples build toxfile noxfile pavement dodo tasks fabfile"
    " [Ss][Cc]onstruct conanfile manage benchmark benchmarks exercise exercises [._]*"
).split()
_ALWAYS_EXCLUDED = ("ez_setup", "*__pycache__")


def find_packages(
    paths: TreePaths,
    where: str,
    include: Sequence[str] = ("*",),
    exclude: Sequence[str] = (),
    *,
    namespaces: bool,
) -> list[str]:
    """Return the dotted names of packages below a directory, as `find_packages` and its namespace form do."""
    excluded = (*_ALWAYS_EXCLUDED, *exclude)

    def walk(directory: str, package: str) -> Iterator[str]:
        names = paths.directories(directory)
        paths.spend(len(names) * (len(include) + len(excluded)))
        for name in names:
            inner, dotted = f"{directory}/{name}".lstrip("/"), f"{package}.{name}".lstrip(".")
            if "." in name or not (namespaces or "__init__.py" in paths.names(inner)):
                continue
            if _fits(dotted, include) and not _fits(dotted, excluded):
                yield dotted
            if f"{dotted}*" not in excluded and f"{dotted}.*" not in excluded:
                yield from walk(inner, dotted)

    return list(walk(where, ""))


def find_modules(paths: TreePaths, where: str, exclude: Sequence[str] = ()) -> list[str]:
    """Return the names of the modules in a directory."""
    names = (name.removesuffix(".py") for name in paths.names(where) if name.endswith(".py"))
    return sorted(name for name in names if name.isidentifier() and not _fits(name, exclude))


def discover(
    paths: TreePaths, directories: Mapping[str, str], beside: Sequence[str]
) -> tuple[list[str], list[str], dict[str, str]]:
    """Return packages, modules and `package_dir` where nothing says what to package.

    `beside` are directories at the root that are there but not in `paths`. Raises `BuildRefused` where
    setuptools finds several.
    """
    explicit = {package: base for package, base in directories.items() if package}
    if explicit:
        packages = [
            name
            for package, base in explicit.items()
            for name in (
                package,
                *(f"{package}.{inner}" for inner in find_packages(paths, base, namespaces=True)),
            )
        ]
        return packages, [], dict(directories)
    source = directories.get("", "src")
    if paths.is_directory(source):
        found = find_packages(paths, source, namespaces=True)
        return found, find_modules(paths, source), {**directories, "": source}
    excluded = [form for name in FLAT_EXCLUDED for form in (name, f"{name}.*")]
    packages = [
        name for name in find_packages(paths, "", exclude=excluded, namespaces=True) if _is_valid(name)
    ]
    tops = {name.partition(".")[0] for name in packages if not name.partition(".")[0].endswith("-stubs")}
    tops.update(name for name in beside if name.isidentifier() and not _fits(name, excluded))
    _refuse_several(sorted(tops), "packages")
    if tops:
        return packages, [], dict(directories)
    modules = find_modules(paths, "", _FLAT_MODULES_EXCLUDED)
    _refuse_several(modules, "modules")
    return packages, modules, dict(directories)


def _refuse_several(names: Sequence[str], kind: str) -> None:
    if len(names) > 1:
        raise BuildRefused("ambiguous", f"setuptools finds {len(names)} {kind}", names)


def _is_valid(package: str) -> bool:
    first, *rest = package.split(".")
    return (first.isidentifier() or first.endswith("-stubs")) and all(name.isidentifier() for name in rest)


def _fits(name: str, patterns: Sequence[str]) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns)
