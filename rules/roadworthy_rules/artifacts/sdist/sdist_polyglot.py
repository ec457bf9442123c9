from collections.abc import Iterator

from roadworthy import Finding, Sdist, Severity, rule


@rule(Severity.ERROR, since="0.1", pypi=True, security=7.0, cwe=436)
def sdist_polyglot(sdist: Sdist) -> Iterator[Finding]:
    """An sdist is a tar archive and a zip archive at once.

    Two tools that look at the file see different contents, so PyPI refuses it. A zip archive that was packed
    without compression near the end of the sdist is enough: compress the sdist, or leave that file out.

    ```sdist bad
    files = { "data.bin" = "PK\\u0005\\u0006                  " }
    ```

    ```sdist good
    ```
    """
    if sdist.contents.polyglot:
        yield Finding("ends as a zip archive does", sdist.at())
