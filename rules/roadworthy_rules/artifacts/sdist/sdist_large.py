from collections.abc import Iterator

from roadworthy import Finding, Sdist, Severity, rule
from roadworthy_rules.artifacts._twins import size_findings


@rule(Severity.WARNING, since="0.1")
def sdist_large(sdist: Sdist) -> Iterator[Finding]:
    """An sdist is larger than PyPI takes by default.

    PyPI refuses files of more than 100 MiB, unless it has raised the limit for this project. Leave out what
    is not needed to build: datasets, videos of the documentation, submodules in full.

    ```sdist bad
    padding = { "data.bin" = 25601 }
    ```

    ```sdist good
    ```
    """
    yield from size_findings(sdist)
