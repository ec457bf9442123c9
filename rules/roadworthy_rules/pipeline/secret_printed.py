import re
from collections.abc import Iterator, Sequence

from roadworthy import CI, Finding, Severity, ShellCommand, rule

#: Characters of a job's scripts.
_LENGTH = 100_000
#: What prints a text in another form.
_ENCODERS = frozenset("base32 base64 fold hexdump od rev sed tr xxd".split())
_SECRET = re.compile(r"\$\{\{ *+secrets\.")
#: A job writes the file itself: GitHub masks the secrets that it was given, and nothing that was fetched.
_MADE = re.compile(
    r"(?:\becho\b|\bprintf\b|\benvsubst\b|\bcat <<)[^\n]{0,500}?> *[\"']?[\w./-]{0,60}\.env(?![\w-])"
)
_FETCHED = re.compile(
    r"(?i)secretsmanager|ssm get-parameter|\bvault\b|\bsops\b|\bgpg\b|decrypt|keyvault|versions access"
)


@rule(Severity.WARNING, since="0.1", security=6.5, cwe=532)
def secret_printed(ci: CI) -> Iterator[Finding]:
    """A pipeline prints its secrets to the log.

    Logs are kept for months, and more people can read them than the secrets. CI systems mask a value only if
    it is registered as a secret and printed unchanged; `.env` files often contain other secrets. Remove the
    command.

    The rule ignores output that goes to a file or a pipe, and files such as `build.env` that the script has
    just written. It ignores a `.env` that a job of GitHub writes itself, because GitHub masks its secrets.

    ```yaml good
    on: push
    jobs:
      test:
        steps:
          - run: |
              echo "KEY=${{ secrets.KEY }}" >> .env
              cat .env
    ```
    ```yaml bad
    on: push
    jobs:
      test:
        steps:
          - run: |
              python fetch_settings.py
              echo "PREFIX=demo" >> ${{ inputs.env-file }}
              cat .env
    ```
    ```yaml bad
    on: push
    jobs:
      test:
        steps:
          - run: |
              aws secretsmanager get-secret-value --secret-id demo > .env
              cat .env
    ```

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
          - run: echo "${{ secrets.TOKEN }}" | base64
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
              echo "GitHub masks ${{ secrets.HOST }}"
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
        github = ran.pipeline.system == "GitHub Actions"
        masked = github and _MADE.search(scripts) is not None and _FETCHED.search(scripts) is None
        for step in ran.job.steps:
            found = step.commands()
            for index, command in enumerate(found):
                if (not masked and _prints(command, scripts)) or _encodes(
                    command, found[index + 1 : index + 2]
                ):
                    yield Finding(f"`{command.text[:80]}` prints secrets to the log", step.place(command))


def _is_shown(command: ShellCommand) -> bool:
    return not (command.substituted or command.redirected or command.after.startswith("|"))


def _encodes(command: ShellCommand, following: Sequence[ShellCommand]) -> bool:
    """Tell whether a secret is printed in a form that GitHub does not mask: only unchanged ones are."""
    echoed = command.words[0] in ("echo", "printf") and _SECRET.search(command.text)
    if not echoed or command.after != "|":
        return False
    return any(one.words[0] in _ENCODERS and _is_shown(one) for one in following)


def _prints(command: ShellCommand, scripts: str) -> bool:
    if not _is_shown(command) or command.words[0] != "cat":
        return False
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
