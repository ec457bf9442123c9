from collections.abc import Iterator

from roadworthy import Finding, Sdist, Severity, rule
from roadworthy_rules.artifacts._shared import is_in


@rule(Severity.ERROR, since="0.1", pypi=True, everywhere=True)
def sdist_pkg_info_missing(sdist: Sdist) -> Iterator[Finding]:
    """An sdist has no `PKG-INFO`.

    Indexes and installers read it to learn the contents of the archive, and PyPI rejects an sdist without it.
    Build the sdist with `python -m build --sdist`; the source archives that GitHub generates are not sdists.

    ```sdist bad
    omit = ["PKG-INFO"]
    ```

    ```sdist bad
    omit = ["PKG-INFO"]
    files = { "demo.egg-info/PKG-INFO" = "Name: demo" }
    ```

    ```sdist good
    ```

    ```sdist good
    suffix = ".zip"
    ```
    """
    if not is_in(sdist, "PKG-INFO"):
        yield Finding(f"`{sdist.top}/PKG-INFO` is missing", sdist.at())
