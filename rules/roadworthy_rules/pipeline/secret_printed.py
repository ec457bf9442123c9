import re
from collections.abc import Iterator

from roadworthy import CI, Finding, Severity, ShellCommand, rule

_SECRET = re.compile(r"\$\{\{ *+secrets\.")


@rule(Severity.WARNING, since="0.1", security=6.5, cwe=532)
def secret_printed(ci: CI) -> Iterator[Finding]:
    """A pipeline prints its secrets to the log.

    Logs are kept for months, and more people can read them than the secrets. CI systems mask a value only if
    it is registered as a secret and printed unchanged; `.env` files often contain other secrets. Remove the
    command.

    The rule ignores output that goes to a file or a pipe.

    ```yaml .gitlab-ci.yml bad
    build:
      script:
        - echo $DATABASE_URL >> .env
        - cat .env
        - docker build .
    ```
    ```yaml bad
    on: push
    jobs:
      test:
        steps:
          - run: echo "${{ secrets.TOKEN }}"
    ```
    ```yaml good
    on: push
    jobs:
      test:
        steps:
          - run: |
              cat .env >> "$GITHUB_ENV"
              echo "${{ secrets.KEY }}" > key.pem
              echo "${{ secrets.TOKEN }}" | docker login --password-stdin
              cat .env.example
    ```
    """
    for ran in ci.jobs:
        for step in ran.job.steps:
            for command in step.commands():
                if not command.redirected and not command.after.startswith("|") and _prints(command):
                    yield Finding(f"`{command.text[:80]}` prints secrets to the log", step.place(command))


def _prints(command: ShellCommand) -> bool:
    if command.substituted or command.words[0] not in ("cat", "echo", "printf"):
        return False
    if command.words[0] != "cat":
        return bool(_SECRET.search(command.text))
    names = [word.rpartition("/")[2] for word in command.words[1:]]
    public = ("example", "sample", "template", "dist", "test", "ci", "default")
    return any(
        (name == ".env" or name.startswith(".env.") or name.endswith(".env"))
        and not any(word in name.split(".") for word in public)
        for name in names
    )
