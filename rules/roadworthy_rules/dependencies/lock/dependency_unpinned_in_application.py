from collections.abc import Iterator

from roadworthy import Dependency, Finding, LockFile, Profile, Severity, Tree, rule
from roadworthy_rules._names import named
from roadworthy_rules.dependencies.lock._locked import is_deployed, is_locked, open_dependencies


@rule(Severity.WARNING, since="0.1")
def dependency_unpinned_in_application(
    dependencies: tuple[Dependency, ...], profile: Profile, locks: tuple[LockFile, ...], tree: Tree
) -> Iterator[Finding]:
    """An application without a lock file accepts any version of a dependency.

    Each deployment installs the newest version of that day, even a new major version, and yesterday's
    versions are not recorded. Create a lock file, or at least pin the version that you tested.

    ```requirements bad
    fastapi>=0.115
    pandas
    ```
    ```python app.py bad
    from fastapi import FastAPI

    app = FastAPI()
    ```
    ```requirements good
    fastapi>=0.115
    pandas~=2.2
    ```
    ```python app.py good
    from fastapi import FastAPI

    app = FastAPI()
    ```

    ```requirements requirements.in good
    fastapi
    ```
    ```requirements good
    fastapi==0.115.12
    ```
    ```python app.py good
    from fastapi import FastAPI

    app = FastAPI()
    ```

    ```toml good
    [project]
    name = "demo"
    dependencies = ["pandas"]
    ```

    ```yaml environment.yml good
    dependencies:
      - jpeg=9b=h024ee3a_2
      - openssl=1.1.1d
      - ruff
    ```
    ```python app.py good
    from fastapi import FastAPI

    app = FastAPI()
    ```
    """
    if not is_deployed(profile) or is_locked(tree, locks):
        return
    for items in open_dependencies(dependencies):
        others = tuple(item.at for item in items[1:])
        yield Finding(
            f"any version of {named(item.name for item in items)} is accepted", items[0].at, related=others
        )
