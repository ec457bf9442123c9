from collections.abc import Iterator

from roadworthy import Finding, Sdist, Severity, rule
from roadworthy_rules.artifacts._twins import filename_findings


@rule(Severity.ERROR, since="0.1", pypi=True, everywhere=True)
def sdist_filename_invalid(sdist: Sdist) -> Iterator[Finding]:
    """An sdist's filename is invalid.

    Installers read the name and version from the filename (PEP 625), and cannot find an sdist without them.
    Rebuild it with a newer build backend.

    ```sdist dist/demo.tar.gz bad
    ```

    ```sdist dist/demo-latest.tar.gz bad
    ```

    ```sdist good
    ```

    ```sdist good
    suffix = ".zip"
    ```
    """
    yield from filename_findings(sdist)
