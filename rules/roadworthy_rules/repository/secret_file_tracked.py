import re
from collections.abc import Iterator

from roadworthy import Finding, Location, Repository, Severity, Tree, rule
from roadworthy_rules._secrets import are_samples, holds_credentials, may_hold_credentials
from roadworthy_rules.repository._shared import tracked_files

_SIZE = 100_000
#: Packages of others, with the keys of their tests, in a tracked environment.
_INSTALLED = re.compile(r"(?:.*/)?(?:site-packages|node_modules)/.*", re.DOTALL)
#: Where secret scanners are told what to accept.
_SCANNERS = (
    ".gitleaks.toml",
    ".gitleaksignore",
    ".secrets.baseline",
    ".gitguardian.yaml",
    ".gitguardian.yml",
)
_HOOKS = ".pre-commit-config.yaml"
_SCANNER = re.compile(r"\s*(detect-private-key|detect-secrets|gitleaks|ggshield|trufflehog)\b")


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

    A path that a hook other than a secret scanner excludes is still reported.

    ```git bad
    tracked = [".env"]
    ```
    ```text .env bad
    DATABASE_PASSWORD=correct-horse-battery
    ```
    ```yaml .pre-commit-config.yaml bad
    repos:
      - repo: local
        hooks:
          - id: end-of-file-fixer
            exclude: ^\\.env$
    ```

    The rule ignores templates, test data, files for CI, files that a README beside them calls samples, public
    certificates, a `.env` without secrets, and files that the
    settings of a secret scanner accept by their path.

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
    ```git good
    tracked = ["keys/server.key"]
    ```
    ```text keys/server.key good
    -----BEGIN PRIVATE KEY-----
    ```
    ```text keys/README.md good
    _These keys are just samples_. They cannot be used for production systems.
    ```
    ```git bad
    tracked = ["keys/server.key"]
    ```
    ```text keys/server.key bad
    -----BEGIN PRIVATE KEY-----
    ```
    ```text keys/README.md bad
    The keys of the server. Run `make tests` after a change.
    ```
    Packages in a tracked environment bring the keys of their tests.

    ```git good
    tracked = ["env/lib/python3.13/site-packages/tornado/test/test.key"]
    ```
    ```text env/lib/python3.13/site-packages/tornado/test/test.key good
    -----BEGIN PRIVATE KEY-----
    ```
    A password that repeats the name of the user or database is a default for development.

    ```git good
    tracked = ["docker.env"]
    ```
    ```text docker.env good
    POSTGRES_USER=warehouse
    POSTGRES_PASSWORD=warehouse
    ```
    ```git good
    tracked = ["docker/database/local.key"]
    ```
    ```text docker/database/local.key good
    -----BEGIN PRIVATE KEY-----
    ```
    ```yaml .pre-commit-config.yaml good
    repos:
      - repo: https://github.com/pre-commit/pre-commit-hooks
        rev: v6.0.0
        hooks:
          - id: detect-private-key
            exclude: ^docker/database/local\\.key$
    ```
    """
    accepted = _accepted(tree)
    for path in tracked_files(repository):
        if _INSTALLED.fullmatch(path) or _names(accepted, path) or not may_hold_credentials(path):
            continue
        if not tree.exists(path) or tree.exceeds(path, _SIZE):
            continue
        if are_samples(path, tree):
            continue
        if holds_credentials(path, tree.read(path)[:_SIZE].decode("utf-8", "replace")):
            yield Finding(f"Git tracks `{path}`, which holds credentials", Location(path))


def _accepted(tree: Tree) -> str:
    """Return what the settings of secret scanners say, as far as they accept something."""
    texts = {
        path: tree.text(path, strict=False).replace("\\", "")
        for path in (*_SCANNERS, _HOOKS)
        if 0 < tree.files.get(path, 0) <= _SIZE
    }
    hooks = texts.pop(_HOOKS, "").split("- id:")[1:]
    excluded = (hook.partition("exclude:")[2] for hook in hooks if _SCANNER.match(hook))
    return "\n".join((*texts.values(), *excluded))


def _names(accepted: str, path: str) -> bool:
    """Tell whether a path stands in a text as a whole, and not as a part of a longer one."""
    before, found, after = accepted.partition(path)
    joined = "./-_"
    while found:
        left, right = before[-1:], after[:1]
        if not (
            left.isalnum() or (left and left in joined) or right.isalnum() or (right and right in joined)
        ):
            return True
        before, found, after = after.partition(path)
    return False
