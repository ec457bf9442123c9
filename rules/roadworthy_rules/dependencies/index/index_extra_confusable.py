import re
from collections.abc import Iterator

from roadworthy import Finding, PackageIndex, Severity, rule

_PUBLIC = re.compile(r"https://(download\.pytorch\.org|pypi\.nvidia\.com|[\w.-]*\.?jax-releases)|http://|\$")


@rule(Severity.WARNING, since="0.1", security=6.0, cwe=427)
def index_extra_confusable(index: PackageIndex) -> Iterator[Finding]:
    """Two package indexes are searched with equal priority.

    Neither pip's `--extra-index-url` nor a second primary source of Poetry has precedence. An attacker who
    publishes the name of your private package on the public index, with a higher version, gets it installed
    ("dependency confusion"). Use one index that proxies the others, or bind packages to their index:
    `explicit = true` in uv, `priority = "explicit"` in Poetry.

    ```requirements bad
    --extra-index-url https://packages.example.com/simple
    demo-core
    ```
    ```toml bad
    [[tool.poetry.source]]
    name = "PyPI"
    priority = "primary"

    [[tool.poetry.source]]
    name = "ours"
    url = "https://packages.example.com/simple"
    priority = "primary"
    ```
    ```toml good
    [[tool.poetry.source]]
    name = "ours"
    url = "https://packages.example.com/simple"
    priority = "explicit"

    [[tool.poetry.source]]
    name = "PyPI"
    priority = "primary"

    [[tool.uv.index]]
    url = "https://packages.example.com/simple"
    ```
    ```requirements good
    --extra-index-url https://download.pytorch.org/whl/cpu
    torch
    ```
    """
    if index.rival and index.url and not _PUBLIC.match(index.url):
        yield Finding(f"`{index.names}` lets both indexes provide any package", index.at)
