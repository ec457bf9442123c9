import re
from collections.abc import Iterator
from typing import Any

from roadworthy import Finding, Pyproject, SetupFiles, Severity, rule
from roadworthy_rules.layout._shared import backend_of

_COMPARED = ("name", "version", "description", "requires-python", "dependencies", "license", "keywords")


@rule(Severity.WARNING, since="0.1")
def setup_metadata_ignored(pyproject: Pyproject, setup: SetupFiles) -> Iterator[Finding]:
    """The build ignores metadata in `setup.py` or `setup.cfg`.

    If there is a `[project]` table, setuptools reads the metadata only from there. It prints a warning in the
    middle of its output and ignores the other files, so a change to a version or a dependency in them has no
    effect. Poetry never reads them. Delete the metadata from `setup.py` and `setup.cfg`; keep `setup.py` for
    extension modules and build steps.

    ```toml bad
    [project]
    name = "demo"
    version = "2.0"
    dependencies = ["pandas>=2"]
    ```
    ```python setup.py bad
    from setuptools import setup

    setup(version="1.9", install_requires=["pandas", "numpy"])
    ```
    ```toml good
    [project]
    name = "demo"
    version = "2.0"
    dynamic = ["dependencies"]
    ```
    ```python setup.py good
    from setuptools import setup

    setup(name="Demo", version="2.0", install_requires=["pandas", "numpy"])
    ```

    ```toml good
    [project]
    name = "demo"
    version = "2.0"
    dependencies = ["pandas >=2", "numpy"]
    ```
    ```text setup.cfg good
    [metadata]
    name = demo

    [options]
    install_requires =
        NumPy
        pandas>=2
    ```
    """
    if backend_of(pyproject) == "poetry":
        yield from _beside_poetry(setup, pyproject)
    dynamic = {name for _, name in pyproject.each(str, "project", "dynamic")}
    if backend_of(pyproject) != "setuptools" or not pyproject.has("project", "name"):
        return
    for declared in setup.values:
        if declared.field not in _COMPARED or declared.field in dynamic:
            continue
        ours = pyproject.get(object, "project", declared.field)
        if ours is None:
            yield Finding(
                f"`{declared.field}` is ignored here, and `[project]` does not set it",
                declared.at,
                related=(pyproject.at("project"),),
            )
        elif isinstance(ours, (str, list)) and _plain(ours) != _plain(declared.value):
            yield Finding(
                f"`{declared.field}` is ignored here and differs from `[project]`",
                declared.at,
                related=(pyproject.at("project", declared.field),),
            )


def _beside_poetry(setup: SetupFiles, pyproject: Pyproject) -> Iterator[Finding]:
    """Yield the name and version that differ from Poetry's, which builds the project."""
    for declared in setup.values:
        if declared.field in ("name", "version") and isinstance(declared.value, str):
            for route in (("project", declared.field), ("tool", "poetry", declared.field)):
                ours = pyproject.get(str, *route)
                if ours is not None and _plain(ours) != _plain(declared.value):
                    message = f"`{declared.value}` is ignored here and differs from `{ours}`: Poetry builds"
                    yield Finding(message, declared.at, related=(pyproject.at(*route),))
                    break


def _plain(value: Any) -> Any:
    """Return a value without what two spellings of it may differ in: case, blanks, quotes, order."""
    if isinstance(value, (list, tuple)):
        return sorted(map(str, map(_plain, value)))
    return re.sub(r"[\s'\"]+", "", re.sub(r"(?<=[^\W_])[-_.]++(?=[a-z])", "-", str(value).lower()))
