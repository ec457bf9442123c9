from collections.abc import Iterator

from roadworthy import DistributionContents, Finding, Location, Severity, Tree, counted, role_of, rule
from roadworthy_rules._names import named

#: What code reads at run time; sources of other languages, notes and figures often only lie there.
_READ = tuple(
    ".css .csv .html .j2 .jinja .jinja2 .joblib .js .json .onnx .parquet .pickle .pkl .sql .toml .tsv .yaml"
    " .yml".split()
)


@rule(Severity.WARNING, since="0.1")
def package_data_undeclared(contents: DistributionContents, tree: Tree) -> Iterator[Finding]:
    """A file beside the modules would not be installed with them.

    setuptools installs `.py` files, and of all others only what `MANIFEST.in` or a plugin for Git puts into
    the sdist, or `package-data` names. In the checkout the file is there, and tests pass; where the package
    is installed, opening it fails. Name it:

        [tool.setuptools.package-data]
        churn = ["*.yaml"]

    Patterns reach no further than they say: `data/*` takes nothing from `data/maps/`, `data/**/*` does. In
    projects with `setup.py` alone, MANIFEST.in counts only with `include_package_data=True`.

    Other backends take whatever lies in the package. The rule reports files that code reads (settings,
    templates, data, models); `py.typed` is taken without being named. It stays silent where code or a plugin
    decides what is shipped.

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
    # An unpacked sdist lists its files, and installs them all.
    if contents.backend != "setuptools" or not contents.wheel.is_certain or "PKG-INFO" in tree.files:
        return
    tops, sources = contents.tops.values(), contents.wheel.sources
    lost = [
        path
        for path in tree.files
        if path.endswith(_READ) and path not in sources and any(path.startswith(f"{top}/") for top in tops)
        if role_of(f"x/{path}") == "source" or role_of(path) == "source"
    ]
    if lost:
        yield Finding(
            f"{counted(len(lost), 'file')} would not be installed: {named(lost)}", Location(lost[0])
        )
