from collections.abc import Iterator

from roadworthy import Finding, Location, Profile, Pyproject, Repository, Severity, rule

#: Lock files, and the files and tables that their tools read; `project` stands for the standard's table.
_LOCKS = {
    "uv.lock": ("tool.uv", "project"),
    "poetry.lock": ("tool.poetry",),
    "pdm.lock": ("tool.pdm", "project"),
    "Pipfile.lock": ("Pipfile",),
    "pixi.lock": ("pixi.toml", "tool.pixi"),
    "conda-lock.yml": ("environment.yml", "environment.yaml"),
    "pylock.toml": ("project",),
}


@rule(Severity.WARNING, since="0.1")
def lock_file_ignored(
    repository: Repository, profile: Profile, pyproject: Pyproject | None
) -> Iterator[Finding]:
    """Git ignores the lock file of an application.

    The versions you tested stay on your machine, and each deployment installs others. Delete the line from
    `.gitignore` and commit the lock file.

    The rule ignores libraries, because their users do not install from the lock file, and lock files of tools
    that the project does not use: templates of `.gitignore` list all of them.

    ```gitignore bad
    __pycache__/
    poetry.lock
    ```
    ```dockerfile bad
    FROM python:3.13
    ```
    ```toml bad
    [tool.poetry]
    package-mode = false
    ```
    ```gitignore good
    __pycache__/
    # poetry.lock
    ```
    ```dockerfile good
    FROM python:3.13
    ```
    ```toml good
    [tool.poetry]
    package-mode = false
    ```
    The project installs with pip:

    ```gitignore good
    Pipfile.lock
    ```
    ```dockerfile good
    FROM python:3.13
    ```
    ```text requirements.txt good
    flask==3.1.0
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
        if name not in _LOCKS or name in tracked or f"!{name}" in repository.gitignore:
            continue
        if any(_is_used(sign, repository, pyproject) for sign in _LOCKS[name]):
            yield Finding(f"`.gitignore` ignores `{name}`", Location(".gitignore"))


def _is_used(sign: str, repository: Repository, pyproject: Pyproject | None) -> bool:
    """Tell whether a file or table that a tool reads is there.

    The standard's table alone says nothing where pip installs from a list.
    """
    if sign == "project" and "requirements.txt" in repository.files:
        return False
    return sign in repository.files or (pyproject is not None and pyproject.has(*sign.split(".")))
