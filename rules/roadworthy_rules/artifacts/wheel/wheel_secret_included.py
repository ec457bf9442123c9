from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, rule
from roadworthy_rules.artifacts._twins import secret_findings


@rule(Severity.ERROR, since="0.1", security=8.0, cwe=312)
def wheel_secret_included(wheel: Wheel) -> Iterator[Finding]:
    """A wheel contains a file with credentials.

    Everyone who downloads the wheel gets the credentials, and mirrors keep files that you delete from PyPI.
    Revoke the credentials first, then exclude the file and publish a new release.

    The rule ignores templates, test data and public certificates.

    ```wheel bad
    files = { "service/.env" = "DATABASE_PASSWORD=correct-horse-battery" }
    ```

    ```wheel bad
    files = { "service/server.key" = "-----BEGIN PRIVATE KEY-----" }
    ```

    ```wheel good
    files = { "service/ca.pem" = "-----BEGIN CERTIFICATE-----", "service/.env" = "PORT=8000" }
    ```
    """
    yield from secret_findings(wheel)
