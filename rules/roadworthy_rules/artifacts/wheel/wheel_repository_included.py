from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, rule
from roadworthy_rules.artifacts._twins import repository_findings


@rule(Severity.ERROR, since="0.1")
def wheel_repository_included(wheel: Wheel) -> Iterator[Finding]:
    """A wheel contains a version control repository.

    The wheel publishes your whole Git history, including secrets that were deleted later, and the URLs and
    credentials in its configuration. Exclude the directory, and revoke the secrets that the history contains.

    ```wheel bad
    files = { "demo/__init__.py" = "", "demo/.git/config" = "" }
    ```

    ```wheel good
    files = { "demo/__init__.py" = "", "demo/.gitignore" = "", "demo/git/config" = "" }
    ```
    """
    yield from repository_findings(wheel)
