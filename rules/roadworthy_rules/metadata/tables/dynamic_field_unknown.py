from collections.abc import Iterator

from roadworthy import Finding, Fix, Pyproject, Set, Severity, has_placeholder, nearest, rule
from roadworthy_rules.metadata.tables._types import PROJECT

_MEANT = {
    "author": "authors",
    "extras": "optional-dependencies",
    "licence": "license",
    "long-description": "readme",
    "python-requires": "requires-python",
    "summary": "description",
}


@rule(Severity.ERROR, since="0.1")
def dynamic_field_unknown(pyproject: Pyproject) -> Iterator[Finding]:
    """`dynamic` lists a field that does not exist or may not be dynamic.

    Build backends reject it. List only keys of `[project]`, with the same spelling, and set `name` statically
    (PEP 621).

    ```toml bad
    [project]
    name = "demo"
    dynamic = ["Version", "licence"]
    ```
    ```toml fixed
    [project]
    name = "demo"
    dynamic = ["version", "license"]
    ```
    ```toml bad
    [project]
    version = "1.0"
    dynamic = ["name"]
    ```
    ```toml good
    [project]
    name = "demo"
    dynamic = ["version", "import-names"]
    ```
    """
    fields = set(PROJECT) - {"name", "dynamic"}
    for here, field in pyproject.each(str, "project", "dynamic"):
        if field in fields or has_placeholder(field):
            continue
        if field == "name":
            yield Finding("`name` may not be dynamic", here)
            continue
        spelt = field.lower().replace("_", "-")[:80]
        near = _MEANT.get(spelt) or nearest(spelt, fields, 0.8)
        fix = Fix(f"Write `{near}`", Set(here, near), safe=False) if near else None
        yield Finding(f"`{field}` in `dynamic` is not a key of `[project]`", here, fix)
