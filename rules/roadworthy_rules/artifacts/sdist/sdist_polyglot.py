from collections.abc import Iterator

from roadworthy import Finding, Sdist, Severity, rule


@rule(Severity.ERROR, since="0.1", pypi=True, security=7.0, cwe=436)
def sdist_polyglot(sdist: Sdist) -> Iterator[Finding]:
    """An sdist is also a valid zip archive.

    Two tools that read the file see different content, so PyPI rejects it. An uncompressed zip archive near
    the end of the sdist can cause this. Compress the sdist, or exclude that file.

    ```sdist bad
    files = { "data.bin" = "PK\\u0005\\u0006                  " }
    ```

    ```sdist good
    ```
    """
    if sdist.contents.polyglot:
        yield Finding("ends like a zip archive", sdist.at())
