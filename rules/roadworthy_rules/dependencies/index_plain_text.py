import re
from collections.abc import Iterator

from roadworthy import Finding, PipOption, Severity, rule

_LOCAL = re.compile(r"http://([^/@]*@)?(localhost|127\.|\[::1\])")


@rule(Severity.WARNING, since="0.1")
def index_plain_text(pip_options: tuple[PipOption, ...]) -> Iterator[Finding]:
    """A package index is asked without encryption.

    Whoever is on the way can replace the packages, and so run code where they are installed. Use `https`.

    ```requirements bad
    --index-url http://packages.example.com/simple
    numpy
    ```
    ```requirements good
    --index-url http://localhost:3141/simple
    --find-links https://packages.example.com/simple
    ```
    """
    for option in pip_options:
        index = option.name in ("--index-url", "--extra-index-url", "--find-links")
        if index and option.value.startswith("http://") and not _LOCAL.match(option.value):
            yield Finding(f"`{option.name}` is a URL without encryption", option.at)
