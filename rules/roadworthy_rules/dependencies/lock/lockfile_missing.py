from collections.abc import Iterator

from roadworthy import Dependency, Finding, Location, LockFile, Profile, Severity, Tree, rule
from roadworthy_rules.dependencies._shared import is_dump
from roadworthy_rules.dependencies.lock._locked import (
    is_deployed,
    is_locked,
    is_locked_above,
    open_dependencies,
)


@rule(Severity.WARNING, since="0.1")
def lockfile_missing(
    dependencies: tuple[Dependency, ...], profile: Profile, locks: tuple[LockFile, ...], tree: Tree
) -> Iterator[Finding]:
    """An application is deployed without a lock file.

    Each build resolves the dependencies again: tomorrow's deployment differs from what you tested today, and
    a new release of an indirect dependency can break it. Commit a lock file: `uv lock`, `poetry lock`,
    `pip lock` (PEP 751), or requirements compiled with `pip-compile`.

    The rule ignores libraries, because their users resolve the dependencies.

    ```requirements bad
    fastapi>=0.115
    pandas>=2.2
    ```
    ```python app.py bad
    from fastapi import FastAPI

    app = FastAPI()
    ```

    ```git bad
    tracked = ["pyproject.toml", "src/demo/model.py"]
    ```
    ```toml bad
    [project]
    name = "demo"
    dependencies = ["fastapi>=0.115"]
    ```
    ```python bad
    from fastapi import FastAPI

    app = FastAPI()
    ```
    ```requirements good
    fastapi>=0.115
    pandas
    ```
    ```toml uv.lock good
    version = 1
    requires-python = ">=3.11"
    ```
    ```python app.py good
    from fastapi import FastAPI

    app = FastAPI()
    ```

    ```requirements good
    fastapi==0.115.12
    starlette==0.46.2
    ```
    ```python app.py good
    from fastapi import FastAPI

    app = FastAPI()
    ```

    ```yaml environment.yml good
    dependencies:
      - python=3.11.9=h955ad1f_0
      - fastapi=0.115.12=pyhd8ed1ab_0
      - pip:
        - starlette==0.46.2
    ```
    ```python app.py good
    from fastapi import FastAPI

    app = FastAPI()
    ```

    ```toml good
    [project]
    name = "demo"
    dependencies = ["pandas>=2.2"]
    ```
    """
    # An sdist is unpacked: its lock file may have been left out of it.
    if not is_deployed(profile) or tree.exists("PKG-INFO"):
        return
    runtime = [item for item in dependencies if item.kind == "runtime"]
    if not runtime or is_locked(tree, locks) or is_locked_above(runtime, tree):
        return
    # `dependency-unpinned-in-application` says what comes of it.
    if open_dependencies(dependencies):
        return
    files: dict[str, list[Dependency]] = {}
    for item in dependencies:
        files.setdefault(item.at.file, []).append(item)
    for file, items in files.items():
        exact = {item.name for item in items if "==" in item.text or "@" in item.text}
        pinned = all(item.name in exact for item in items)
        if pinned and (items[0].manager == "requirements" or is_dump(file, items[0].manager, tree)):
            return
    # The file that speaks for the whole project: the one at the root, with the plainest name.
    named = [item.at.file for item in runtime if item.manager == runtime[0].manager]
    spoken = min(named, key=lambda path: (path.count("/"), len(path), path))
    yield Finding("no lock file pins the deployed versions", Location(spoken))
