from collections.abc import Iterator

from roadworthy import Finding, Sdist, Severity, rule


@rule(Severity.WARNING, since="0.1")
def sdist_metadata_old(sdist: Sdist) -> Iterator[Finding]:
    """An sdist's metadata is of a version that sdists may no longer have.

    From version 2.2 on, `PKG-INFO` says which fields are the same in every wheel, so that installers need not
    run the build to know the dependencies (PEP 643); an sdist has at least that. Build it with a newer build
    backend.

    ```sdist bad
    metadata = { Metadata-Version = "2.1" }
    ```

    ```sdist good
    ```

    ```sdist good
    metadata = { Metadata-Version = "2.2" }
    ```
    """
    version = "".join(sdist.metadata.headers.get("metadata-version", ())[:1]).strip()
    if version in ("1.0", "1.1", "1.2", "2.1"):
        message = f"`Metadata-Version` is `{version}`, less than 2.2"
        yield Finding(message, sdist.at(f"{sdist.top}/PKG-INFO"))
