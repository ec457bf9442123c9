from collections.abc import Iterator

from roadworthy import (
    BuildImport,
    BuildScript,
    Finding,
    Pyproject,
    Severity,
    rule,
)
from roadworthy_rules.dependencies.imports._build import missing, providing, required, runs_setup_py


@rule(Severity.ERROR, since="0.1")
def build_import_undeclared(
    script: BuildScript, imports: tuple[BuildImport, ...], pyproject: Pyproject | None
) -> Iterator[Finding]:
    """`setup.py` imports a module that the build requirements do not provide.

    pip and other build frontends install only the requirements of `[build-system]`, so the build fails with
    `ModuleNotFoundError` on other machines. Add the distribution:

        [build-system]
        requires = ["setuptools", "numpy"]
        build-backend = "setuptools.build_meta"

    If `setup.py` imports a module of the project, the imports of that module count too:
    `from churn import __version__` runs all of `churn/__init__.py`. pip itself cannot be imported there.

    The rule ignores imports in a `try` or a branch.

    ```python setup.py bad
    import numpy
    from setuptools import Extension, setup

    setup(name="churn", ext_modules=[Extension("churn.fast", ["fast.c"], include_dirs=[numpy.get_include()])])
    ```
    ```python setup.py bad
    from churn import __version__
    from setuptools import setup

    setup(name="churn", version=__version__, packages=["churn"])
    ```
    ```python churn/__init__.py bad
    import pandas

    __version__ = "1.0"
    ```
    ```toml good
    [build-system]
    requires = ["setuptools", "numpy"]
    build-backend = "setuptools.build_meta"
    ```
    ```python setup.py good
    import numpy
    from setuptools import Extension, setup

    setup(name="churn", ext_modules=[Extension("churn.fast", ["fast.c"], include_dirs=[numpy.get_include()])])
    ```
    """
    if not runs_setup_py(pyproject):
        return
    distributions = required(pyproject)
    own = {item.at: item for item in imports}
    reported: set[str] = set()
    for item in script.imports:
        if item.at not in own:
            name = missing(item.module, distributions)
            if name and name not in reported:
                reported.add(name)
                yield Finding(f"`{name}` is imported but not declared in `build-system.requires`", item.at)
            continue
        if not distributions.isdisjoint(providing(item.module.partition(".")[0])):
            continue
        for needed, at in own[item.at].needs:
            name = missing(needed, distributions)
            if name and name not in reported:
                reported.add(name)
                message = (
                    f"`{item.module}` imports `{name}`, which is not declared in `build-system.requires`"
                )
                yield Finding(message, item.at, related=(at,))
