from collections.abc import Iterator

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from roadworthy import Finding, Pyproject, Severity, rule


@rule(Severity.ERROR, since="0.1")
def build_requires_self(pyproject: Pyproject) -> Iterator[Finding]:
    """The project needs itself to be built.

    A frontend that builds everything from source never comes to an end with such a cycle, which PEP 517
    forbids. A backend that builds itself names its directory in `backend-path` instead.

    ```toml bad
    [project]
    name = "demo"

    [build-system]
    requires = ["setuptools", "Demo"]
    build-backend = "setuptools.build_meta"
    ```
    ```toml good
    [project]
    name = "demo"

    [build-system]
    requires = ["setuptools"]
    build-backend = "setuptools.build_meta"
    ```
    """
    own = pyproject.get(str, "project", "name")
    for place, text in pyproject.each(str, "build-system", "requires"):
        try:
            requirement = Requirement(text)
        except InvalidRequirement:
            continue
        if own and canonicalize_name(requirement.name) == canonicalize_name(own):
            yield Finding(f"`{text}` is the project itself", place)
