from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, rule
from roadworthy_rules.artifacts._twins import cache_findings


@rule(Severity.WARNING, since="0.1")
def wheel_cache_included(wheel: Wheel) -> Iterator[Finding]:
    """A wheel contains caches or editor files from the checkout.

    Caches, editor settings and desktop files are useless on other machines and reveal details of yours.
    Exclude them, or build from a clean checkout.

    ```wheel bad
    files = { "demo/__init__.py" = "", "demo/.mypy_cache/3.12/demo.json" = "{}" }
    ```

    ```wheel bad
    files = { "demo/__init__.py" = "", "demo/.DS_Store" = "" }
    ```

    ```wheel good
    files = { "demo/__init__.py" = "", "demo/cache/__init__.py" = "" }
    ```
    """
    yield from cache_findings(wheel)
