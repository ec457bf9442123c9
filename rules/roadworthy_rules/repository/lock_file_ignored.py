from collections.abc import Iterator

from roadworthy import Finding, Location, Profile, Repository, Severity, rule

_LOCKS = ("uv.lock", "poetry.lock", "pdm.lock", "Pipfile.lock", "pixi.lock", "conda-lock.yml", "pylock.toml")


@rule(Severity.WARNING, since="0.1")
def lock_file_ignored(repository: Repository, profile: Profile) -> Iterator[Finding]:
    """Git ignores the lock file of an application.

    The versions you tested stay on your machine, and each deployment installs others. Delete the line from
    `.gitignore` and commit the lock file.

    The rule ignores libraries, because their users do not install from the lock file.

    ```gitignore bad
    __pycache__/
    poetry.lock
    ```
    ```dockerfile bad
    FROM python:3.13
    ```
    ```gitignore good
    __pycache__/
    # poetry.lock
    ```
    ```dockerfile good
    FROM python:3.13
    ```
    The line is left from a template, and another lock file is kept:

    ```gitignore good
    Pipfile.lock
    ```
    ```text uv.lock good
    version = 1
    ```
    ```dockerfile good
    FROM python:3.13
    ```
    """
    if profile.name == "library":
        return
    # Where another tool's lock file is kept, the line is left from a template.
    kept = (path for path in _LOCKS if path in repository.files)
    if any(repository.tracked is None or path in repository.tracked for path in kept):
        return
    for pattern in repository.gitignore:
        name = pattern.strip().lstrip("/")
        tracked = repository.tracked or frozenset()
        if name in _LOCKS and name not in tracked and f"!{name}" not in repository.gitignore:
            yield Finding(f"`.gitignore` ignores `{name}`", Location(".gitignore"))
