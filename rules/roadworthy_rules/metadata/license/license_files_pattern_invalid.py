from collections.abc import Iterator

from roadworthy import Finding, Pyproject, Severity, has_placeholder, rule
from roadworthy_rules.metadata.license._licenses import pattern_fault


@rule(Severity.ERROR, since="0.1")
def license_files_pattern_invalid(pyproject: Pyproject) -> Iterator[Finding]:
    """A pattern in `license-files` is invalid.

    Build backends reject it (PEP 639). Write a path relative to `pyproject.toml`, with `/` between
    directories. It may contain letters, digits, `_`, `-`, `.`, the wildcards `*`, `?` and `**`, and sets in
    brackets.

    ```toml bad
    [project]
    name = "demo"
    license-files = ["../LICENSE", "/usr/share/LICENSE", "licenses\\\\*.txt", "LICENSE{,.txt}"]
    ```
    ```toml good
    [project]
    name = "demo"
    license-files = ["LICEN[CS]E*"]
    ```
    ```text LICENSE good
    Permission is granted.
    ```
    """
    for at, pattern in pyproject.each(str, "project", "license-files"):
        fault = pattern_fault(pattern)
        if fault and not has_placeholder(pattern):
            yield Finding(f"`{pattern}` {fault}", at)
