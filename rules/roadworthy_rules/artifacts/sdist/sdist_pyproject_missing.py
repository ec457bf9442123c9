from collections.abc import Iterator

from roadworthy import Finding, Pyproject, Sdist, Severity, rule
from roadworthy_rules.artifacts._shared import is_in


@rule(Severity.ERROR, since="0.1")
def sdist_pyproject_missing(sdist: Sdist, pyproject: Pyproject | None) -> Iterator[Finding]:
    """An sdist has no `pyproject.toml`.

    Whoever builds from it gets another build than you: without the file, installers do not know the build
    backend and what it requires, and fall back to setuptools. Take it out of the excludes of the build
    backend or of `MANIFEST.in`. Only an old project that has just a `setup.py` everywhere does without.

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
