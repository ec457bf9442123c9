from collections.abc import Iterator

from roadworthy import Finding, Location, Pyproject, Severity, Tree, Unreadable, rule
from roadworthy_rules.metadata.license._licenses import USUAL, matches, pattern_fault

_SIZE = 1_000_000


@rule(Severity.WARNING, since="0.1")
def license_file_not_utf8(pyproject: Pyproject, tree: Tree) -> Iterator[Finding]:
    """A licence file is not encoded in UTF-8.

    Tools read licence files as UTF-8 (PEP 639). Some build backends fail on the file, others publish garbled
    text. Save the file as UTF-8.

    ```toml bad
    [project]
    name = "demo"
    license-files = ["LICENSE"]
    ```
    ```latin-1 LICENSE bad
    © 2026 Zoë
    ```

    ```toml bad
    [build-system]
    requires = ["setuptools"]
    build-backend = "setuptools.build_meta"
    ```
    ```utf-16 LICENSE bad
    Permission is granted.
    ```
    ```toml good
    [project]
    name = "demo"
    license-files = ["LICENSE"]
    ```
    ```text LICENSE good
    © 2026 Zoë
    ```
    ```latin-1 NOTES good
    © 2026 Zoë
    ```
    """
    patterns = [text for _, text in pyproject.each(str, "project", "license-files")]
    if not pyproject.has("project", "license-files") and pyproject.is_package:
        patterns = list(USUAL)
    for path in tree.files:
        if any(not pattern_fault(pattern) and matches(pattern, (path,)) for pattern in patterns):
            yield from _judged(path, tree)


def _judged(path: str, tree: Tree) -> Iterator[Finding]:
    try:
        data = tree.read(path)
    except Unreadable:
        return
    try:
        data[:_SIZE].decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start < _SIZE - 4:
            yield Finding(
                f"`{path}` is not in UTF-8: byte {error.start} is {data[error.start]:#04x}", Location(path)
            )
