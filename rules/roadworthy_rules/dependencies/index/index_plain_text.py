import re
from collections.abc import Iterator

from roadworthy import Finding, PackageIndex, Severity, rule

_LOCAL = re.compile(r"http://([^/@]*@)?(localhost|127\.|\[::1\])")


@rule(Severity.WARNING, since="0.1", security=6.5, cwe=319)
def index_plain_text(index: PackageIndex) -> Iterator[Finding]:
    """A package index is accessed without encryption.

    An attacker on the network can replace packages and run code where they are installed. Use `https`.

    ```requirements bad
    --index-url http://packages.example.com/simple
    numpy
    ```
    ```toml bad
    [[tool.poetry.source]]
    name = "ours"
    url = "http://packages.example.com/simple"

    [tool.uv.pip]
    extra-index-url = ["http://packages.example.com/simple"]
    ```

    ```toml Pipfile bad
    [[source]]
    name = "ours"
    url = "http://packages.example.com/simple"
    verify_ssl = true
    ```
    ```requirements good
    --index-url http://localhost:3141/simple
    --find-links https://packages.example.com/simple
    ```
    """
    if index.url.startswith("http://") and not _LOCAL.match(index.url):
        yield Finding(f"`{index.names}` is a URL without encryption", index.at)
