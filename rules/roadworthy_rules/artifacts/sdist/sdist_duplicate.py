from collections.abc import Iterator

from roadworthy import Finding, Sdist, Severity, rule
from roadworthy_rules.artifacts._twins import repeated


@rule(Severity.ERROR, since="0.1", pypi=True)
def sdist_duplicate(sdists: tuple[Sdist, ...]) -> Iterator[Finding]:
    """There are two sdists of one version.

    A release on PyPI has one sdist, and the second one is refused. Remove the one that was made with other
    settings or another build backend.

    ```sdist bad
    ```
    ```sdist bad
    suffix = ".zip"
    ```

    ```sdist good
    ```

    ```sdist good
    ```
    ```sdist good
    version = "1.1"
    ```
    """
    for sdist, first in repeated(sdists, lambda sdist: (sdist.filename.name, sdist.filename.version)):
        yield Finding(
            f"`{first}` is there as well for {sdist.filename.name} {sdist.filename.version}", sdist.at()
        )
