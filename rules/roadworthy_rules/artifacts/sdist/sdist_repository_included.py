from collections.abc import Iterator

from roadworthy import Finding, Sdist, Severity, rule
from roadworthy_rules.artifacts._twins import repository_findings


@rule(Severity.ERROR, since="0.1")
def sdist_repository_included(sdist: Sdist) -> Iterator[Finding]:
    """An sdist contains a version control repository.

    The sdist publishes your whole Git history, including secrets that were deleted later, and the URLs and
    credentials in its configuration. Exclude the directory, and revoke the secrets that the history contains.

    ```sdist bad
    files = { "demo/__init__.py" = "", "demo/.git/config" = "" }
    ```

    ```sdist good
    files = { "demo/__init__.py" = "", "demo/.gitignore" = "", "demo/git/config" = "" }
    ```
    """
    yield from repository_findings(sdist)
