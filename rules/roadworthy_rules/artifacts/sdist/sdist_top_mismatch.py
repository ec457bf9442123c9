from collections.abc import Iterator

from roadworthy import Finding, Sdist, Severity, rule


@rule(Severity.WARNING, since="0.1")
def sdist_top_mismatch(sdist: Sdist) -> Iterator[Finding]:
    """An sdist's top directory is not named as the sdist is.

    The directory is called `{name}-{version}`, as the filename (PEP 625): what looks for it there finds
    nothing. Archives of a checkout, as code hosts make them, are no sdists. Build it with a build backend.

    ```sdist bad
    top = "demo-main"
    ```

    ```sdist bad
    top = "demo-1.1"
    ```

    ```sdist good
    ```

    ```sdist dist/Demo-1.0.tar.gz good
    top = "Demo-1.0"
    ```
    """
    stem = sdist.filename.text.removesuffix(".zip").removesuffix(".tar.gz")
    if len(sdist.top_level) == 1 and sdist.top != stem and not sdist.filename.fault:
        yield Finding(f"the directory is `{sdist.top}` instead of `{stem}`", sdist.at(sdist.top))
