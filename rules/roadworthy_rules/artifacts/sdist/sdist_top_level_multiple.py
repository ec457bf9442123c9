from collections.abc import Iterator

from roadworthy import Finding, Sdist, Severity, rule


@rule(Severity.ERROR, since="0.1", pypi=True, everywhere=True)
def sdist_top_level_multiple(sdist: Sdist) -> Iterator[Finding]:
    """An sdist has more than one directory or file at its top.

    Everything in an sdist lies in one directory (PEP 625), and PyPI refuses an sdist where it does not:
    unpacking it would fill the working directory. Build it with a build backend.

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
            yield Finding(f"`{name}` is there besides `{sdist.top}`", sdist.at(name))
