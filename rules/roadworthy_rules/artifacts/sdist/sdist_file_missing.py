import re
from collections.abc import Iterator

from roadworthy import Finding, Layout, Pyproject, Repository, Sdist, Severity, rule
from roadworthy_rules.artifacts._shared import below_top, has_version, is_aside, subject

#: What else than the package a build reads.
_BUILD = re.compile(
    r"(setup\.py|setup\.cfg|hatch_build\.py|build\.py|CMakeLists\.txt|Cargo\.toml|meson\.build|meson_options\.txt)"
    r"|(src|lib|rust|cpp|include)/.*(\.(c|cc|cpp|cxx|h|hpp|pyx|pxd|rs|f90|f)|/CMakeLists\.txt|/meson\.build)"
)
#: Where backends are told what to leave out of an sdist.
_CHOICES = (
    ("hatch", "build"),
    ("pdm", "build"),
    ("poetry", "exclude"),
    ("poetry", "include"),
    ("flit", "sdist"),
    ("uv", "build-backend", "source-exclude"),
    ("scikit-build", "sdist"),
    ("maturin", "exclude"),
    ("setuptools", "packages", "find", "exclude"),
    ("setuptools", "exclude-package-data"),
)


@rule(Severity.WARNING, since="0.1")
def sdist_file_missing(
    sdist: Sdist, repository: Repository, layout: Layout, pyproject: Pyproject
) -> Iterator[Finding]:
    """An sdist lacks files of the package or its build that Git tracks.

    Wheels built from it lack them too, or the build fails on every machine but yours. With setuptools,
    declare package data, or list the files in `MANIFEST.in`.

    The rule ignores tests, documentation and notebooks. It stays silent if the settings of the build backend
    select files for the sdist.

    ```toml bad
    [project]
    name = "demo"
    version = "1.0"
    ```
    ```python src/demo/__init__.py bad
    ```
    ```json src/demo/schema.json bad
    {}
    ```
    ```git bad
    tracked = ["pyproject.toml", "src/demo/__init__.py", "src/demo/schema.json"]
    ```
    ```sdist bad
    ```

    ```toml good
    [project]
    name = "demo"
    version = "1.0"
    ```
    ```python src/demo/__init__.py good
    ```
    ```git good
    tracked = ["pyproject.toml", "src/demo/__init__.py", "tests/test_demo.py", ".gitignore", "docs/index.md"]
    ```
    ```sdist good
    ```
    """
    if repository.tracked is None or not has_version(sdist.filename.version, pyproject):
        return
    if any(pyproject.has("tool", *route) for route in _CHOICES):
        return
    names = below_top(sdist)
    missing = [
        path
        for path in sorted(repository.tracked & repository.files.keys())
        if path not in names
        and not any(part.startswith(".") for part in path.split("/"))
        and not is_aside(path)
        and (layout.owns(path) or _BUILD.fullmatch(path))
        and not path.endswith((".po", ".pot", ".md", ".rst", ".ipynb"))
        # Tracked, and deleted since.
        and (
            path in repository.files or not repository.files.keys() & repository.tracked - {"pyproject.toml"}
        )
    ]
    if missing:
        yield Finding(f"{subject(missing, 'is', 'are')} tracked by Git but not in the sdist", sdist.at())
