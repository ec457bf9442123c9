from collections.abc import Iterator

from roadworthy import Finding, Sdist, Severity, rule
from roadworthy_rules.artifacts._twins import path_findings


@rule(Severity.WARNING, since="0.1")
def sdist_path_unportable(sdist: Sdist) -> Iterator[Finding]:
    """An sdist holds a file of a name that Windows cannot have.

    No file there is called `aux.py` or `nul.txt`, ends with a dot or a space, or has one of `<>:"|?*` in its
    name: the sdist cannot be unpacked, and so not be built. Rename the file, or exclude it.

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
