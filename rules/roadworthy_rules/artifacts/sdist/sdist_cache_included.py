from collections.abc import Iterator

from roadworthy import Finding, Sdist, Severity, rule
from roadworthy_rules.artifacts._twins import cache_findings


@rule(Severity.WARNING, since="0.1")
def sdist_cache_included(sdist: Sdist) -> Iterator[Finding]:
    """An sdist contains caches or editor files from the checkout.

    Caches, editor settings and desktop files are useless on other machines and reveal details of yours.
    Exclude them, or build from a clean checkout.

    ```sdist bad
    files = { "demo/__init__.py" = "", "demo/.mypy_cache/3.12/demo.json" = "{}" }
    ```

    ```sdist bad
    files = { "demo/__init__.py" = "", "demo/.DS_Store" = "" }
    ```

    ```sdist good
    files = { "demo/__init__.py" = "", "demo/cache/__init__.py" = "" }
    ```
    """
    yield from cache_findings(sdist)
