from collections.abc import Iterator, Mapping
from typing import Any

from roadworthy import Finding, Pyproject, Severity, Uses, rule
from roadworthy_rules.dependencies.imports._imports import addition, undeclared


@rule(Severity.ERROR, since="0.1")
def dependency_missing(
    uses: Uses,
    pyproject: Pyproject | None,
    *,
    modules: Mapping[str, Any] = {},  # noqa: ARG001, B006, RUF100
) -> Iterator[Finding]:
    """The code imports a module that no declared dependency provides.

    The import fails with `ModuleNotFoundError` wherever the module is not installed by chance. Declare the
    distribution that provides it.

    The rule checks unconditional imports of well-known modules in package code, and in a published library
    only code that its top-level package or scripts reach. For other modules, set the distribution in
    `[tool.roadworthy.rules.dependency-missing]`: `modules = { cv2 = "my-opencv-build" }`.

    ```toml bad
    [project]
    name = "demo"
    dependencies = ["pandas>=2.2"]
    ```
    ```python bad
    import pandas
    import yaml
    ```
    ```toml fixed
    [project]
    name = "demo"
    dependencies = ["pandas>=2.2", "pyyaml"]
    ```
    ```python fixed
    import pandas
    import yaml
    ```
    ```requirements bad
    pandas==2.2.3
    ```
    ```python train.py bad
    import cv2
    from sklearn.linear_model import LogisticRegression
    ```

    ```toml bad
    [project]
    name = "demo"
    dependencies = []

    [tool.roadworthy.rules.dependency-missing]
    modules = { churn_core = "churn-core" }
    ```
    ```python bad
    import churn_core
    ```
    ```toml fixed
    [project]
    name = "demo"
    dependencies = ["churn-core"]

    [tool.roadworthy.rules.dependency-missing]
    modules = { churn_core = "churn-core" }
    ```
    ```python fixed
    import churn_core
    ```
    ```toml good
    [project]
    name = "demo"
    dependencies = ["pandas>=2.2", "opencv-python-headless", "google-cloud-storage"]
    ```
    ```python good
    import json

    import cv2
    import numpy  # pandas is made of it
    import pandas
    from google.cloud import storage

    import something_unknown

    try:
        import yaml
    except ImportError:
        yaml = None
    ```

    ```toml good
    [project]
    name = "demo"
    dynamic = ["dependencies"]
    ```
    ```python good
    import yaml
    ```

    ```toml good
    [project]
    name = "demo"
    classifiers = ["Environment :: Console"]
    dependencies = ["pandas>=2.2"]
    scripts = { demo = "demo.cli:main" }
    ```
    ```python src/demo/__init__.py good
    import pandas
    ```
    ```python src/demo/cli.py good
    def main(): ...
    ```
    ```python check_versions.py good
    import yaml
    ```

    ```requirements good
    python-jose[cryptography]
    ```
    ```python app.py good
    import jose
    from cryptography.fernet import Fernet
    ```
    """
    for use in uses.each if uses.fully_declared else ():
        if not use.providers or use.declared or use.locked or use.brought:
            continue
        if use.certain:
            fix = addition(pyproject, use.providers)
            yield Finding(undeclared(use), use.certain[0], fix, use.certain[1:4])
