from collections.abc import Iterator

from roadworthy import Finding, Pyproject, Severity, rule
from roadworthy_rules.metadata._shared import is_dynamic, table_of

_KEYS = ("authors", "maintainers")


@rule(Severity.NOTE, since="0.1")
def author_missing(pyproject: Pyproject) -> Iterator[Finding]:
    """The project declares no author or maintainer.

    Users who find a bug, or who decide whether to trust the project, look for a contact. List people, a team
    or a company in `authors` or `maintainers`.

    The rule ignores projects without `[build-system]`, which run only from a checkout.

    ```toml bad
    [build-system]
    requires = ["hatchling"]
    build-backend = "hatchling.build"

    [project]
    name = "demo"
    version = "1.0"
    ```

    ```toml bad
    [build-system]
    requires = ["hatchling"]
    build-backend = "hatchling.build"

    [project]
    name = "demo"
    authors = [{}]
    ```
    ```toml good
    [project]
    name = "demo"
    authors = [{ name = "The data team", email = "data@example.com" }]
    ```

    ```toml good
    [project]
    name = "demo"
    maintainers = [{ name = "Ada Lovelace" }]
    ```

    ```toml good
    [project]
    name = "demo"
    dynamic = ["authors"]
    ```

    ```toml good
    [tool.poetry]
    name = "demo"
    authors = ["Ada Lovelace <ada@example.com>"]
    ```

    ```toml good
    [project]
    name = "scripts-that-run-from-the-checkout"
    version = "1.0"
    ```
    """
    table = table_of(pyproject)
    if table is None or not pyproject.has("build-system") or is_dynamic(pyproject, *_KEYS):
        return
    routes = [(*parent, key) for parent in (("project",), ("tool", "poetry")) for key in _KEYS]
    given = [pyproject.get(object, *route) for route in routes]
    # An entry that is an empty table names no one either.
    if not any(any(people) if isinstance(people, list) else people for people in given):
        yield Finding("`authors` and `maintainers` are both missing", table / "authors")
