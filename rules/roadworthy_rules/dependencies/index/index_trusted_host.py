import re
from collections.abc import Iterator

from roadworthy import Finding, PipOption, Severity, rule

_LOCAL = re.compile(r"(localhost|127\.|\[?::1)")


@rule(Severity.WARNING, since="0.1", security=6.5, cwe=295)
def index_trusted_host(pip_options: tuple[PipOption, ...]) -> Iterator[Finding]:
    """A package index is trusted without a valid certificate.

    An attacker on the network can replace packages. Pass the certificate authority to pip with `--cert`
    instead.

    ```requirements bad
    --trusted-host packages.example.com
    ```
    ```requirements good
    --trusted-host localhost
    ```
    """
    for option in pip_options:
        if option.name == "--trusted-host" and not _LOCAL.match(option.value):
            yield Finding(f"`{option.value}` is trusted without a valid certificate", option.at)
