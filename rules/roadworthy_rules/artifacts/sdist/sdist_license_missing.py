from collections.abc import Iterator

from roadworthy import Finding, Sdist, Severity, rule
from roadworthy_rules.artifacts._twins import license_findings


@rule(Severity.ERROR, since="0.1", pypi=True)
def sdist_license_missing(sdist: Sdist) -> Iterator[Finding]:
    """An sdist lacks a licence file that its metadata lists.

    From metadata version 2.4, each `License-File` must be in the sdist, relative to its top directory (PEP
    639), and PyPI rejects an sdist if one is missing. Include the file, or correct `license-files`.

    ```sdist bad
    metadata = { License-File = "LICENSE" }
    ```

    ```sdist good
    files = { LICENSE = "MIT" }
    metadata = { License-File = "LICENSE" }
    ```

    ```sdist good
    metadata = { Metadata-Version = "2.2", License-File = "LICENSE" }
    ```
    """
    yield from license_findings(sdist, sdist.top, sdist.at(f"{sdist.top}/PKG-INFO"))
