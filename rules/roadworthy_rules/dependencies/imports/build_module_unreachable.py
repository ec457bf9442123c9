from collections.abc import Iterator

from roadworthy import BuildImport, BuildScript, Finding, Pyproject, Severity, rule
from roadworthy_rules.dependencies.imports._build import providing, required, runs_setup_py


@rule(Severity.ERROR, since="0.1")
def build_module_unreachable(
    script: BuildScript, imports: tuple[BuildImport, ...], pyproject: Pyproject
) -> Iterator[Finding]:
    """`setup.py` imports a module of the project that the build does not find.

    `setuptools.build_meta` runs `setup.py` without the project's directory in `sys.path`, so the build fails
    with `ModuleNotFoundError`, although `python setup.py` finds the module. Read the value from the file, let
    `[tool.setuptools.dynamic]` read it, or add the directory first:

        sys.path.insert(0, os.path.dirname(__file__))

    The rule ignores scripts that change `sys.path`, and projects without `build-backend`, whose directory is
    in `sys.path`.

    ```toml bad
    [build-system]
    requires = ["setuptools"]
    build-backend = "setuptools.build_meta"
    ```
    ```python setup.py bad
    from churn import __version__
    from setuptools import setup

    setup(name="churn", version=__version__, packages=["churn"])
    ```
    ```python churn/__init__.py bad
    __version__ = "1.0"
    ```
    ```toml good
    [build-system]
    requires = ["setuptools"]
    ```
    ```python setup.py good
    from churn import __version__
    from setuptools import setup

    setup(name="churn", version=__version__, packages=["churn"])
    ```
    ```python churn/__init__.py good
    __version__ = "1.0"
    ```
    """
    backend = pyproject.get(str, "build-system", "build-backend")
    if script.changes_path or backend != "setuptools.build_meta" or not runs_setup_py(pyproject):
        return
    distributions = required(pyproject)
    reported = set()
    for item in imports:
        top = item.module.partition(".")[0]
        if top not in reported and distributions.isdisjoint(providing(top)):
            reported.add(top)
            yield Finding(
                f"`{top}` is imported, but `{backend}` does not search the project's directory", item.at
            )
