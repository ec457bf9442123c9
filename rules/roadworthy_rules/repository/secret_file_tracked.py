import re
from collections.abc import Iterator

from roadworthy import Finding, Location, Repository, Severity, Tree, rule

_PLACEHOLDER = (
    r"admin|airflow|change|default|dev|dummy|example|fake|guest|insert|insecure|local|minio|mlflow|mysql|none|null"
    r"|passw|postgres|put|replace|root|sample|secret|some|test|this|todo|user|x{3}|your|\*"
)
_VALUE = rf"(?!{_PLACEHOLDER})[^\s\"'$<{{]{{6,}}"
_WORD = r"(secret|token|passw(or)?d|(api|access|encryption|private|secret|signing)_?key)"
_SETTING = rf"(?im)^(export )?\w*{_WORD} ?[=:] ?[\"']?{_VALUE}"
_MEMBER = rf"(?i)\"\w*(secret|token|password|key)\"\s*:\s*\"{_VALUE}"
#: What a file may be called, and what makes it a secret besides.
_FILES = [
    (re.compile(name), re.compile(content))
    for name, content in (
        (r"\.env|\.env\.\w+|\w+\.env", _SETTING),
        (r"id_(rsa|dsa|ecdsa|ed25519)|.+\.(pem|key|ppk)", r"PRIVATE KEY|PuTTY-User-Key"),
        (r"[._]netrc", r"(?i)\bpassword\s+" + _VALUE),
        (r"\.pypirc", r"(?im)^\s*password\s*[=:]\s*" + _VALUE),
        (r"\.git-credentials|\.pgpass", r":[^:@\s]+"),
        (r"(?i)kaggle\.json|(.*[_.-])?credentials?([_.-].*)?\.json|.*service[_-]?account.*\.json", _MEMBER),
    )
]
_TEMPLATE = re.compile(
    r"(?i)(.*[._-])?(example|sample|template|tmpl|dist|defaults?|test|dummy|localhost)([._-].*)?"
)
_ASIDE = re.compile(
    r"(?i)(.*/)?([^/]*(test|dummy|mock|fake|fixture|example|sample|demo|\{\{)[^/]*|dev|docs?|local)/.*",
    re.DOTALL,
)
_SIZE = 100_000


@rule(Severity.ERROR, since="0.1")
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
    for path in sorted(repository.tracked or ()):
        name = path.rpartition("/")[2]
        content = next((content for pattern, content in _FILES if pattern.fullmatch(name)), None)
        if content is None or _TEMPLATE.fullmatch(name) or _ASIDE.fullmatch(path):
            continue
        if not tree.exists(path) or repository.files.get(path, 0) > _SIZE:
            continue
        if content.search(tree.read(path)[:_SIZE].decode("utf-8", "replace")):
            yield Finding(f"Git tracks `{path}`, which holds credentials", Location(path))
