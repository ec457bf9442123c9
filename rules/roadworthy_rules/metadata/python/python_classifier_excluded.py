from collections.abc import Iterator

from roadworthy import Finding, Fix, Pyproject, Remove, Severity, rule
from roadworthy_rules.metadata.python._pythons import allowed, allows, classified, wanted


@rule(Severity.WARNING, since="0.1")
def python_classifier_excluded(pyproject: Pyproject) -> Iterator[Finding]:
    """A classifier lists a Python version that `requires-python` excludes.

    The project's page says that it supports this version, but installers refuse it there. One of the two is
    outdated, usually the classifier. Delete the classifier, or allow the version.

    ```toml bad
    [project]
    name = "demo"
    requires-python = ">=3.11"
    classifiers = [
        "Programming Language :: Python :: 3.10",
        "Programming Language :: Python :: 3.11",
    ]
    ```
    ```toml fixed
    [project]
    name = "demo"
    requires-python = ">=3.11"
    classifiers = [
        "Programming Language :: Python :: 3.11",
    ]
    ```
    ```toml good
    [project]
    name = "demo"
    requires-python = ">=3.10.4"
    classifiers = [
        "Programming Language :: Python :: 3",
        "Programming Language :: Python :: 3.10",
        "Programming Language :: Python :: 3.11",
    ]
    ```
    """
    specifiers = wanted(pyproject)
    if specifiers is None or not allowed(specifiers):
        return
    text = pyproject.get(str, "project", "requires-python")
    limit = pyproject.at("project", "requires-python")
    for here, minor in classified(pyproject):
        if not allows(specifiers, minor):
            fix = Fix("Remove the classifier", Remove(here))
            message = f"Python {minor[0]}.{minor[1]} is listed, but `{text}` excludes it"
            yield Finding(message, here, fix, (limit,))
