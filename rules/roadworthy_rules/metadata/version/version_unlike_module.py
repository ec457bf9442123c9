import re
from collections.abc import Iterator

from roadworthy import (
    Files,
    Finding,
    Layout,
    Location,
    Pyproject,
    Severity,
    Span,
    Tree,
    extractor,
    parse_version,
    rule,
)
from roadworthy_rules.metadata._shared import declared, is_dynamic

_ASSIGNED = re.compile(
    r"""^__version__(?:\s*:\s*[\w.\[\]]+)?\s*=\s*(["'])([^"'\n]+)\1\s*(?:#.*)?$""", re.MULTILINE
)


@rule(Severity.WARNING, since="0.1")
def version_unlike_module(pyproject: Pyproject, layout: Layout, tree: Tree) -> Iterator[Finding]:
    """`__version__` in the package differs from the declared version.

    Users report bugs with one version, and installers resolve by the other. Update both, or keep one: read it
    with `importlib.metadata.version`, or let the build backend read it from the module (`dynamic`).

    ```toml bad
    [project]
    name = "demo"
    version = "1.1.0"
    ```
    ```python src/demo/__init__.py bad
    __version__ = "1.0.9"
    ```
    ```toml good
    [project]
    name = "demo"
    version = "1.1.0"
    ```
    ```python src/demo/__init__.py good
    __version__ = "1.1.0"
    ```

    ```toml good
    [project]
    name = "demo"
    dynamic = ["version"]
    ```
    ```python src/demo/__init__.py good
    __version__ = "1.0.9"
    ```
    """
    from packaging.version import InvalidVersion

    if is_dynamic(pyproject, "version") or len(layout.packages) != 1:
        return
    path = f"{layout.packages[0]}/__init__.py"
    found = tree.extract(path, _versions_in) if path in tree.files else []
    for at, text in declared(pyproject, "version"):
        try:
            if len(found) != 1 or parse_version(found[0][0]) == parse_version(text):
                return
        except InvalidVersion:
            return
        version, line, length = found[0]
        place = Location(path, span=Span(line, 1, line, length + 1))
        yield Finding(
            f"`__version__` is `{version}`, but the declared version is `{text}`", place, related=(at,)
        )


@extractor
def _versions_in(files: Files, path: str) -> list[tuple[str, int, int]]:
    """Return each version that a module gives itself, with the line and the length of the assignment."""
    return [
        (match[2], match.string.count("\n", 0, match.start()) + 1, len(match[0]))
        for match in _ASSIGNED.finditer(files.text(path, strict=False))
    ]
