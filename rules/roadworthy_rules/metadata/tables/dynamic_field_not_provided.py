from collections.abc import Iterator

from roadworthy import Finding, Pyproject, Severity, Tree, Unreadable, distribution_name, rule
from roadworthy_rules.metadata.tables._types import PROJECT

#: What flit reads from the module itself; it takes nothing else from anywhere.
_FLIT = ("version", "description")


@rule(Severity.WARNING, since="0.1")
def dynamic_field_not_provided(pyproject: Pyproject, tree: Tree) -> Iterator[Finding]:
    """A dynamic field has no source in the settings of the build backend.

    The build fails, or the metadata lacks the field. `dynamic` only declares that the backend supplies the
    value. Configure the source in the backend's table, such as `[tool.setuptools.dynamic]` or
    `[tool.hatch.version]`.

    The rule checks only known backends, and stays silent if a plugin or a `setup.py` could supply the value.

    ```toml bad
    [build-system]
    requires = ["setuptools>=77"]
    build-backend = "setuptools.build_meta"

    [project]
    name = "demo"
    dynamic = ["version", "dependencies"]

    [tool.setuptools.dynamic]
    version = { attr = "demo.__version__" }
    ```

    ```toml bad
    [build-system]
    requires = ["hatchling"]
    build-backend = "hatchling.build"

    [project]
    name = "demo"
    dynamic = ["version"]
    ```

    ```toml bad
    [build-system]
    requires = ["uv_build>=0.9,<0.10"]
    build-backend = "uv_build"

    [project]
    name = "demo"
    dynamic = ["version"]
    ```
    ```toml good
    [build-system]
    requires = ["setuptools>=77", "setuptools-scm"]
    build-backend = "setuptools.build_meta"

    [project]
    name = "demo"
    dynamic = ["version"]
    ```

    ```toml good
    [build-system]
    requires = ["setuptools>=77"]
    build-backend = "setuptools.build_meta"

    [project]
    name = "demo"
    dynamic = ["version"]
    ```
    ```python setup.py good
    from setuptools import setup

    setup(version="1.0")
    ```

    ```toml good
    [build-system]
    requires = ["flit_core>=3.2,<4"]
    build-backend = "flit_core.buildapi"

    [project]
    name = "demo"
    dynamic = ["version", "description"]
    ```

    ```toml good
    [build-system]
    requires = ["hatchling"]
    build-backend = "hatchling.build"

    [project]
    name = "demo"
    dynamic = ["version"]

    [tool.hatch.version]
    path = "src/demo/__init__.py"
    ```
    """
    backend = pyproject.get(str, "build-system", "build-backend")
    if backend is None or pyproject.has("build-system", "backend-path"):
        return
    for here, field in pyproject.each(str, "project", "dynamic"):
        # What has a value as well is another rule's business.
        if field not in PROJECT or field in ("name", "dynamic") or pyproject.has("project", field):
            continue
        if not _may_come(backend, field, pyproject, tree):
            yield Finding(f"`{field}` is dynamic, but `{backend}` has no source for it", here)


def _may_come(backend: str, field: str, pyproject: Pyproject, tree: Tree) -> bool:
    """Tell whether the backend finds the field somewhere, or could as far as is known."""
    # Which files hold a licence, most backends find out by their names.
    if field == "license-files" and backend != "uv_build":
        return True
    alone = _requires_only(pyproject, {"hatchling", "pdm-backend", "poetry-core", "setuptools", "wheel"})
    match backend:
        case "setuptools.build_meta" | "setuptools.build_meta:__legacy__":
            return not alone or _setuptools_has(field, pyproject, tree)
        case "hatchling.build":
            if _hatch_hooks(pyproject) or tree.exists("hatch.toml") or (field != "version" and not alone):
                return True
            return field == "version" and pyproject.has("tool", "hatch", "version")
        case "flit_core.buildapi":
            return field in _FLIT
        case "uv_build":
            return False
        case "poetry.core.masonry.api":
            return not alone or field != "version" or pyproject.has("tool", "poetry", "version")
        case "pdm.backend":
            table = pyproject.has("tool", "pdm", "version") or pyproject.has("tool", "pdm", "build")
            return not alone or field != "version" or table
        case _:
            return True


def _hatch_hooks(pyproject: Pyproject) -> bool:
    targets = [at.route for at, _ in pyproject.each(dict, "tool", "hatch", "build", "targets")]
    tables = [("tool", "hatch", "metadata"), ("tool", "hatch", "build"), *targets]
    return any(pyproject.has(*table, "hooks") for table in tables)


def _requires_only(pyproject: Pyproject, names: set[str]) -> bool:
    return all(
        distribution_name(text) in names for _, text in pyproject.each(str, "build-system", "requires")
    )


def _setuptools_has(field: str, pyproject: Pyproject, tree: Tree) -> bool:
    also = ("entry-points",) if field in ("scripts", "gui-scripts") else ()
    if any(pyproject.has("tool", "setuptools", "dynamic", key) for key in (field, *also)):
        return True
    if tree.exists("setup.py"):
        return True
    if not tree.exists("setup.cfg"):
        return False
    try:
        # Every sdist has a setup.cfg, with `[egg_info]` alone where setuptools wrote it.
        text = tree.read("setup.cfg")
    except Unreadable:
        return True
    return b"[metadata]" in text or b"[options" in text
