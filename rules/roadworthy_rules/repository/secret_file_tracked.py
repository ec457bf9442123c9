from collections.abc import Iterator

from roadworthy import Finding, Location, Repository, Severity, Tree, rule
from roadworthy_rules._secrets import holds_credentials, may_hold_credentials
from roadworthy_rules.repository._shared import tracked_files

_SIZE = 100_000


@rule(Severity.ERROR, since="0.1", security=8.0, cwe=312)
def secret_file_tracked(repository: Repository, tree: Tree) -> Iterator[Finding]:
    """Git tracks a file with credentials.

    Everybody who can read the repository has them, now and in each clone and fork: removing the file does not
    take it out of the history. Change the credentials first, then run `git rm --cached`, name the file in
    `.gitignore`, and let the program read them from its environment or from a secret store.

    ```git bad
    tracked = [".env", "kaggle.json"]
    ```
    ```text .env bad
    DATABASE_PASSWORD=correct-horse-battery
    ```
    ```text kaggle.json bad
    {"username": "anna", "key": "0f3c1d5e7a9b"}
    ```
    Templates and test data hold none, and a `.env` without a secret or a public certificate is none.

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
