import re
from collections.abc import Iterator

from roadworthy import Finding, Fix, Pyproject, Set, Severity, rule
from roadworthy_rules.metadata._shared import declared

_BARE = re.compile(r"\s*(\d+(?:\.\d+)*)\s*")


@rule(Severity.ERROR, since="0.1")
def requires_python_invalid(pyproject: Pyproject) -> Iterator[Finding]:
    """`requires-python` is not a set of version specifiers.

    Build backends and package indexes refuse it, and installers cannot tell on which Python the project
    works. Each part needs an operator: `>=3.11`. Carets, as in `^3.11`, are Poetry's and not known here, and
    `.*` only goes with `==` and `!=`.

    ```toml bad
    [project]
    name = "demo"
    requires-python = "3.11"
    ```
    ```toml fixed
    [project]
    name = "demo"
    requires-python = ">=3.11"
    ```
    ```toml bad
    [project]
    name = "demo"
    requires-python = "^3.11"
    ```

    ```toml bad
    [project]
    name = "demo"
    requires-python = ">=3.8.*"
    ```
    ```toml good
    [project]
    name = "demo"
    requires-python = ">=3.11, !=3.12.0, <4"
    ```

    ```toml good
    [project]
    name = "demo"
    requires-python = "~=3.11"
    ```
    """
    from packaging.specifiers import SpecifierSet

    for here, wanted in declared(pyproject, "requires-python"):
        try:
            SpecifierSet(wanted)
        except ValueError:  # `InvalidSpecifier`, and what thousands of digits raise.
            bare = _BARE.fullmatch(wanted)
            fix = Fix("Put `>=` before it", Set(here, f">={bare[1]}"), safe=False) if bare else None
            reason = "has no operator" if bare else "is not a set of version specifiers"
            yield Finding(f"`{wanted}` {reason}", here, fix)
