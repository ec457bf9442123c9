from collections.abc import Iterator

from roadworthy import Finding, Pyproject, Severity, has_placeholder, rule
from roadworthy_rules._names import is_name


@rule(Severity.ERROR, since="0.1")
def extra_name_invalid(pyproject: Pyproject) -> Iterator[Finding]:
    """The name of an extra is invalid.

    Build backends reject it, and users cannot request it with `demo[name]`. Use only ASCII letters, digits,
    `.`, `_` and `-`; start and end with a letter or digit (core metadata specification).

    ```toml bad
    [project.optional-dependencies]
    "deep learning" = ["torch"]
    _test = ["pytest"]
    ```

    ```toml bad
    [tool.poetry.extras]
    "plots!" = ["matplotlib"]
    ```
    ```toml good
    [project.optional-dependencies]
    deep-learning = ["torch"]
    Test_2 = ["pytest"]
    ```
    """
    for route in (("project", "optional-dependencies"), ("tool", "poetry", "extras")):
        for here, _ in pyproject.each(object, *route):
            name = str(here.route[-1])
            if not is_name(name) and not has_placeholder(name):
                yield Finding(f"`{name}` is not a valid name for an extra", here)
