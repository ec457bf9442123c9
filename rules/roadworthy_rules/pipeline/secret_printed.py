import re
from collections.abc import Iterator

from roadworthy import CI, Finding, Severity, ShellCommand, rule

#: Characters of a job's scripts.
_LENGTH = 100_000
_SECRET = re.compile(r"\$\{\{ *+secrets\.")


@rule(Severity.WARNING, since="0.1", security=6.5, cwe=532)
def secret_printed(ci: CI) -> Iterator[Finding]:
    """A pipeline prints its secrets to the log.

    Logs are kept for months, and more people can read them than the secrets. CI systems mask a value only if
    it is registered as a secret and printed unchanged; `.env` files often contain other secrets. Remove the
    command.

    The rule ignores output that goes to a file or a pipe, and files such as `build.env` that the script has
    just written.

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
    GitLab passes variables to later jobs in such files.

    ```yaml .gitlab-ci.yml good
    detect:
      script:
        - echo "CHANGED=1" > detect.env
        - cat detect.env
    ```
    ```yaml .gitlab-ci.yml bad
    detect:
      script:
        - cat production.env
    ```
    """
    for ran in ci.jobs:
        scripts = "\n".join(step.script for step in ran.job.steps)[:_LENGTH]
        for step in ran.job.steps:
            for command in step.commands():
                shown = not command.redirected and not command.after.startswith("|")
                if shown and _prints(command, scripts):
                    yield Finding(f"`{command.text[:80]}` prints secrets to the log", step.place(command))


def _prints(command: ShellCommand, scripts: str) -> bool:
    if command.substituted or command.words[0] not in ("cat", "echo", "printf"):
        return False
    if command.words[0] != "cat":
        return bool(_SECRET.search(command.text))
    words = [word for word in command.words[1:] if not _is_written(word, scripts)]
    names = [word.rpartition("/")[2] for word in words]
    public = ("example", "sample", "template", "dist", "test", "ci", "default")
    return any(
        (name == ".env" or name.startswith(".env.") or name.endswith(".env"))
        and not any(word in name.split(".") for word in public)
        for name in names
    )


def _is_written(word: str, scripts: str) -> bool:
    """Tell whether the job writes a file itself, under a name that is not the usual one of secrets."""
    if word.rpartition("/")[2].startswith(".env"):
        return False
    return any(f"{sign}{quote}{word}" in scripts for sign in (">", "> ") for quote in ("", '"', "'"))
