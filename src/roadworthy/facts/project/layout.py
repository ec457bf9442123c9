"""The fact `Layout`: which files are the project's own importable code, judged without building it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase

from roadworthy.core.fact import fact
from roadworthy.core.late_dataclass import dataclass, field
from roadworthy.facts.contents import DistributionContents
from roadworthy.facts.metadata import Pyproject, SetupFiles
from roadworthy.tree.tree import Tree

#: Directories at the root that setuptools' flat-layout discovery leaves out, and a few more in use.
NOT_PACKAGES = frozenset(
    "_static assets bench benchmark benchmarks bin build ci conf config configs data datasets demo demos dev"
    " dist doc docs documentation etc example examples experiments extern external images lib man manpage"
    " manpages misc models node_modules nb nbs news notebook notebooks outputs packaging releasenotes reports"
    " requirements resources run runs sandbox scratch script scripts share site subprojects submodules"
    " task tasks template templates test testing tests tool tools tutorial tutorials util utils vendor venv"
    " workflows www".split()
)


@dataclass(frozen=True, slots=True)
class Layout:
    """The top-level packages (directories) and modules (files), by path from the root.

    `src` is true where they lie below `src/`. `scripts` are Python files at the root that belong to
    neither and configure nothing.
    """

    packages: tuple[str, ...]
    modules: tuple[str, ...]
    scripts: tuple[str, ...]
    src: bool
    #: The paths in the wheel of modules that the build puts elsewhere than they lie.
    moved: Mapping[str, str] = field(default_factory=dict, repr=False)

    def __len__(self) -> int:
        return len(self.packages) + len(self.modules) + len(self.scripts)

    def owns(self, path: str) -> bool:
        """Tell whether a file is part of the importable code."""
        return path in self.modules or any(path.startswith(f"{package}/") for package in self.packages)

    def module_name(self, path: str) -> str:
        """Return the dotted import name of a Python file of the importable code."""
        name = self.below(path).removesuffix(".py")
        return (name.removesuffix("/__init__") if self.owns(path) else name).replace("/", ".")

    def below(self, path: str) -> str:
        """Return a file's path below the directory that it is imported from."""
        if path in self.moved:
            return self.moved[path]
        for top in (*self.packages, *self.modules):
            if path == top or path.startswith(f"{top}/"):
                base = top.rpartition("/")[0]
                return path[len(base) + 1 if base else 0 :]
        return path


@fact
def layout(
    tree: Tree, pyproject: Pyproject | None, setup: SetupFiles, contents: DistributionContents | None
) -> Layout:
    """Take what the build ships, where that is known; else judge by names that are set and usual layouts."""
    # Without a build system, a project with metadata alone mostly runs from where it lies.
    built = setup.found or (pyproject is not None and pyproject.has("build-system"))
    if contents is not None and built and contents.tops:
        packages = sorted(path for path in contents.tops.values() if path not in tree.files)
        modules = sorted(path for path in contents.tops.values() if path in tree.files)
        moved = {
            source: path
            for path, source in contents.wheel.modules.items()
            if not f"/{source}".endswith(f"/{path}")
        }
        return _layout(tree, packages, modules, moved)
    declared = sorted({*(_declared(pyproject) if pyproject else ()), *setup.search.modules})
    packages = [path for path in declared if any(name.startswith(f"{path}/") for name in tree.files)]
    modules = [path for path in declared if path in tree.files]
    named = _import_name(pyproject) or _normal(setup.name)
    # `py_modules` beside packages that are computed, or named in setup.py, are a part of what is built.
    both = bool(modules) and any(item.name == "packages" and item.value != [] for item in setup.options)
    for base, include in _bases(pyproject, setup):
        if packages or (modules and not both):
            break
        if base and f"{base}__init__.py" in tree.files:
            continue
        packages = sorted(_packages(tree, base, named, include))
        if not (declared and modules):
            found = [f"{named}.py"] if not packages and f"{named}.py" in tree.files else []
            modules = _modules(tree, base) if base else found
    return _layout(tree, packages, modules, dict(_moved(tree, packages, setup)))


def _moved(tree: Tree, packages: list[str], setup: SetupFiles) -> Iterator[tuple[str, str]]:
    """Yield files of packages to which `package_dir` gives another name than that of their directory."""
    for option in setup.options:
        named = option.value if option.name == "package_dir" else None
        for package, given in named.items() if isinstance(named, dict) else ():
            base = given.strip("./") if isinstance(given, str) else ""
            if not package or base not in packages or base.rpartition("/")[2] == package:
                continue
            for path in tree.files:
                if path.startswith(f"{base}/") and path.endswith(".py"):
                    yield path, f"{package.replace('.', '/')}{path[len(base) :]}"


def _layout(tree: Tree, packages: list[str], modules: list[str], moved: dict[str, str]) -> Layout:
    scripts = [
        path
        for path in tree.files
        if "/" not in path and path.endswith(".py") and path not in (*modules, *_CONFIGURATION)
        if not path.startswith("test_") and not path.endswith("_test.py")
    ]
    return Layout(
        tuple(packages),
        tuple(modules),
        tuple(scripts),
        any(p.startswith("src/") for p in (*packages, *modules)),
        moved,
    )


_CONFIGURATION = frozenset(
    "setup.py conftest.py noxfile.py tasks.py fabfile.py dodo.py manage.py conf.py build.py hatch_build.py"
    " versioneer.py _version.py version.py runtests.py gunicorn.conf.py".split()
)


def _import_name(pyproject: Pyproject | None) -> str:
    name = pyproject and (
        pyproject.get(str, "project", "name") or pyproject.get(str, "tool", "poetry", "name")
    )
    return _normal(name) if name else ""


def _normal(name: str) -> str:
    return re.sub(r"[-.]+", "_", name).lower()


def _declared(pyproject: Pyproject) -> Iterator[str]:
    """Yield paths of packages and modules that the backends' tables name."""
    for _, path in pyproject.each(str, "tool", "hatch", "build", "targets", "wheel", "packages"):
        yield path.strip("/")
    for _, table in pyproject.each(dict, "tool", "poetry", "packages"):
        include, base = table.get("include"), table.get("from", "")
        if isinstance(include, str) and isinstance(base, str) and "*" not in include:
            yield f"{base}/{include}".strip("/")
    base = pyproject.get(str, "tool", "setuptools", "package-dir", "") or ""
    for _, name in pyproject.each(str, "tool", "setuptools", "packages"):
        if "." not in name:
            yield f"{base}/{name}".strip("/")
    for _, name in pyproject.each(str, "tool", "setuptools", "py-modules"):
        yield f"{base}/{name}.py".strip("/")
    module = pyproject.get(str, "tool", "flit", "module", "name") or pyproject.get(
        str, "tool", "uv", "build-backend", "module-name"
    )
    if module:
        root = pyproject.get(str, "tool", "uv", "build-backend", "module-root")
        yield from (f"{prefix}{module}".strip("/") for prefix in ((f"{root}/",) if root else ("src/", "")))


def _bases(pyproject: Pyproject | None, setup: SetupFiles) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the directories to look for packages in, what is declared first, with patterns of names meant."""
    declared: list[tuple[str, tuple[str, ...]]] = []
    if pyproject:
        find = ("tool", "setuptools", "packages", "find")
        include = tuple(name for _, name in pyproject.each(str, *find, "include"))
        roots = [where for _, where in pyproject.each(str, *find, "where")] or [""] * bool(include)
        declared.extend((root, include) for root in roots)
        keys = (
            ("tool", "setuptools", "package-dir", ""),
            ("tool", "maturin", "python-source"),
            ("tool", "pdm", "build", "package-dir"),
        )
        declared.extend((root, ()) for key in keys if (root := pyproject.get(str, *key)) is not None)
    for base, names in (*declared, *((root, ()) for root in (*setup.search.bases, "src", ""))):
        stripped = base.removeprefix("./").strip("/")
        yield f"{stripped}/" if stripped not in ("", ".") else "", names


def _packages(tree: Tree, base: str, named: str, include: tuple[str, ...]) -> set[str]:
    """Return the directories below `base` that are packages, or namespaces that hold packages.

    At the root, directories that are usually something else count only if their names are `include`d.
    """
    found = set()
    for path in tree.files:
        if not path.startswith(base) or not path.endswith(".py"):
            continue
        parts = path[len(base) :].split("/")
        if len(parts) < 2 or not parts[0].isidentifier():
            continue
        own = parts[1] == "__init__.py" or parts[0].lower() == named
        namespace = base == "src/" and parts[-1] == "__init__.py"
        included = any(
            fnmatchcase(parts[0], pattern.partition(".")[0]) for pattern in include if pattern != "*"
        )
        usual = parts[0] == named or parts[0].lower() not in NOT_PACKAGES
        if (own or namespace) and (base or usual or included):
            found.add(base + parts[0])
    return found


def _modules(tree: Tree, base: str) -> list[str]:
    return [
        path
        for path in tree.files
        if path.startswith(base) and path.count("/") == base.count("/") and path.endswith(".py")
    ]
