import re
from collections.abc import Iterator

from roadworthy import Finding, PipOption, Severity, rule

_CREDENTIALS = re.compile(r"https?://[^/@\s:]+:([^/@\s]+)@")


@rule(Severity.ERROR, since="0.1")
def index_credentials_stored(pip_options: tuple[PipOption, ...]) -> Iterator[Finding]:
    """The URL of a package index holds a password.

    Everybody who reads the repository, or its history, can use it. Revoke it, and take it from the
    environment, as `${TOKEN}`, a keyring or `.netrc`.

    ```requirements bad
    --index-url https://user:example-secret@packages.example.com/simple
    ```
    ```requirements good
    --index-url https://user:${INDEX_TOKEN}@packages.example.com/simple
    ```
    """
    for option in pip_options:
        found = _CREDENTIALS.match(option.value)
        if found and not re.match(r"\$|\{\{|<|%", found[1]):
            yield Finding(f"the URL of `{option.name}` holds a password", option.at)
