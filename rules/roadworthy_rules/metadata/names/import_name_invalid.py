import keyword
from collections.abc import Iterator

from roadworthy import Finding, Location, Pyproject, Severity, has_placeholder, rule


@rule(Severity.ERROR, since="0.1")
def import_name_invalid(pyproject: Pyproject) -> Iterator[Finding]:
    """A declared import name is invalid or contradicts another.

    Build backends reject it (PEP 794). Write each entry of `import-names` and `import-namespaces` as it
    follows `import`, optionally with `; private`. Declare the parents of a dotted name too, list each name
    once, and do not leave `import-namespaces` empty.

    ```toml bad
    [project]
    import-names = ["demo-model", "demo; internal", "acme.demo", "class"]
    import-namespaces = []
    ```

    ```toml bad
    [project]
    import-names = ["acme"]
    import-namespaces = ["acme"]
    ```
    ```toml good
    [project]
    import-names = ["acme.demo", "acme.demo._core; private"]
    import-namespaces = ["acme"]
    ```

    ```toml good
    [project]
    import-names = []
    ```
    """
    entries = [entry for key in ("import-names", "import-namespaces") for entry in _entries(pyproject, key)]
    declared = {name: here for here, name, _ in reversed(entries)}
    if pyproject.get(list, "project", "import-namespaces") == []:
        yield Finding("`import-namespaces` is empty", pyproject.at("project", "import-namespaces"))
    for here, name, mark in entries:
        parts = name.split(".")
        parent = ".".join(parts[:-1])
        if any(not part.isidentifier() or keyword.iskeyword(part) for part in parts):
            yield Finding(f"`{name[:80]}` cannot be imported", here)
        elif mark not in (None, "private"):
            yield Finding(f"`{name}` is marked `{mark}`, but only `private` is allowed", here)
        elif declared[name] != here:
            yield Finding(f"`{name[:80]}` is declared twice", here, related=(declared[name],))
        elif parent and parent not in declared:
            yield Finding(f"`{parent}`, the parent of `{name}`, is not declared", here)


def _entries(pyproject: Pyproject, key: str) -> Iterator[tuple[Location, str, str | None]]:
    for here, text in pyproject.each(str, "project", key):
        if not has_placeholder(text):
            name, semicolon, mark = text.partition(";")
            yield here, name.strip(), mark.strip() if semicolon else None
