from collections.abc import Iterator

from roadworthy import Finding, Sdist, Severity, rule


@rule(Severity.ERROR, since="0.1", pypi=True)
def sdist_filename_not_normalised(sdist: Sdist) -> Iterator[Finding]:
    """An sdist's filename is not normalized as PEP 625 requires.

    PyPI accepts only the name in lower case with `_` for every run of `-`, `_` and `.`, then a hyphen and the
    normalized version. Rebuild the sdist with a newer build backend, such as setuptools 69.3.

    ```sdist dist/Demo-1.0.tar.gz bad
    top = "Demo-1.0"
    ```

    ```sdist dist/demo-extra-1.0.tar.gz bad
    name = "demo-extra"
    top = "demo-extra-1.0"
    ```

    ```sdist dist/demo-01.0.tar.gz bad
    top = "demo-01.0"
    ```

    ```sdist good
    ```

    ```sdist good
    name = "Demo.Extra"
    ```

    ```sdist good
    suffix = ".zip"
    ```
    """
    wanted = f"{sdist.filename.name.replace('-', '_')}-{sdist.filename.version}"
    stem = sdist.filename.text.removesuffix(".zip").removesuffix(".tar.gz")
    if not sdist.filename.fault and stem != wanted:
        yield Finding(f"the filename starts with `{stem}` instead of `{wanted}`", sdist.at())
