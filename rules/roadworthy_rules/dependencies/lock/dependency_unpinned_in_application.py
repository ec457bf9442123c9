from collections.abc import Iterator

from roadworthy import Dependency, Finding, LockFile, Profile, Severity, Tree, rule
from roadworthy_rules.dependencies.lock._locked import is_deployed, is_locked


@rule(Severity.WARNING, since="0.1")
def dependency_unpinned_in_application(
    dependency: Dependency, profile: Profile, locks: tuple[LockFile, ...], tree: Tree
) -> Iterator[Finding]:
    """An application without a lock file takes any version of a dependency.

    Each deployment installs whatever is newest that day, a new major version included, and nothing records
    what ran yesterday. Lock, or name at least the version that was tested.

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
    ```
    ```python app.py good
    from fastapi import FastAPI

    app = FastAPI()
    ```
    """
    wanted = dependency.requirement
    if not is_deployed(profile):
        return
    if wanted is None or wanted.specifier or wanted.url or dependency.source or dependency.kind != "runtime":
        return
    if not is_locked(tree, locks) and not dependency.at.file.endswith(".in"):
        yield Finding(f"any version of `{dependency.name}` is taken", dependency.at)
