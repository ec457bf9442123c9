from collections.abc import Iterator

from roadworthy import Finding, Sdist, Severity, rule
from roadworthy_rules.artifacts._twins import repository_findings


@rule(Severity.ERROR, since="0.1")
def sdist_repository_included(sdist: Sdist) -> Iterator[Finding]:
    """An sdist holds a repository of version control.

    The whole history goes out with it, and what was ever deleted from it, with the addresses and credentials
    of its configuration. Exclude the directory, and look through the history for what must be changed now.

    ```sdist bad
    files = { "demo/__init__.py" = "", "demo/.git/config" = "" }
    ```

    ```sdist good
    files = { "demo/__init__.py" = "", "demo/.gitignore" = "", "demo/git/config" = "" }
    ```
    """
    yield from repository_findings(sdist)
