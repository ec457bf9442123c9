from collections.abc import Iterator

from roadworthy import Finding, Sdist, Severity, rule


@rule(Severity.WARNING, since="0.1")
def sdist_metadata_old(sdist: Sdist) -> Iterator[Finding]:
    """The metadata version of an sdist is too old.

    An sdist needs metadata version 2.2 or later (PEP 643). From that version, `PKG-INFO` declares which
    fields are the same in every wheel, so installers can read the dependencies without running the build.
    Rebuild the sdist with a newer build backend.

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
        message = f"`Metadata-Version` is `{version}`, older than 2.2"
        yield Finding(message, sdist.at(f"{sdist.top}/PKG-INFO"))
