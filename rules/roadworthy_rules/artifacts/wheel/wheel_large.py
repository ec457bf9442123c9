from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, rule
from roadworthy_rules.artifacts._twins import size_findings


@rule(Severity.WARNING, since="0.1")
def wheel_large(wheel: Wheel) -> Iterator[Finding]:
    """A wheel exceeds PyPI's default size limit.

    PyPI rejects files of more than 100 MiB unless it has raised the limit for the project. Exclude data,
    strip debug symbols, or request a higher limit before you release.

    ```wheel bad
    padding = { "demo/__init__.py" = 25601 }
    ```

    ```wheel good
    ```
    """
    yield from size_findings(wheel)
