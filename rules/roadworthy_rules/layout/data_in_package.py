from collections.abc import Iterator

from roadworthy import Finding, Layout, Location, Severity, Tree, rule

_DATA = tuple(
    ".csv .feather .h5 .hdf5 .joblib .npy .npz .onnx .parquet .pickle .pkl .pt .pth .safetensors .tsv"
    " .xlsx".split()
)
_MEANT = frozenset("data dataset datasets fixtures resources static test testdata tests".split())


@rule(Severity.WARNING, since="0.1")
def data_in_package(layout: Layout, tree: Tree, *, kilobytes: int = 1000) -> Iterator[Finding]:
    """A large file of data or a model lies inside the package.

    It is downloaded with every release by everybody who installs it, and a new model needs a new release.
    Keep it where data is kept, and take its path as an argument. What is meant to be installed lies in a
    directory that says so: `data`, `datasets`, `resources`. The option `kilobytes` is what is fine.

    ```toml bad
    [tool.roadworthy.rules.data-in-package]
    kilobytes = 0
    ```
    ```python src/churn/__init__.py bad
    ```
    ```text src/churn/customers.csv bad
    name,tenure
    ```
    ```python src/churn/__init__.py good
    ```
    ```text data/customers.csv good
    name,tenure
    ```
    """
    for path, size in tree.files.items():
        large = size > kilobytes * 1000 and path.lower().endswith(_DATA) and layout.owns(path)
        if large and _MEANT.isdisjoint(path.lower().split("/")[:-1]):
            amount = f"{size / 1_000_000:.1f} MB"
            yield Finding(f"{amount} of data would be installed with the package", Location(path))
