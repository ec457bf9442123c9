from collections.abc import Iterator

from roadworthy import Finding, Location, Repository, Severity, Tree, rule
from roadworthy_rules._secrets import holds_credentials, may_hold_credentials
from roadworthy_rules.repository._shared import tracked_files

_SIZE = 100_000


@rule(Severity.ERROR, since="0.1", security=8.0, cwe=312)
def secret_file_tracked(repository: Repository, tree: Tree) -> Iterator[Finding]:
    """Git tracks a file with credentials.

    Everyone who can read the repository has the credentials, in every clone and fork. Deleting the file does
    not remove it from the history. Revoke the credentials first, then run `git rm --cached` and add the file
    to `.gitignore`. Read the new ones from environment variables or a secret store.

    ```git bad
    tracked = [".env", "kaggle.json"]
    ```
    ```text .env bad
    DATABASE_PASSWORD=correct-horse-battery
    ```
    ```text kaggle.json bad
    {"username": "anna", "key": "0f3c1d5e7a9b"}
    ```

    The rule ignores templates, test data, public certificates, and a `.env` without secrets.

    ```git good
    tracked = [".env.example", "tests/data/id_rsa", ".env", "certificates.pem"]
    ```
    ```text .env good
    PORT=8000
    SECRET_KEY=${SECRET_KEY}
    API_TOKEN=changethis
    ```
    ```text certificates.pem good
    -----BEGIN CERTIFICATE-----
    ```
    """
    for path in tracked_files(repository):
        if not may_hold_credentials(path):
            continue
        if not tree.exists(path) or repository.files.get(path, 0) > _SIZE:
            continue
        if holds_credentials(path, tree.read(path)[:_SIZE].decode("utf-8", "replace")):
            yield Finding(f"Git tracks `{path}`, which holds credentials", Location(path))
