import re
from collections.abc import Iterator
from typing import Any

from roadworthy import Finding, Fix, Pyproject, Set, Severity, has_placeholder, rule
from roadworthy_rules.metadata.tables._types import STANDARD, Array, Kind, Text, kind_name, mismatches, words

_PERSON = re.compile(r"([^<>@]*+)<([^<>\s@]++@[^<>\s]++)>\s*+")


@rule(Severity.ERROR, since="0.1")
def value_type_wrong(pyproject: Pyproject) -> Iterator[Finding]:
    """A key of a standard table has a value of the wrong type.

    Build backends reject the file or misread the value. Use the type that the pyproject.toml specification
    requires for each key of `[build-system]`, `[project]` and `[dependency-groups]` (PEP 518, PEP 621 and PEP
    735).

    ```toml bad
    [project]
    name = "demo"
    version = 1.0
    ```

    ```toml bad
    [project]
    name = "demo"
    dependencies = "requests"
    authors = ["Ada Lovelace <ada@example.com>"]
    ```
    ```toml fixed
    [project]
    name = "demo"
    dependencies = ["requests"]
    authors = [{ name = "Ada Lovelace", email = "ada@example.com" }]
    ```
    ```toml bad
    build-system = "hatchling"
    project = [{ name = "demo" }]

    [dependency-groups]
    test = { pytest = "8" }
    ```
    ```toml good
    [build-system]
    requires = ["hatchling"]
    build-backend = "hatchling.build"

    [project]
    name = "demo"
    version = "1.0"
    license = { file = "LICENSE" }
    readme = "README.md"
    optional-dependencies = { fast = ["numba"] }

    [dependency-groups]
    test = ["pytest"]
    dev = [{ include-group = "test" }]
    ```
    """
    for table, kind in STANDARD.items():
        value = pyproject.get(object, table)
        if value is None:
            continue
        for route, wanted, got in mismatches(value, kind, (table,)):
            here = pyproject.at(*route)
            name = ".".join(str(key) for key in route if isinstance(key, str))
            place = f"an item of `{name}`" if isinstance(route[-1], int) else f"`{name}`"
            converted = _converted(got, wanted)
            fix = (
                Fix(f"Make it {words(wanted)}", Set(here, converted), safe=False)
                if converted is not None
                else None
            )
            yield Finding(f"{place} is {kind_name(got)}, not {words(wanted)}", here, fix)


def _converted(value: Any, wanted: Kind) -> Any:
    """Return the value that must have been meant, None where that is not sure."""
    if not isinstance(value, str) or has_placeholder(value):
        return None
    if isinstance(wanted, Array) and isinstance(wanted.items, Text):
        return [value] if value.strip() and "," not in value else None
    person = _PERSON.fullmatch(value) if len(value) < 200 else None
    is_person = getattr(wanted, "keys", None) is not None and "email" in (wanted.keys or ())  # type: ignore[union-attr]
    name = person[1].strip() if person else ""
    return {"name": name, "email": person[2]} if person and name and is_person else None
