import re
from collections.abc import Iterator

from roadworthy import Finding, PipOption, Severity, rule

_PUBLIC = re.compile(r"https://(download\.pytorch\.org|pypi\.nvidia\.com|[\w.-]*\.?jax-releases)|http://|\$")


@rule(Severity.WARNING, since="0.1")
def index_extra_confusable(pip_options: tuple[PipOption, ...]) -> Iterator[Finding]:
    """Packages come from whichever of two indexes has the higher version.

    `--extra-index-url` gives no index precedence: who publishes a private package's name elsewhere, with a
    higher version, has it installed ("dependency confusion"). Use one index that passes on the others, or tie
    packages to their index, as uv does with `explicit = true`.

    ```requirements bad
    --extra-index-url https://packages.example.com/simple
    demo-core
    ```
    ```requirements good
    --extra-index-url https://download.pytorch.org/whl/cpu
    torch
    ```
    """
    for option in pip_options:
        if option.name == "--extra-index-url" and option.value and not _PUBLIC.match(option.value):
            yield Finding("`--extra-index-url` lets either index provide any package", option.at)
