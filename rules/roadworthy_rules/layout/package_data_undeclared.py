from collections.abc import Iterator

from roadworthy import (
    Finding,
    Layout,
    Location,
    ModuleSummary,
    Pyproject,
    Severity,
    Tree,
    counted,
    role_of,
    rule,
)
from roadworthy_rules._names import named
from roadworthy_rules.layout._manifest import Takes, manifest, package_data
from roadworthy_rules.layout._shared import backend_of

#: What code reads at run time; sources of other languages, notes and figures often only lie there.
_READ = tuple(
    ".css .csv .html .j2 .jinja .jinja2 .joblib .js .json .onnx .parquet .pickle .pkl .sql .toml .tsv .yaml"
    " .yml".split()
)
_MANIFEST = "MANIFEST.in"


@rule(Severity.WARNING, since="0.1")
def package_data_undeclared(
    layout: Layout, pyproject: Pyproject | None, modules: tuple[ModuleSummary, ...], tree: Tree
) -> Iterator[Finding]:
    """A file beside the modules would not be installed with them.

    setuptools installs `.py` files, and of all others only what `MANIFEST.in` or a plugin for Git puts into
    the sdist, or `package-data` names. In the checkout the file is there, and tests pass; where the package
    is installed, opening it fails. Name it:

        [tool.setuptools.package-data]
        churn = ["*.yaml"]

    Other backends take whatever lies in the package. Reported are files that code reads (settings, templates,
    data, models), in projects of setuptools; `py.typed` it takes by itself.

    ```toml bad
    [build-system]
    requires = ["setuptools"]
    build-backend = "setuptools.build_meta"

    [project]
    name = "churn"
    ```
    ```python src/churn/__init__.py bad
    ```
    ```text src/churn/settings.yaml bad
    rate: 0.1
    ```
    ```text src/churn/pages/index.html bad
    <p>
    ```
    ```toml good
    [build-system]
    requires = ["setuptools"]
    build-backend = "setuptools.build_meta"

    [project]
    name = "churn"

    [tool.setuptools.package-data]
    churn = ["*.yaml"]
    ```
    ```python src/churn/__init__.py good
    ```
    ```text src/churn/settings.yaml good
    rate: 0.1
    ```
    ```text src/churn/py.typed good
    ```

    ```toml good
    [build-system]
    requires = ["setuptools", "setuptools-scm"]
    build-backend = "setuptools.build_meta"

    [project]
    name = "churn"
    ```
    ```python src/churn/__init__.py good
    ```
    ```text src/churn/settings.yaml good
    rate: 0.1
    ```

    ```toml good
    [project]
    name = "churn"
    ```
    ```text MANIFEST.in good
    recursive-include src *.html
    include src/churn/*.yaml
    ```
    ```python src/churn/__init__.py good
    ```
    ```text src/churn/settings.yaml good
    rate: 0.1
    ```
    ```text src/churn/pages/index.html good
    <p>
    ```
    """
    setup = next((module for module in modules if module.path == "setup.py"), None)
    if pyproject is None or backend_of(pyproject) != "setuptools" or not pyproject.has("project"):
        return
    # An unpacked sdist lists its files, and installs them all; what code or setup.cfg adds is not known.
    if "PKG-INFO" in tree.files or "setup.cfg" in tree.files or (setup and _adds_data(setup)):
        return
    required = [text for _, text in pyproject.each(str, "build-system", "requires")]
    if any(text.replace("_", "-").startswith(("setuptools-scm", "setuptools-git")) for text in required):
        return
    takes = _takes(pyproject, "src/" if layout.src else "", tree)
    lost = [
        path
        for path in tree.files
        if path.endswith(_READ) and any(path.startswith(f"{package}/") for package in layout.packages)
        if role_of(path) == "source" and not any(take(path) for take in takes)
    ]
    if lost:
        listing = named(lost)
        number = counted(len(lost), "file")
        yield Finding(f"{number} would not be installed: {listing}", Location(lost[0]))


def _takes(pyproject: Pyproject, base: str, tree: Tree) -> list[Takes]:
    """Return what tells whether a file is taken: by MANIFEST.in, which holds by default, or by its table."""
    table = ("tool", "setuptools", "package-data")
    declared = {
        package: [pattern for _, pattern in pyproject.each(str, *table, package)]
        for package in pyproject.get(dict, *table) or {}
    }
    takes = [package_data(declared, base)]
    by_manifest = pyproject.get(bool, "tool", "setuptools", "include-package-data") is not False
    if by_manifest and _MANIFEST in tree.files:
        takes.append(manifest(tree.text(_MANIFEST, strict=False)))
    return takes


def _adds_data(setup: ModuleSummary) -> bool:
    return not setup.mentioned.isdisjoint(
        ("package_data", "include_package_data", "use_scm_version", "data_files")
    )
