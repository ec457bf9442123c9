from collections.abc import Iterator

from roadworthy import Finding, Sdist, Severity, rule
from roadworthy_rules.artifacts._shared import is_in


@rule(Severity.ERROR, since="0.1", pypi=True, everywhere=True)
def sdist_pkg_info_missing(sdist: Sdist) -> Iterator[Finding]:
    """An sdist has no `PKG-INFO`.

    It is what indexes and installers read to know what is in the archive, and PyPI refuses an sdist without
    it. Archives of a checkout, as code hosts make them, are no sdists. Build it with `python -m build
    --sdist`.

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
