from collections.abc import Iterator

from roadworthy import Finding, Fix, Pyproject, Remove, Severity, rule
from roadworthy_rules.metadata._backends import refuses_license_classifiers


@rule(Severity.NOTE, since="0.1")
def license_classifier_redundant(pyproject: Pyproject) -> Iterator[Finding]:
    """A licence classifier repeats the licence expression.

    Licence classifiers are deprecated (PEP 639), and newer build backends, including setuptools, reject a
    project with both. Keep the expression and delete the classifier.

    ```toml bad
    [project]
    license = "MIT"
    classifiers = ["License :: OSI Approved :: MIT License", "Typing :: Typed"]
    ```
    ```toml fixed
    [project]
    license = "MIT"
    classifiers = ["Typing :: Typed"]
    ```
    ```toml good
    [project]
    classifiers = ["License :: OSI Approved :: MIT License"]
    ```

    ```toml good
    [project]
    license = { file = "LICENSE" }
    classifiers = ["License :: OSI Approved :: MIT License"]
    ```
    """
    if pyproject.get(str, "project", "license") is None or refuses_license_classifiers(pyproject):
        return
    for here, name in pyproject.each(str, "project", "classifiers"):
        if name.startswith("License ::"):
            yield Finding(
                f"`{name}` repeats `project.license`", here, Fix("Remove the classifier", Remove(here))
            )
