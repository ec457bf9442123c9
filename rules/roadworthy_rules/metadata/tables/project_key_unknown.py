from collections.abc import Iterator

from roadworthy import Finding, Location, Pyproject, Severity, rule, suggestion
from roadworthy_rules.metadata._shared import people
from roadworthy_rules.metadata.tables._types import PROJECT

#: Keys of setup.py, of Poetry and of other spellings, and what they are called here.
_MEANT = {
    "author": "authors",
    "author-email": "authors",
    "bugtracker": "urls",
    "console-scripts": "scripts",
    "dev-dependencies": "dependency-groups",
    "dependency-groups": "dependency-groups",
    "documentation": "urls",
    "download-url": "urls",
    "entry-point": "entry-points",
    "extras": "optional-dependencies",
    "extras-require": "optional-dependencies",
    "home-page": "urls",
    "homepage": "urls",
    "install-requires": "dependencies",
    "licence": "license",
    "licence-files": "license-files",
    "license-expression": "license",
    "license-file": "license-files",
    "long-description": "readme",
    "maintainer": "maintainers",
    "maintainer-email": "maintainers",
    "plugins": "entry-points",
    "project-urls": "urls",
    "python": "requires-python",
    "python-requires": "requires-python",
    "repository": "urls",
    "requires": "dependencies",
    "summary": "description",
    "url": "urls",
}
_PERSON = {"mail": "email", "e-mail": "email", "emails": "email", "names": "name"}


@rule(Severity.ERROR, since="0.1")
def project_key_unknown(pyproject: Pyproject) -> Iterator[Finding]:
    """A key of `[project]` is unknown.

    Build backends reject it, or ignore its value. Correct the spelling: the pyproject.toml specification
    lists all keys (PEP 621, PEP 639 and PEP 794). Move settings of one tool to `[tool.NAME]`, and development
    requirements to `[dependency-groups]`.

    ```toml bad
    [project]
    name = "demo"
    licence = "MIT"
    requires_python = ">=3.11"
    home-page = "https://example.com/"
    colour = "blue"
    ```

    ```toml bad
    [project]
    name = "demo"
    authors = [{ name = "Ada", mail = "ada@example.com" }]
    ```
    ```toml good
    [project]
    name = "demo"
    license = "MIT"
    requires-python = ">=3.11"
    authors = [{ name = "Ada", email = "ada@example.com" }]
    import-names = ["demo"]
    urls = { Homepage = "https://example.com/" }
    ```
    """
    for here, _ in pyproject.each(object, "project"):
        key = str(here.route[-1])
        if key not in PROJECT:
            yield Finding(f"`{key}` is not a key of `[project]`{_hint(key)}", here, arguments=(key,))
    for table, person, _ in people(pyproject):
        for here, _ in pyproject.each(object, *person.route):
            yield from _in_person(here, table)


def _hint(key: str) -> str:
    spelt = key.lower().replace("_", "-")[:80]
    if spelt in PROJECT:
        return f"; did you mean `{spelt}`?"
    if spelt in _MEANT:
        intended = _MEANT[spelt]
        return f"; did you mean `{'[dependency-groups]' if intended not in PROJECT else intended}`?"
    return suggestion(spelt, PROJECT, 0.8)


def _in_person(here: Location, table: str) -> Iterator[Finding]:
    key = str(here.route[-1])
    if key not in ("name", "email"):
        intended = _PERSON.get(key.lower())
        hint = f"; did you mean `{intended}`?" if intended else ""
        yield Finding(f"`{key}` is not a key of an entry of `{table}`{hint}", here, arguments=(key, table))
