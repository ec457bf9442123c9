from collections.abc import Iterator
from fnmatch import fnmatchcase

from roadworthy import Finding, Pyproject, Severity, Tree, rule
from roadworthy_rules.layout._shared import backend_of, is_told

#: What setuptools leaves out of its discovery ("Package Discovery and Resource Access", flat layout).
_LEFT_OUT = (
    "ci bin doc docs documentation manpages news changelog test tests unit_test unit_tests example examples"
    " scripts tools util utils python build dist venv env requirements tasks fabfile site_scons benchmark"
    " benchmarks exercise exercises [._]*"
).split()


@rule(Severity.ERROR, since="0.1")
def package_ambiguous(pyproject: Pyproject, tree: Tree) -> Iterator[Finding]:
    """Setuptools finds several packages at the root, and refuses to choose.

    It takes every directory for a package, even one of data or notebooks, and stops the build: "Multiple
    top-level packages discovered in a flat-layout". Move the package below `src/`, or name it:

        [tool.setuptools.packages.find]
        include = ["churn*"]

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
    """
    if backend_of(pyproject) != "setuptools" or is_told(pyproject, "setuptools"):
        return
    if pyproject.has("tool", "setuptools", "package-dir") or not pyproject.has("project", "name"):
        return
    directories = {path.partition("/")[0] for path in tree.files if "/" in path}
    if "src" in directories or not tree.files.keys().isdisjoint(("setup.py", "setup.cfg")):
        return
    found = sorted(
        name
        for name in directories
        if name.isidentifier() and not any(fnmatchcase(name, pattern) for pattern in _LEFT_OUT)
    )
    if len(found) > 1 and any(f"{name}/__init__.py" in tree.files for name in found):
        shown = ", ".join(f"`{name}`" for name in found[:4]) + ", …" * (len(found) > 4)
        yield Finding(f"setuptools finds {len(found)} packages: {shown}", pyproject.at("project", "name"))
