import re
from collections.abc import Iterator

from roadworthy import CoreMetadata, Finding, Severity, rule

#: Without the characters that are in no address (RFC 3986); those beyond ASCII are not judged.
_URL = re.compile(r"https?:[^\s<>\"{}|\\^`]+", re.IGNORECASE)


@rule(Severity.ERROR, since="0.1", pypi=True)
def artifact_url_refused(metadata: CoreMetadata) -> Iterator[Finding]:
    """A wheel or sdist has a URL that PyPI rejects.

    `Home-page`, `Download-URL` and each `Project-URL` must be complete `http` or `https` URLs, and a label
    may have at most 32 characters. Correct them in `[project.urls]` and rebuild.

    ```wheel bad
    metadata = { Home-page = "example.com/demo" }
    ```

    ```wheel bad
    metadata = { Project-URL = "Source, git@example.com:demo.git" }
    ```

    ```wheel bad
    metadata = { Project-URL = "https://example.com/demo" }
    ```

    ```wheel bad
    metadata = { Project-URL = "Documentation of all that there is, https://example.com/" }
    ```

    ```sdist bad
    metadata = { Download-URL = "https://example.com/a demo" }
    ```

    ```wheel good
    metadata = { Home-page = "https://example.com/demo?a=1#top", Project-URL = "Source, HTTPS://example.com" }
    ```
    """
    for field in ("home-page", "download-url"):
        for url in metadata.headers.get(field, ()):
            if url.strip() != "UNKNOWN" and not _URL.fullmatch(url.strip()):
                message = f"`{field.capitalize()}`: `{url.strip()}` is not an `http` or `https` URL"
                yield Finding(message, metadata.at())
    for value in metadata.headers.get("project-url", ()):
        label, comma, url = (part.strip() for part in value.partition(","))
        fault = ""
        if not label or not comma:
            fault = f"`{value}` is not a label and a URL"
        elif len(label) > 32:
            fault = f"the label `{label}` has more than 32 characters"
        elif not _URL.fullmatch(url):
            fault = f"`{url}` is not an `http` or `https` URL"
        if fault:
            yield Finding(f"`Project-URL`: {fault}", metadata.at())
