from collections.abc import Iterator

from roadworthy import Finding, Fix, Pyproject, Remove, Severity, rule
from roadworthy_rules.metadata._backends import refuses_license_classifiers


@rule(Severity.ERROR, since="0.1")
def license_classifier_refused(pyproject: Pyproject) -> Iterator[Finding]:
    """The build fails because the project has both a licence expression and a licence classifier.

    PEP 639 forbids the combination, and setuptools 77, flit-core 3.11 and pdm-backend 2.4 and later reject
    it. Keep the expression and delete the classifier.

    ```toml bad
    [build-system]
    requires = ["setuptools>=77"]
    build-backend = "setuptools.build_meta"

    [project]
    name = "churn"
    license = "MIT"
    classifiers = ["License :: OSI Approved :: MIT License", "Typing :: Typed"]
    ```
    ```toml fixed
    [build-system]
    requires = ["setuptools>=77"]
    build-backend = "setuptools.build_meta"

    [project]
    name = "churn"
    license = "MIT"
    classifiers = ["Typing :: Typed"]
    ```
    ```toml good
    [build-system]
    requires = ["hatchling>=1.27"]
    build-backend = "hatchling.build"

    [project]
    name = "churn"
    license = "MIT"
    classifiers = ["License :: OSI Approved :: MIT License"]
    ```
    """
    if pyproject.get(str, "project", "license") is None or not refuses_license_classifiers(pyproject):
        return
    for here, name in pyproject.each(str, "project", "classifiers"):
        if name.startswith("License ::"):
            fix = Fix("Remove the classifier", Remove(here))
            yield Finding(f"`{pyproject.backend}` refuses `{name}` beside `project.license`", here, fix)
