import re
from collections.abc import Iterator

from roadworthy import Finding, PackageIndex, Severity, has_placeholder, rule

_CREDENTIALS = re.compile(r"https?://[^/@\s:]+:([^/@\s]+)@")


@rule(Severity.ERROR, since="0.1", security=8.0, cwe=798)
def index_credentials_stored(index: PackageIndex) -> Iterator[Finding]:
    """The URL of a package index contains a password.

    Everyone who can read the repository or its history can use it. Revoke it, and read a new one from the
    environment, as `${TOKEN}`, from a keyring or from `.netrc`.

    ```requirements bad
    --index-url https://user:example-secret@packages.example.com/simple
    ```
    ```toml bad
    [[tool.uv.index]]
    name = "ours"
    url = "https://user:example-secret@packages.example.com/simple"
    ```
    ```requirements good
    --index-url https://user:${INDEX_TOKEN}@packages.example.com/simple
    ```
    """
    found = _CREDENTIALS.match(index.url)
    if found and not has_placeholder(found[1]) and not found[1].startswith(("$", "<", "%")):
        yield Finding(f"the URL of `{index.names}` contains a password", index.at)
