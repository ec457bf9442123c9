from collections.abc import Iterator

from roadworthy import Finding, Sdist, Severity, rule
from roadworthy_rules.artifacts._twins import path_findings


@rule(Severity.WARNING, since="0.1")
def sdist_path_unportable(sdist: Sdist) -> Iterator[Finding]:
    """An sdist contains a filename that Windows does not allow.

    Windows rejects names such as `aux.py` and `nul.txt`, names that end with a dot or a space, and names with
    any of `<>:"|?*`. Unpacking fails there, and so does the build. Rename the file, or exclude it.

    ```sdist bad
    files = { "src/demo/aux.py" = "" }
    ```

    ```sdist bad
    files = { "tests/data/what?.txt" = "" }
    ```

    ```sdist good
    files = { "src/demo/auxiliary.py" = "", "tests/a file.txt" = "" }
    ```
    """
    yield from path_findings(sdist)
