from collections.abc import Iterator

from roadworthy import Finding, Fix, Pyproject, Set, Severity, rule
from roadworthy_rules.metadata._backends import required


@rule(Severity.NOTE, since="0.1")
def build_backend_missing(pyproject: Pyproject) -> Iterator[Finding]:
    """`[build-system]` does not set `build-backend`.

    Build frontends then fall back to `setuptools.build_meta:__legacy__` (PEP 517), which adds the project's
    directory to `sys.path` while `setup.py` runs. Set `build-backend`, for example to
    `setuptools.build_meta`.

    ```toml bad
    [build-system]
    requires = ["setuptools>=77"]

    [project]
    name = "demo"
    ```
    ```toml fixed
    [build-system]
    requires = ["setuptools>=77"]
    build-backend = "setuptools.build_meta"

    [project]
    name = "demo"
    ```
    ```toml good
    [build-system]
    requires = ["hatchling"]
    build-backend = "hatchling.build"
    ```
    """
    table = pyproject.get(dict, "build-system")
    if table is None or "build-backend" in table or "requires" not in table:
        return
    at, fix = pyproject.at("build-system"), None
    known = {
        "setuptools": "setuptools.build_meta",
        "hatchling": "hatchling.build",
        "flit-core": "flit_core.buildapi",
        "poetry-core": "poetry.core.masonry.api",
        "pdm-backend": "pdm.backend",
        "uv-build": "uv_build",
    }
    named = [known[name] for name in required(pyproject) if name in known]
    if len(named) == 1:
        # Without its directory on the path, a setup.py that imports its neighbours no longer runs.
        fix = Fix(
            f"Name `{named[0]}`", Set(at / "build-backend", named[0]), safe=named[0] != known["setuptools"]
        )
    yield Finding("`build-backend` is missing", at, fix)
