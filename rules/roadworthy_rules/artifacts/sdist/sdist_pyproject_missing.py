from collections.abc import Iterator

from roadworthy import Finding, Pyproject, Sdist, Severity, rule
from roadworthy_rules.artifacts._shared import is_in


@rule(Severity.ERROR, since="0.1")
def sdist_pyproject_missing(sdist: Sdist, pyproject: Pyproject | None) -> Iterator[Finding]:
    """An sdist has no `pyproject.toml`.

    Without it, installers do not know the build backend and its requirements, and fall back to setuptools.
    Include the file: remove it from the excludes of the build backend or of `MANIFEST.in`.

    The rule ignores projects that have only a `setup.py`.

    ```sdist bad
    omit = ["pyproject.toml"]
    ```

    ```toml bad
    [build-system]
    requires = ["setuptools>=77", "cython"]
    build-backend = "setuptools.build_meta"
    ```
    ```sdist bad
    omit = ["pyproject.toml"]
    files = { "setup.py" = "from setuptools import setup" }
    ```

    ```sdist good
    ```

    ```sdist good
    omit = ["pyproject.toml"]
    files = { "setup.py" = "from setuptools import setup" }
    ```
    """
    if is_in(sdist, "pyproject.toml"):
        return
    if pyproject is not None or not is_in(sdist, "setup.py"):
        yield Finding(f"`{sdist.top}/pyproject.toml` is missing", sdist.at())
