from collections.abc import Iterator

from roadworthy import Finding, Layout, Pyproject, Severity, Tree, Wheel, rule
from roadworthy_rules.artifacts._shared import is_aside, is_comparable, source_files, subject

#: What a program reads while it runs, and no source of native code, text for people, or setting of a tool.
_READ = (
    ".json .yaml .yml .csv .tsv .parquet .html .htm .css .js .svg .png .jpg .ico .jinja .jinja2 .j2 .tmpl"
    " .sql .xml .xsd .mo .pkl .joblib .npz .npy .onnx .pt .lark .graphql .avsc"
).split()


@rule(Severity.WARNING, since="0.1")
def wheel_data_missing(wheel: Wheel, layout: Layout, pyproject: Pyproject, tree: Tree) -> Iterator[Finding]:
    """A wheel lacks data files that are in the package's source.

    The code finds its templates, schemas and tables in the checkout, but not after installation. With
    setuptools, declare them in `[tool.setuptools.package-data]`.

    The rule ignores data of tests and documentation, and wheels with native code. It stays silent if a
    `setup.py` or the settings of the build backend select the files of the wheel.

    ```toml bad
    [project]
    name = "demo"
    version = "1.0"
    ```
    ```python src/demo/__init__.py bad
    ```
    ```json src/demo/schemas/order.json bad
    {}
    ```
    ```wheel bad
    ```

    ```toml good
    [project]
    name = "demo"
    version = "1.0"
    ```
    ```python src/demo/__init__.py good
    ```
    ```json src/demo/schemas/order.json good
    {}
    ```
    ```json src/demo/tests/order.json good
    {}
    ```
    ```text src/demo/README.md good
    ```
    ```wheel good
    files = { "demo/__init__.py" = "", "demo/schemas/order.json" = "{}" }
    ```
    """
    if not is_comparable(wheel, pyproject, tree):
        return
    missing = []
    for inner in source_files(wheel, layout, tree):
        hidden = any(part.startswith(".") for part in inner.split("/"))
        if inner.endswith(tuple(_READ)) and not hidden and inner not in wheel.library and not is_aside(inner):
            missing.append(inner)
    if missing:
        yield Finding(f"{subject(missing, 'is', 'are')} in the source but not in the wheel", wheel.at())
