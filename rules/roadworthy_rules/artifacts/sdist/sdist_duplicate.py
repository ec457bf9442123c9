from collections.abc import Iterator

from roadworthy import Finding, Sdist, Severity, rule
from roadworthy_rules.artifacts._twins import repeated


@rule(Severity.ERROR, since="0.1", pypi=True)
def sdist_duplicate(sdists: tuple[Sdist, ...]) -> Iterator[Finding]:
    """`dist/` contains two sdists of the same version.

    A release on PyPI can have only one sdist, so PyPI rejects the second. Delete the one built with other
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
            f"`{first}` is also an sdist of {sdist.filename.name} {sdist.filename.version}", sdist.at()
        )
