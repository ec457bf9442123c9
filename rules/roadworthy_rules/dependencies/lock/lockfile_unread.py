from collections.abc import Iterator

from roadworthy import Finding, Location, Severity, Tree, UvMember, rule


@rule(Severity.WARNING, since="0.1")
def lockfile_unread(member: UvMember, tree: Tree) -> Iterator[Finding]:
    """A member of a uv workspace has a lock file of its own.

    uv reads only the lock file of the workspace, so it never updates this one: people and scanners that read
    it see versions that are not installed. Delete it.

    The rule reports the file only if a `pyproject.toml` in a directory above, in the same Git checkout, lists
    the project in `members` of `[tool.uv.workspace]`. It ignores projects in `exclude`, which need a lock
    file of their own.

    ```toml bad
    [project]
    name = "demo-core"
    version = "1.0"
    ```
    ```toml ../pyproject.toml bad
    [tool.uv.workspace]
    members = ["demo", "plugins/*"]
    ```
    ```toml uv.lock bad
    version = 1
    requires-python = ">=3.9"
    ```
    ```toml good
    [project]
    name = "demo-core"
    version = "1.0"
    ```
    ```toml ../pyproject.toml good
    [tool.uv.workspace]
    members = ["*"]
    exclude = ["demo"]
    ```
    ```toml uv.lock good
    version = 1
    requires-python = ">=3.9"
    ```
    """
    if "uv.lock" in tree.files:
        place = "the directory above" if member.workspace == ".." else f"`{member.workspace}`"
        yield Finding(
            f"uv never reads `uv.lock` here, only that of the workspace in {place}", Location("uv.lock")
        )
