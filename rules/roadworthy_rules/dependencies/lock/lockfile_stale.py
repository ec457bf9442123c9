from collections.abc import Iterator

from roadworthy import Dependency, Finding, Location, LockFile, Pyproject, Severity, Tree, rule
from roadworthy_rules._names import named
from roadworthy_rules.dependencies.lock._locked import (
    different_python,
    hashes,
    listed,
    locked_requirements,
    unlocked,
)


@rule(Severity.WARNING, since="0.1")
def lockfile_stale(
    lock: LockFile, pyproject: Pyproject | None, dependencies: tuple[Dependency, ...], tree: Tree
) -> Iterator[Finding]:
    """The lock file does not match the declared dependencies.

    `uv sync --locked`, `poetry install` and `pipenv install --deploy` reject it, and other installers install
    outdated versions. Lock again: `uv lock`, `poetry lock`, `pdm lock`, `pipenv lock`.

    The rule compares what the tools record: uv the requirements and the range of Python, Poetry, PDM and
    Pipenv a hash. A `pylock.toml` (PEP 751) must contain each declared package in a declared version.

    ```toml bad
    [project]
    name = "demo"
    requires-python = ">=3.11"
    dependencies = ["pandas>=2.2", "pyyaml"]
    ```
    ```toml uv.lock bad
    version = 1
    requires-python = ">=3.9"

    [[package]]
    name = "demo"
    version = "1.0"
    source = { editable = "." }
    dependencies = [{ name = "pandas" }, { name = "requests" }]

    [package.metadata]
    requires-dist = [{ name = "pandas", specifier = ">=2.0" }, { name = "requests" }]
    ```

    ```toml bad
    [tool.poetry]
    name = "demo"
    [tool.poetry.dependencies]
    python = "^3.11"
    pandas = "^2.2"
    ```
    ```toml poetry.lock bad
    package = []

    [metadata]
    lock-version = "2.0"
    python-versions = "^3.11"
    content-hash = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
    ```

    ```toml bad
    [project]
    name = "demo"
    dependencies = ["pandas>=2.2"]
    ```
    ```toml pdm.lock bad
    package = []

    [metadata]
    lock_version = "4.5.0"
    content_hash = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
    ```

    ```toml bad
    [project]
    name = "demo"
    dependencies = ["pandas>=2.2", "pyyaml"]
    ```
    ```toml pylock.toml bad
    lock-version = "1.0"
    created-by = "pip"

    [[packages]]
    name = "pandas"
    version = "2.1.4"
    ```

    ```toml Pipfile bad
    [[source]]
    name = "pypi"
    url = "https://packages.example.com/simple"
    verify_ssl = true

    [packages]
    pandas = "*"
    ```
    ```json Pipfile.lock bad
    {
        "_meta": {
            "hash": {"sha256": "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"},
            "pipfile-spec": 6
        },
        "default": {"pandas": {"version": "==2.2.3"}}
    }
    ```
    ```toml good
    [project]
    name = "demo"
    requires-python = ">=3.11"
    dependencies = ["pandas >= 2.2, < 4"]
    ```
    ```toml uv.lock good
    version = 1
    requires-python = ">=3.11"

    [[package]]
    name = "demo"
    version = "1.0"
    source = { editable = "." }
    dependencies = [{ name = "pandas" }]

    [package.metadata]
    requires-dist = [{ name = "pandas", specifier = "<4,>=2.2" }]
    ```
    """
    route, known = hashes(lock, pyproject, tree)
    recorded = lock.get(str, *route) if route else None
    if recorded and known and recorded not in known:
        yield Finding("the recorded hash does not match the declared dependencies", lock.at(*route))
    # Names in the middle say that the file is for a part: a group, an extra, a platform.
    if lock.file == "pylock.toml" and pyproject is not None:
        for item in unlocked(lock, pyproject, dependencies):
            yield Finding(f"`{item.name}` is not locked as declared", lock.at("packages"), None, (item.at,))
    if lock.format != "uv" or pyproject is None:
        return
    if not lock.has("manifest", "members") and lock.requires_python:
        at, written = lock.requires_python
        declared = pyproject.get(str, "project", "requires-python")
        if declared and different_python(declared, written):
            yield Finding(f"locked for Python `{written}`, not for `{declared}`", at)
    yield from _requirements(lock, pyproject, dependencies)


def _requirements(
    lock: LockFile, pyproject: Pyproject, dependencies: tuple[Dependency, ...]
) -> Iterator[Finding]:
    told, places, first = list[str](), list[Location](), None
    for kinds, key in ((("runtime", "extra"), "requires-dist"), (("group",), "requires-dev")):
        at, locked = locked_requirements(lock, pyproject, key)
        if at is None:
            continue
        declared = listed(pyproject, dependencies, kinds)
        faults = {
            "declared but not locked": sorted(declared.keys() - locked.keys()),
            "locked but not declared": sorted(locked.keys() - declared.keys()),
            "locked for other versions than declared": sorted(
                name for name in declared.keys() & locked.keys() if declared[name] != locked[name]
            ),
        }
        for fault, names in faults.items():
            if names:
                places += [item.at for item in dependencies if item.name in names]
                verb = "is" if len(names) == 1 else "are"
                told.append(f"{named(names)} {verb} {fault}")
                first = first or at
    if first is not None:
        yield Finding("; ".join(told), first, None, tuple(dict.fromkeys(places)))
