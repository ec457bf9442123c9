from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, rule
from roadworthy_rules.artifacts._shared import subject


@rule(Severity.NOTE, since="0.1")
def wheel_typed_marker_missing(wheel: Wheel) -> Iterator[Finding]:
    """A package in a wheel has type stubs but no `py.typed`.

    Type checkers ignore the types of an installed package without this marker (PEP 561). Add an empty
    `py.typed` beside its `__init__.py`, and declare it as package data.

    ```wheel bad
    files = { "demo/__init__.py" = "", "demo/_fast.pyi" = "" }
    ```

    ```wheel good
    files = { "demo/__init__.py" = "", "demo/__init__.pyi" = "", "demo/py.typed" = "" }
    ```

    ```wheel good
    files = { "demo-stubs/__init__.pyi" = "" }
    ```
    """
    names = {member.name for member in wheel.contents.members}
    marked = [name.removesuffix("py.typed") for name in names if name.endswith("/py.typed")]
    stubs: dict[str, list[str]] = {}
    for name in sorted(names):
        top = name.partition("/")[0]
        if name.endswith(".pyi") and f"{top}/__init__.py" in names and not name.startswith(tuple(marked)):
            stubs.setdefault(top, []).append(name)
    for top, found in stubs.items():
        yield Finding(f"{subject(found, 'is', 'are')} not read without `{top}/py.typed`", wheel.at(found[0]))
