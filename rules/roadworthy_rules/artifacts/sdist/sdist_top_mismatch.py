from collections.abc import Iterator

from roadworthy import Finding, Sdist, Severity, rule


@rule(Severity.WARNING, since="0.1")
def sdist_top_mismatch(sdist: Sdist) -> Iterator[Finding]:
    """The name of an sdist's top directory differs from its filename.

    The directory must be called `{name}-{version}`, like the filename (PEP 625); tools that look for it there
    find nothing. Build the sdist with a build backend; the source archives that GitHub generates are not
    sdists.

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
