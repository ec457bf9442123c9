from collections.abc import Iterable, Iterator

from roadworthy import (
    Dependency,
    Finding,
    LockFile,
    ModuleSummary,
    Profile,
    Repository,
    Severity,
    Tree,
    Unmeasured,
    role_of,
    rule,
)
from roadworthy_rules._run_output import kind_of_output
from roadworthy_rules.dependencies.lock._locked import is_deployed, is_locked

#: Libraries that train models: a result depends on their versions.
_TRAINS = frozenset("catboost jax keras lightgbm sklearn tensorflow torch transformers xgboost".split())
_EXACT = ("==", "===")


@rule(Severity.NOTE, since="0.2", handwritten=True)
def versions_unrecorded(
    dependencies: tuple[Dependency, ...],
    profile: Profile,
    locks: tuple[LockFile, ...],
    modules: tuple[ModuleSummary, ...],
    repository: Repository,
    tree: Tree,
) -> Iterator[Finding]:
    """Results are tracked, and no file records the versions that made them.

    In a year, the same command installs other libraries: it gives other numbers, or does not run. Commit a
    lock file, such as `uv.lock`, or the output of `pip freeze`, next to the ranges in `pyproject.toml`.

    The rule reports projects whose scripts train a model and whose `results` or `outputs` Git tracks, if no
    dependency has an exact version. `lockfile-missing` reports applications.

    ```toml bad
    [project]
    name = "demo"
    version = "1.0"
    dependencies = ["torch>=2.0", "numpy>=1.26"]

    [build-system]
    requires = ["hatchling"]
    build-backend = "hatchling.build"
    ```
    ```python scripts/train.py bad
    import torch

    if __name__ == "__main__":
        print(torch.zeros(1))
    ```
    ```git bad
    tracked = ["pyproject.toml", "scripts/train.py", "results/scores.json"]
    ```
    ```size results/scores.json bad
    2_000
    ```
    ```toml good
    [project]
    name = "demo"
    version = "1.0"
    dependencies = ["torch>=2.0", "numpy>=1.26"]

    [build-system]
    requires = ["hatchling"]
    build-backend = "hatchling.build"
    ```
    ```requirements good
    torch==2.7.1
    numpy==2.3.0
    ```
    ```python scripts/train.py good
    import torch

    if __name__ == "__main__":
        print(torch.zeros(1))
    ```
    ```git good
    tracked = ["pyproject.toml", "requirements.txt", "scripts/train.py", "results/scores.json"]
    ```
    ```size results/scores.json good
    2_000
    ```
    """
    if repository.tracked is None:
        raise Unmeasured("could not see what Git tracks: there is no index that can be read")
    runtime = [item for item in dependencies if item.kind == "runtime" and item.requirement is not None]
    if is_deployed(profile) or not runtime or is_locked(tree, locks) or not _trains(modules):
        return
    if any(
        one.operator in _EXACT for item in runtime if item.requirement for one in item.requirement.specifier
    ):
        return
    for path in sorted(repository.tracked):
        first = path.partition("/")[0].lower()
        if first in ("results", "outputs", "output") and kind_of_output(path) and role_of(path) == "source":
            message = f"`{path}` is tracked, but no file records the versions that it was made with"
            yield Finding(message, runtime[0].at)
            return


def _trains(modules: Iterable[ModuleSummary]) -> bool:
    """Tell whether a script that is started imports a library that trains."""
    return any(
        module.main_uses
        and module.role in ("source", "example")
        and any(item.module.partition(".")[0] in _TRAINS for item in module.imports)
        for module in modules
    )
