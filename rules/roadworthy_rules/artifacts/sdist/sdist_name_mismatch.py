from collections.abc import Iterator

from roadworthy import Finding, Sdist, Severity, rule
from roadworthy_rules.artifacts._twins import name_findings, version_findings


@rule(Severity.ERROR, since="0.1", pypi=True, everywhere=True)
def sdist_name_mismatch(sdist: Sdist) -> Iterator[Finding]:
    """An sdist's filename and its metadata have different names or versions.

    PyPI rejects the upload, and installers choose an sdist by its filename and then reject it because the
    metadata differs. Rebuild the sdist instead of renaming it.

    ```sdist bad
    metadata = { Name = "other" }
    ```

    ```sdist bad
    metadata = { Version = "1.1" }
    ```

    ```sdist good
    ```

    ```sdist good
    name = "Demo.Extra"
    ```

    ```sdist good
    version = "1.0.0"
    metadata = { Version = "1.0.0" }
    ```
    """
    if not sdist.filename.fault:
        here = sdist.at(f"{sdist.top}/PKG-INFO")
        yield from name_findings(sdist, "`PKG-INFO`", here)
        yield from version_findings(sdist, "`PKG-INFO`", here)
