import re
from collections.abc import Iterator

from roadworthy import Finding, PackageIndex, Severity, rule

_PUBLIC = re.compile(r"https://(download\.pytorch\.org|pypi\.nvidia\.com|[\w.-]*\.?jax-releases)|http://|\$")


@rule(Severity.WARNING, since="0.1", security=6.0, cwe=427)
def index_extra_confusable(index: PackageIndex) -> Iterator[Finding]:
    """Packages come from whichever of two indexes has the higher version.

    Neither pip's `--extra-index-url` nor a second primary source of Poetry has precedence: who publishes a
    private package's name elsewhere, with a higher version, has it installed ("dependency confusion"). Use
    one index that passes on the others, or tie packages to their index: `explicit = true` in uv,
    `priority = "explicit"` in Poetry.

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
        yield Finding(f"`{index.names}` lets either index provide any package", index.at)
