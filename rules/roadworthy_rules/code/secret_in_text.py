from collections.abc import Iterator

from roadworthy import (
    CIFiles,
    ComposeService,
    Finding,
    KubernetesObject,
    Location,
    NotebookSummary,
    Severity,
    Span,
    Tree,
    counted,
    issued_secrets,
    role_of,
    rule,
)
from roadworthy_rules._secrets import may_hold_credentials

#: How names of files end that people write, and that no other rule reads for secrets.
_ENDINGS = tuple(
    ".bash .bat .cfg .cmd .conf .hcl .ini .json .md .properties .ps1 .rst .sh .sql .tf .tfvars .toml .xml"
    " .yaml .yml".split()
)
#: Files that are larger are data, or made by a tool.
_SIZE = 100_000
#: What the files are for that are read.
_ROLES = ("source", "configuration")
#: Keys that every user of a page or an app is given.
_PUBLIC = ("Google key",)


@rule(Severity.ERROR, since="0.1", security=8.0, cwe=798)
def secret_in_text(
    tree: Tree,
    ci: CIFiles,
    services: tuple[ComposeService, ...],
    objects: tuple[KubernetesObject, ...],
    notebooks: tuple[NotebookSummary, ...],
) -> Iterator[Finding]:
    # roadworthy: ignore[secret-in-code] the page shows what the rule finds
    """A text file contains a key or a token.

    Everyone who can read the repository can use the secret. Revoke it first, because deleting it does not
    remove it from the Git history. Then let the program read it from the environment or from a secret store.

    The rule looks for the formats that services issue, in settings, scripts and texts, and reports a file
    once. It never prints the secret. It ignores keys that are public by design (Google's for browsers),
    tests, documentation, examples, and files of more than 100 kB. Other rules read code, notebooks,
    pipelines, images and manifests.

    ```yaml config/settings.yaml bad
    github:
      token: ghp_0a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R
    ```
    ```ini settings.ini bad
    [github]
    token = ghp_0a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R
    ```
    ```yaml config/settings.yaml good
    github:
      token: ${GITHUB_TOKEN}
      example: ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
    ```
    ```json public/app.json good
    {"apiKey": "AIzaSyA0b1C2d3E4f5G6h7I8j9K0l1M2n3O4p5Q"}
    ```
    ```yaml tests/settings.yaml good
    github:
      token: ghp_0a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R
    ```
    """
    read = {*ci.paths, *(book.path for book in notebooks), *(item.file for item in objects)}
    read.update(service.file for service in services)
    for path in tree.files:
        if not path.endswith(_ENDINGS) or path in read or may_hold_credentials(path):
            continue
        if tree.exceeds(path, _SIZE) or role_of(path) not in _ROLES:
            continue
        lines = tree.lines(path, strict=False)
        found = [item for item in issued_secrets(lines.text) if item[0] not in _PUBLIC]
        if found:
            places = [Span(*lines.position(start), *lines.position(end)) for _, start, end in found]
            first, *others = (Location(path, span=place) for place in places)
            more = f" ({counted(len(others), 'more secret')})" if others else ""
            message = f"the file contains a secret: {found[0][0]}{more}"
            yield Finding(message, first, related=tuple(others))
