from collections.abc import Iterator

from roadworthy import Finding, Pyproject, Severity, Tree, has_placeholder, rule, submodule_paths
from roadworthy_rules.metadata.license._licenses import matches, pattern_fault


@rule(Severity.ERROR, since="0.1")
def license_files_unmatched(pyproject: Pyproject, tree: Tree) -> Iterator[Finding]:
    """A declared licence file does not exist.

    Build backends stop if a pattern of `license-files` matches no file (PEP 639), or if the file in
    `license.file` is missing (PEP 621). Add the file, or correct the pattern. Patterns are case-sensitive and
    relative to `pyproject.toml`.

    ```toml bad
    [project]
    name = "demo"
    license-files = ["LICENSE", "licenses/*.txt"]
    ```
    ```text LICENSE bad
    Permission is granted.
    ```

    ```toml bad
    [project]
    name = "demo"
    license = { file = "LICENCE" }
    ```
    ```text LICENSE bad
    Permission is granted.
    ```
    ```toml good
    [project]
    name = "demo"
    license-files = ["LICEN[CS]E*", "vendor/**/COPYING"]
    ```
    ```text LICENSE good
    Permission is granted.
    ```
    ```text vendor/one/two/COPYING good
    Permission is granted.
    ```

    The rule stays silent if the file may be in a submodule that is not checked out.

    ```toml good
    [project]
    name = "demo"
    license-files = ["vendor/core/LICENSE"]
    ```
    ```text .gitmodules good
    [submodule "core"]
        path = vendor/core
        url = https://example.com/core
    ```
    """
    absent = _absent_submodules(tree)
    for at, pattern in pyproject.each(str, "project", "license-files"):
        if pattern.startswith(tuple(absent)) or pattern_fault(pattern) or has_placeholder(pattern):
            continue
        if not matches(pattern, tree.files):
            yield Finding(f"`{pattern}` matches no file", at)
    name = pyproject.get(str, "project", "license", "file")
    if name and not has_placeholder(name) and ".." not in name and not name.startswith("/"):
        path = name.removeprefix("./")
        if path not in tree.files and not tree.exists(path):
            yield Finding(f"`{name}` does not exist", pyproject.at("project", "license", "file"))


def _absent_submodules(tree: Tree) -> list[str]:
    """Return the directories of Git's submodules of which no file is there."""
    paths = [f"{path}/" for path in submodule_paths(tree)]
    return [path for path in paths if not any(name.startswith(path) for name in tree.files)]
