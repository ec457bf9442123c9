from collections.abc import Iterator

from roadworthy import DistributionContents, Finding, Layout, Location, Severity, Tree, rule

_DATA = tuple(
    ".csv .feather .h5 .hdf5 .joblib .npy .npz .onnx .parquet .pickle .pkl .pt .pth .safetensors .tsv"
    " .xlsx".split()
)
_MEANT = frozenset("data dataset datasets fixtures resources static test testdata tests".split())


@rule(Severity.WARNING, since="0.1")
def data_in_package(
    contents: DistributionContents, layout: Layout, tree: Tree, *, kilobytes: int = 1000
) -> Iterator[Finding]:
    """The package contains a large data or model file.

    Everyone who installs the package downloads the file with every release, and a new model needs a new
    release. Store the file outside the package, and pass its path as an argument.

    The rule allows files up to `kilobytes` kB, and files in directories such as `data`, `datasets` or
    `resources`.

    ```toml bad
    [build-system]
    requires = ["hatchling"]
    build-backend = "hatchling.build"

    [project]
    name = "churn"
    version = "1.0"

    [tool.roadworthy.rules.data-in-package]
    kilobytes = 0
    ```
    ```python src/churn/__init__.py bad
    ```
    ```text src/churn/customers.csv bad
    name,tenure
    ```
    ```toml good
    [build-system]
    requires = ["hatchling"]
    build-backend = "hatchling.build"

    [project]
    name = "churn"
    version = "1.0"

    [tool.roadworthy.rules.data-in-package]
    kilobytes = 0
    ```
    ```python src/churn/__init__.py good
    ```
    ```text data/customers.csv good
    name,tenure
    ```

    Where nothing is built, nothing is installed: without a build backend, or if it refuses to pick a package.

    ```toml good
    [build-system]
    requires = ["setuptools"]
    build-backend = "setuptools.build_meta"

    [project]
    name = "churn"
    version = "1.0"

    [tool.roadworthy.rules.data-in-package]
    kilobytes = 0
    ```
    ```python churn/__init__.py good
    ```
    ```python service/__init__.py good
    ```
    ```text churn/customers.csv good
    name,tenure
    ```

    ```toml good
    [tool.roadworthy.rules.data-in-package]
    kilobytes = 0
    ```
    ```python src/churn/__init__.py good
    ```
    ```text src/churn/customers.csv good
    name,tenure
    ```
    """
    if contents.refusal is not None and contents.refusal.kind == "ambiguous":
        return  # Then nothing is built, as `package-ambiguous` says.
    shipped = contents.wheel.sources if contents.wheel.is_certain else None
    for path in tree.files:
        if not path.lower().endswith(_DATA) or not layout.owns(path):
            continue
        if not tree.exceeds(path, kilobytes * 1000) or (shipped is not None and path not in shipped):
            continue
        if _MEANT.isdisjoint(path.lower().split("/")[:-1]):
            amount = f"{tree.files[path] / 1_000_000:.1f} MB"
            yield Finding(f"{amount} of data is installed with the package", Location(path))
