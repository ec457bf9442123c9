from collections.abc import Iterator

from roadworthy import Finding, Sdist, Severity, rule
from roadworthy_rules.artifacts._twins import size_findings


@rule(Severity.WARNING, since="0.1")
def sdist_large(sdist: Sdist) -> Iterator[Finding]:
    """An sdist exceeds PyPI's default size limit.

    PyPI rejects files of more than 100 MiB unless it has raised the limit for the project. Exclude files that
    the build does not need: data sets, videos in the documentation, whole submodules.

    ```sdist bad
    padding = { "data.bin" = 25601 }
    ```

    ```sdist good
    ```
    """
    yield from size_findings(sdist)
