from collections.abc import Iterator

from roadworthy import CI, Finding, Location, Severity, Span, Tree, issued_secrets, rule

_SIZE = 1_000_000


@rule(Severity.ERROR, since="0.1", security=8.0, cwe=798)
def secret_in_pipeline(ci: CI, tree: Tree) -> Iterator[Finding]:
    # roadworthy: ignore[secret-in-code] the page shows what the rule finds
    """A pipeline file contains a credential.

    Everyone who can read the repository can use it, in every clone and fork, even after you delete the line.
    Revoke it, and read a new one from the secrets of the CI system.

    The rule finds credentials by the formats that services issue. It ignores passwords of databases that only
    the pipeline itself starts.

    ```yaml .gitlab-ci.yml bad
    deploy:
      variables:
        AWS_ACCESS_KEY_ID: AKIAQYLPMN5HIZ3K7RTC
      script: aws s3 ls
    ```
    ```yaml good
    on: push
    jobs:
      test:
        services:
          postgres:
            image: postgres:17
            env:
              POSTGRES_PASSWORD: postgres
        steps:
          - run: pytest
            env:
              TOKEN: ${{ secrets.TOKEN }}
    ```
    """
    for path in ci.paths:
        if tree.files.get(path, 0) > _SIZE:
            continue
        lines = tree.lines(path, strict=False)
        found: dict[tuple[str, str], list[Location]] = {}
        for kind, start, end in issued_secrets(lines.text):
            span = lines.span(start, end)
            at = Location(path, (), Span(span.line, span.column, span.end_line, span.end_column))
            found.setdefault((kind, lines.text[start:end]), []).append(at)
        for (kind, _), places in found.items():
            more = f" ({len(places)} times)" if len(places) > 1 else ""
            message = f"the file contains the {kind}{more}"
            yield Finding(message, places[0], None, tuple(places[1:10]), arguments=(kind,))
