from collections.abc import Iterator
from itertools import pairwise

from roadworthy import CI, Finding, Severity, ShellCommand, may_be_placeholder, rule

#: Programs that sign in, with the options that take a password.
_OPTIONS = {
    "docker": ("-p", "--password"),
    "podman": ("-p", "--password"),
    "helm": ("-p", "--password"),
    "twine": ("-p", "--password"),
    "flit": ("--password",),
    "poetry": ("-p", "--password"),
    "uv": ("--token", "--password", "-p", "-t"),
    "hatch": ("-a", "--auth"),
    "pdm": ("-P", "--password"),
    "az": ("-p", "--password"),
    "sshpass": ("-p",),
}
_SIGNING_IN = frozenset(("login", "upload", "publish", "ssh", "scp", "registry"))


@rule(Severity.ERROR, since="0.1", security=8.0, cwe=798)
def password_in_command(ci: CI) -> Iterator[Finding]:
    """A pipeline passes a literal password to a command.

    Everyone who can read the repository can use it, in every clone and fork and even after you delete the
    line. Revoke it, and read a new one from the secrets of the CI system.

    The rule checks commands that log in to registries and indexes, such as `docker login` and `twine upload`.
    It ignores variables and placeholders.

    ```yaml .gitlab-ci.yml bad
    push:
      script:
        - docker login -u demo -p 7f3k2m9q4x8z registry.demo.example
        - docker push registry.demo.example/demo
    ```
    ```yaml .gitlab-ci.yml good
    push:
      script:
        - docker login -u demo -p "$REGISTRY_PASSWORD" registry.demo.example
        - echo "$REGISTRY_PASSWORD" | docker login -u demo --password-stdin registry.demo.example
        - docker run -p 8000:8000 demo
        - twine upload --username __token__ --password ${PYPI_TOKEN} dist/*
    ```
    """
    for ran in ci.jobs:
        for step in ran.job.steps:
            for command in step.commands():
                if option := _written(command):
                    message = f"`{command.words[0]}` gets a literal password in `{option}`"
                    yield Finding(message, step.place(command))


def _written(command: ShellCommand) -> str:
    """Return the option that a literal password follows; else nothing."""
    options = _OPTIONS.get(command.words[0].rpartition("/")[2], ())
    if not options or _SIGNING_IN.isdisjoint(command.words):
        return ""
    pairs = [*pairwise(command.words), *(word.partition("=")[::2] for word in command.words if "=" in word)]
    for option, value in pairs:
        secret = len(value) > 5 and not set(value) & set("$`{<%") and not value.startswith("-")
        if option in options and secret and not may_be_placeholder(value):
            return option
    return ""
