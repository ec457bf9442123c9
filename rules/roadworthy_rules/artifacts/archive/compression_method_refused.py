from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, rule
from roadworthy_rules.artifacts._shared import subject

#: Stored and deflated, the two methods of zip that all readers know.
_ACCEPTED = (0, 8)


@rule(Severity.ERROR, since="0.1", pypi=True)
def compression_method_refused(wheel: Wheel) -> Iterator[Finding]:
    """A wheel uses a compression method that PyPI rejects.

    PyPI accepts only stored and deflated members, because not every installer supports the other methods of
    zip. Repack the wheel with `wheel unpack` and `wheel pack`.

    ```wheel bad
    compression = "bzip2"
    ```

    ```wheel bad
    compression = "lzma"
    ```

    ```wheel good
    compression = "deflated"
    ```
    """
    names = [member.name for member in wheel.contents.members if member.method not in _ACCEPTED]
    if names:
        yield Finding(f"{subject(names, 'is', 'are')} neither stored nor deflated", wheel.at(names[0]))
