from collections.abc import Iterator

from roadworthy import Finding, Sdist, Severity, rule


@rule(Severity.ERROR, since="0.1", pypi=True, everywhere=True)
def sdist_top_level_multiple(sdist: Sdist) -> Iterator[Finding]:
    """An sdist has more than one file or directory at its top level.

    An sdist must contain exactly one top-level directory (PEP 625), because other members would be unpacked
    into the working directory. PyPI rejects the upload. Rebuild the sdist with a build backend.

    ```sdist bad
    files = { "/stray.txt" = "" }
    ```

    ```sdist bad
    files = { "/other-1.0/PKG-INFO" = "Name: other" }
    ```

    ```sdist good
    ```
    """
    for name in sdist.top_level:
        if name not in (sdist.top, ".", ".."):
            yield Finding(f"`{name}` is beside the top directory `{sdist.top}`", sdist.at(name))
