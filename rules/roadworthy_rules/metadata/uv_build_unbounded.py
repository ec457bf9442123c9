from collections.abc import Iterator

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from roadworthy import Finding, Pyproject, Severity, rule

_BOUNDS = ("<", "<=", "==", "===", "~=")


@rule(Severity.WARNING, since="0.1")
def uv_build_unbounded(pyproject: Pyproject) -> Iterator[Finding]:
    """The build takes any future `uv_build`.

    Its documentation asks for an upper bound: a later version may build the same source otherwise, or not at
    all, and old releases then no longer install from source. Bound it below the next minor version.

    ```toml bad
    [build-system]
    requires = ["uv_build>=0.9"]
    build-backend = "uv_build"
    ```
    ```toml good
    [build-system]
    requires = ["uv_build>=0.9,<0.10"]
    build-backend = "uv_build"
    ```
    """
    for place, text in pyproject.each(str, "build-system", "requires"):
        try:
            requirement = Requirement(text)
        except InvalidRequirement:
            continue
        bounded = requirement.url or any(one.operator in _BOUNDS for one in requirement.specifier)
        if canonicalize_name(requirement.name) == "uv-build" and not bounded:
            yield Finding(f"`{text}` has no upper bound", place)
