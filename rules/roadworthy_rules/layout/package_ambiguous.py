from collections.abc import Iterator
from fnmatch import fnmatchcase

from roadworthy import Finding, Pyproject, Severity, Tree, rule
from roadworthy_rules._names import named
from roadworthy_rules.layout._shared import backend_of, is_configured

#: What setuptools leaves out of its discovery ("Package Discovery and Resource Access", flat layout).
_LEFT_OUT = (
    "ci bin doc docs documentation manpages news changelog test tests unit_test unit_tests example examples"
    " scripts tools util utils python build dist venv env requirements tasks fabfile site_scons benchmark"
    " benchmarks exercise exercises [._]*"
).split()


@rule(Severity.ERROR, since="0.1")
def package_ambiguous(pyproject: Pyproject, tree: Tree) -> Iterator[Finding]:
    """The build backend finds several packages, and refuses to choose.

    setuptools takes every directory at the root for a package, even one of data or notebooks, and stops the
    build: "Multiple top-level packages discovered in a flat-layout". Move the package below `src/`, or name
    it:

        [tool.setuptools.packages.find]
        include = ["churn*"]

    Flit and Poetry stop where the project's name stands for both a directory and a module.

    ```toml bad
    [build-system]
    requires = ["setuptools"]
    build-backend = "setuptools.build_meta"

    [project]
    name = "churn"
    ```
    ```python churn/__init__.py bad
    ```
    ```notebook notebooks/explore.ipynb bad
    cells = [{ source = "import churn" }]
    ```

    ```toml bad
    [build-system]
    requires = ["flit_core"]
    build-backend = "flit_core.buildapi"

    [project]
    name = "churn"
    ```
    ```python churn/__init__.py bad
    ```
    ```python churn.py bad
    ```
    ```toml good
    [build-system]
    requires = ["setuptools"]
    build-backend = "setuptools.build_meta"

    [project]
    name = "churn"
    ```
    ```python src/churn/__init__.py good
    ```
    ```notebook notebooks/explore.ipynb good
    cells = [{ source = "import churn" }]
    ```

    ```toml good
    [build-system]
    requires = ["setuptools"]
    build-backend = "setuptools.build_meta"

    [project]
    name = "churn"
    ```
    ```python churn/__init__.py good
    ```
    ```python tests/test_churn.py good
    ```
    uv builds nothing where no build system is named: such a project is run from where it lies.

    ```toml good
    [project]
    name = "churn"
    ```
    ```toml uv.lock good
    version = 1
    ```
    ```python app/__init__.py good
    ```
    ```text models/model.txt good
    ```
    """
    backend = backend_of(pyproject)
    name = pyproject.get(str, "project", "name") or pyproject.get(str, "tool", "poetry", "name") or ""
    at = pyproject.at("project", "name")
    if backend == "setuptools" and (pyproject.has("build-system") or "uv.lock" not in tree.files):
        found = _top_level(tree, pyproject)
        if len(found) > 1 and any(f"{name}/__init__.py" in tree.files for name in found):
            listing = named(found, 4)
            yield Finding(f"setuptools finds {len(found)} packages: {listing}", at)
    elif backend in ("flit_core", "poetry"):
        if pyproject.has("tool", "flit", "module") or pyproject.has("tool", "poetry", "packages"):
            return
        stem = name.replace("-", "_")
        stem = stem.lower().replace(".", "_") if backend == "poetry" else stem.replace(".", "/")
        there = [found for found in _named(tree, stem) if backend == "flit_core" or "src/" not in found]
        if stem and len(there) > 1:
            listing = " and ".join(f"`{path}`" for path in there)
            yield Finding(f"`{backend}` finds both {listing}", at)


def _named(tree: Tree, stem: str) -> list[str]:
    """Return the directories and modules that a name stands for."""
    found = [
        f"{base}{stem}/"
        for base in ("", "src/")
        if any(path.startswith(f"{base}{stem}/") for path in tree.files)
    ]
    return found + [path for path in (f"{stem}.py", f"src/{stem}.py") if path in tree.files]


def _top_level(tree: Tree, pyproject: Pyproject) -> list[str]:
    """Return what setuptools takes for packages at the root; nothing where it is told, or looks elsewhere."""
    if is_configured(pyproject, "setuptools") or pyproject.has("tool", "setuptools", "package-dir"):
        return []
    directories = {path.partition("/")[0] for path in tree.files if "/" in path}
    if not pyproject.has("project", "name") or "src" in directories:
        return []
    if not tree.files.keys().isdisjoint(("setup.py", "setup.cfg")):
        return []
    return sorted(
        name
        for name in directories
        if name.isidentifier() and not any(fnmatchcase(name, pattern) for pattern in _LEFT_OUT)
    )
