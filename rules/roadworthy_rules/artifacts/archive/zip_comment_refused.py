from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, rule
from roadworthy_rules.artifacts._shared import zip_findings


@rule(Severity.ERROR, since="0.1", pypi=True)
def zip_comment_refused(wheel: Wheel) -> Iterator[Finding]:
    """A member of a wheel has a comment in the zip directory.

    PyPI rejects such comments (APPNOTE.TXT 4.3.12), because a reader that uses the directory and one that
    streams the archive may see different content. Repack the wheel with `wheel unpack` and `wheel pack`.

    ```wheel bad
    zip_faults = ["comment"]
    ```

    ```wheel good
    ```
    """
    yield from zip_findings(wheel, "comment")
