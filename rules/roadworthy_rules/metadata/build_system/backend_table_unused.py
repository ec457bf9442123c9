from collections.abc import Iterator

from roadworthy import Finding, Pyproject, Severity, rule
from roadworthy_rules.metadata._backends import BACKENDS

#: Tables that only a build backend reads. Poetry, PDM, Hatch and uv are tools of their own as well.
_BUILD_KEYS = {
    "hatch": ("build", "metadata"),
    "setuptools": ("packages", "py-modules", "package-dir", "package-data", "dynamic"),
    "flit": ("module", "sdist"),
    "pdm": ("build",),
}


@rule(Severity.WARNING, since="0.1")
def backend_table_unused(pyproject: Pyproject) -> Iterator[Finding]:
    """A table configures a build backend that does not build the project.

    The settings for packages, data and versions in this table are ignored. Either the table was left behind,
    or `build-backend` is wrong. Delete the table, or change `build-backend`.

    ```toml bad
    [build-system]
    requires = ["hatchling"]
    build-backend = "hatchling.build"

    [project]
    name = "demo"

    [tool.setuptools]
    packages = ["demo"]
    ```
    ```python demo/__init__.py bad
    ```
    ```toml good
    [build-system]
    requires = ["setuptools>=77"]
    build-backend = "setuptools.build_meta"

    [project]
    name = "demo"

    [tool.setuptools]
    packages = ["demo"]

    [tool.hatch.envs.default]
    dependencies = ["pytest"]
    ```
    ```python demo/__init__.py good
    ```
    """
    backend = pyproject.backend
    if backend not in BACKENDS:
        return
    for table, keys in _BUILD_KEYS.items():
        if table in BACKENDS[backend][1]:
            continue
        for key in keys:
            if pyproject.has("tool", table, key):
                yield Finding(
                    f"`tool.{table}.{key}` has no effect: `{backend}` builds the project",
                    pyproject.at("tool", table, key),
                )
