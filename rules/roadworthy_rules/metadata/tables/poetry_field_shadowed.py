from collections.abc import Iterator

from roadworthy import Finding, Pyproject, Severity, agreeing, and_more, rule

_SAME = {
    "name": "name",
    "version": "version",
    "description": "description",
    "license": "license",
    "authors": "authors",
    "maintainers": "maintainers",
    "readme": "readme",
    "keywords": "keywords",
    "scripts": "scripts",
    "urls": "urls",
    "extras": "optional-dependencies",
}


@rule(Severity.WARNING, since="0.1")
def poetry_field_shadowed(pyproject: Pyproject) -> Iterator[Finding]:
    """`[project]` overrides a field in `[tool.poetry]`.

    Since version 2, Poetry reads `[project]` first and ignores the same field in `[tool.poetry]`, unless
    `dynamic` lists it. Delete the field from `[tool.poetry]`.

    ```toml bad
    [build-system]
    requires = ["poetry-core>=2"]
    build-backend = "poetry.core.masonry.api"

    [project]
    name = "demo"
    description = "A model of churn"

    [tool.poetry]
    description = "A model"
    ```
    ```toml good
    [build-system]
    requires = ["poetry-core>=2"]
    build-backend = "poetry.core.masonry.api"

    [project]
    name = "demo"
    dynamic = ["version"]

    [tool.poetry]
    version = "1.0"
    ```
    """
    if pyproject.get(str, "project", "name") is None:
        return
    dynamic = {name for _, name in pyproject.each(str, "project", "dynamic")}
    shadowed = [
        key
        for key, field in _SAME.items()
        if field not in dynamic and pyproject.has("tool", "poetry", key) and pyproject.has("project", field)
    ]
    if shadowed:
        # Who wrote the table twice did it once: one finding tells of all its fields.
        first, *others = [pyproject.at("tool", "poetry", key) for key in shadowed]
        verb = agreeing(len(shadowed), "has", "have")
        message = f"{and_more(shadowed, 3)} of `tool.poetry` {verb} no effect beside `project`"
        yield Finding(message, first, None, tuple(others))
