from collections.abc import Iterator

from roadworthy import Finding, Sdist, Severity, rule


@rule(Severity.ERROR, since="0.1", pypi=True)
def sdist_zipped(sdist: Sdist) -> Iterator[Finding]:
    """An sdist is a zip archive.

    An sdist must be a `.tar.gz` archive (PEP 625), and PyPI rejects other formats. Remove `formats = zip`
    from the settings of setuptools, and rebuild.

    ```sdist bad
    suffix = ".zip"
    ```

    ```sdist good
    ```
    """
    if sdist.filename.text.lower().endswith(".zip"):
        yield Finding("the sdist is a zip archive instead of `.tar.gz`", sdist.at())
