from collections.abc import Iterator

from roadworthy import Finding, Pyproject, Severity, parse_specifiers, parse_version, rule
from roadworthy_rules.metadata._backends import REFUSE_EXPRESSIONS, required


@rule(Severity.ERROR, since="0.1")
def license_expression_refused(pyproject: Pyproject) -> Iterator[Finding]:
    """The build backend is too old for a licence expression.

    setuptools before 77, flit-core before 3.11 and pdm-backend before 2.4 support only a table, and reject a
    string. Raise the lower bound of the backend in `build-system.requires`, or write the table.

    ```toml bad
    [build-system]
    requires = ["setuptools>=61,<70"]
    build-backend = "setuptools.build_meta"

    [project]
    name = "demo"
    license = "MIT"
    ```
    ```toml good
    [build-system]
    requires = ["setuptools>=61"]
    build-backend = "setuptools.build_meta"

    [project]
    name = "demo"
    license = "MIT"
    ```

    ```toml good
    [build-system]
    requires = ["flit_core>=3.2,<4"]
    build-backend = "flit_core.buildapi"

    [project]
    name = "demo"
    license = "MIT"
    ```

    ```toml good
    [build-system]
    requires = ["flit_core>=3.2,<3.11"]
    build-backend = "flit_core.buildapi"

    [project]
    name = "demo"
    license = { text = "MIT" }
    ```
    """
    from packaging.version import InvalidVersion, Version

    if pyproject.get(str, "project", "license") is None:
        return
    for name, specifiers in required(pyproject).items():
        since = REFUSE_EXPRESSIONS.get(name, "")
        for each in specifiers if since else ():
            try:
                bound = parse_version(each.version.removesuffix(".*"))
            except InvalidVersion:
                continue  # `===` may name anything
            below = bound <= Version(since) if each.operator == "<" else bound < Version(since)
            capped = each.operator in ("<", "<=", "==") or (
                each.operator == "~=" and _compatible(bound, since)
            )
            if capped and below:
                yield Finding(
                    f"`{name}{each}` rejects licence expressions: `{name}` supports them since {since}",
                    pyproject.at("project", "license"),
                )
                break


def _compatible(bound: object, since: str) -> bool:
    """Tell whether a compatible release clause (`~=`) admits no version that takes expressions."""

    return not any(parse_specifiers(f"~={bound}").contains(version) for version in (since, f"{since}.99"))
