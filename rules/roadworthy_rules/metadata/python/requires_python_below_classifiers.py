from collections.abc import Iterator

from roadworthy import Finding, Pyproject, Severity, rule
from roadworthy_rules.metadata.python._pythons import allowed, classified, has_lower_bound, wanted


@rule(Severity.NOTE, since="0.1")
def requires_python_below_classifiers(pyproject: Pyproject) -> Iterator[Finding]:
    """`requires-python` allows an older Python than any classifier lists.

    Classifiers usually list the tested versions. If the oldest is newer than the lower bound, the bound was
    not raised when support ended, or a classifier is missing. Raise `requires-python`, or add the classifier.

    ```toml bad
    [project]
    name = "demo"
    requires-python = ">=3.10"
    classifiers = [
        "Programming Language :: Python :: 3.12",
        "Programming Language :: Python :: 3.13",
    ]
    ```
    ```toml good
    [project]
    name = "demo"
    requires-python = ">=3.12"
    classifiers = [
        "Programming Language :: Python :: 3.12",
        "Programming Language :: Python :: 3.13",
    ]
    ```

    ```toml good
    [project]
    name = "demo"
    requires-python = ">=3.10"
    classifiers = ["Programming Language :: Python :: 3"]
    ```
    """
    specifiers = wanted(pyproject)
    listed = [minor for _, minor in classified(pyproject)]
    if specifiers is None or not listed or not has_lower_bound(specifiers):
        return
    oldest, first = next(iter(allowed(specifiers)), None), min(listed)
    if oldest is not None and oldest < first:
        yield Finding(
            f"Python {oldest[0]}.{oldest[1]} is allowed, but the first classifier is {first[0]}.{first[1]}",
            pyproject.at("project", "requires-python"),
        )
