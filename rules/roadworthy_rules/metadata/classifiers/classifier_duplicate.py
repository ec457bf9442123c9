from collections.abc import Iterator

from roadworthy import Finding, Fix, Location, Pyproject, Remove, Severity, rule
from roadworthy_rules.metadata._shared import classifiers


@rule(Severity.WARNING, since="0.1")
def classifier_duplicate(pyproject: Pyproject) -> Iterator[Finding]:
    """A classifier is listed twice.

    The duplicate has no effect, and often another classifier was intended, such as the next Python version.
    Delete it or correct it.

    ```toml bad
    [project]
    classifiers = [
        "Programming Language :: Python :: 3.11",
        "Typing :: Typed",
        "Programming Language :: Python :: 3.11",
    ]
    ```
    ```toml fixed
    [project]
    classifiers = [
        "Programming Language :: Python :: 3.11",
        "Typing :: Typed",
    ]
    ```
    ```toml good
    [project]
    classifiers = ["Programming Language :: Python :: 3.11", "Programming Language :: Python :: 3.12"]
    ```
    """
    first: dict[tuple[object, str], Location] = {}
    for here, name in classifiers(pyproject):
        # `[project]` and Poetry's table may both have it: only one of them is read.
        before = first.setdefault((here.route[0], name), here)
        if before != here:
            fix = Fix("Remove the classifier", Remove(here))
            yield Finding(f"`{name}` is listed twice", here, fix, (before,))
