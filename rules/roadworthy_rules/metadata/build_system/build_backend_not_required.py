from collections.abc import Iterator

from roadworthy import Append, Finding, Fix, Pyproject, Severity, rule
from roadworthy_rules.metadata._backends import BACKENDS, required


@rule(Severity.ERROR, since="0.1")
def build_backend_not_required(pyproject: Pyproject) -> Iterator[Finding]:
    """`build-system.requires` does not list the build backend.

    Build frontends install only `requires` into the build environment (PEP 518), so the import of the backend
    fails. Add the backend's distribution to `requires`.

    ```toml bad
    [build-system]
    requires = ["setuptools>=77"]
    build-backend = "hatchling.build"

    [project]
    name = "demo"
    ```
    ```toml fixed
    [build-system]
    requires = ["setuptools>=77", "hatchling"]
    build-backend = "hatchling.build"

    [project]
    name = "demo"
    ```
    ```toml good
    [build-system]
    requires = ["poetry>=1.0"]
    build-backend = "poetry.core.masonry.api"
    ```

    ```toml good
    [build-system]
    requires = []
    build-backend = "hatchling.build"
    backend-path = ["src"]
    ```
    """
    backend = pyproject.backend
    if backend not in BACKENDS or pyproject.get(list, "build-system", "requires") is None:
        return
    names, given = BACKENDS[backend][0], required(pyproject)
    own = (pyproject.get(str, "project", "name") or "").lower().replace("_", "-")
    # What builds itself, and what cannot be parsed, is another matter.
    readable = len(given) == len(list(pyproject.each(object, "build-system", "requires")))
    if own in names or not readable or any(name in given for name in names):
        return
    if any(name.startswith((names[0], "versioningit", "poetry-", "hatch-", "pdm-")) for name in given):
        return
    requires = pyproject.at("build-system", "requires")
    fix = Fix(f"Require `{names[0]}`", Append(requires, names[0]))
    yield Finding(
        f"`{names[0]}`, which provides `{backend}`, is not in `build-system.requires`",
        pyproject.at("build-system", "build-backend"),
        fix,
    )
