from collections.abc import Iterator

from roadworthy import Finding, Sdist, Severity, rule
from roadworthy_rules.artifacts._twins import secret_findings


@rule(Severity.ERROR, since="0.1", security=8.0, cwe=312)
def sdist_secret_included(sdist: Sdist) -> Iterator[Finding]:
    """An sdist holds a file with credentials.

    Everybody who downloads it has them, and mirrors keep what is deleted on PyPI. Change the credentials
    first, then exclude the file and publish again. Templates, test data and public certificates hold none.

    ```sdist bad
    files = { "service/.env" = "DATABASE_PASSWORD=correct-horse-battery" }
    ```

    ```sdist bad
    files = { "service/server.key" = "-----BEGIN PRIVATE KEY-----" }
    ```

    ```sdist good
    files = { "service/ca.pem" = "-----BEGIN CERTIFICATE-----", "service/.env" = "PORT=8000" }
    ```
    """
    yield from secret_findings(sdist, f"{sdist.top}/")
