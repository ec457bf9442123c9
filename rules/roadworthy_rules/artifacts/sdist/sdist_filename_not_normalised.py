from collections.abc import Iterator

from roadworthy import Finding, Sdist, Severity, parse_version, rule


@rule(Severity.ERROR, since="0.1", pypi=True)
def sdist_filename_not_normalised(sdist: Sdist) -> Iterator[Finding]:
    """An sdist's filename is not normalized as PEP 625 requires.

    PyPI accepts only the name in lower case with `_` for every run of `-`, `_` and `.`, then a hyphen and the
    normalized version of the metadata: it rejects `demo-1.0.0.tar.gz` of version 1.0, too. Rebuild the sdist
    with a newer build backend, such as setuptools 69.3.

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

    ```sdist dist/demo-1.0.0.tar.gz bad
    top = "demo-1.0.0"
    metadata = { Version = "1.0" }
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
    wanted = f"{sdist.filename.name.replace('-', '_')}-{_version(sdist)}"
    stem = sdist.filename.text.removesuffix(".zip").removesuffix(".tar.gz")
    if not sdist.filename.fault and stem != wanted:
        yield Finding(f"the filename starts with `{stem}` instead of `{wanted}`", sdist.at())


def _version(sdist: Sdist) -> str:
    """Return the version that PyPI expects in the name: that of the metadata, letter by letter."""
    from packaging.version import InvalidVersion

    try:
        version = parse_version(sdist.metadata.headers.get("version", ("",))[0])
        named = parse_version(sdist.filename.version)
    except InvalidVersion:
        return sdist.filename.version
    # `sdist-name-mismatch` tells of another version altogether.
    return str(version if version == named else named)
