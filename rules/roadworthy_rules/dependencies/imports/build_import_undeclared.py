from collections.abc import Iterator

from roadworthy import (
    BuildScript,
    Finding,
    Pyproject,
    Severity,
    Tree,
    always_standard,
    distribution_name,
    rule,
)
from roadworthy_rules.dependencies.imports._build import providing

#: What setuptools itself brings.
_BROUGHT = frozenset(("setuptools", "distutils", "_distutils_hack", "pip", "wheel"))


@rule(Severity.ERROR, since="0.1")
def build_import_undeclared(
    script: BuildScript, pyproject: Pyproject | None, tree: Tree
) -> Iterator[Finding]:
    """`setup.py` imports a module that the build requirements do not provide.

    pip and other build frontends install only the requirements of `[build-system]`, so the build fails with
    `ModuleNotFoundError` on other machines. Add the distribution:

        [build-system]
        requires = ["setuptools", "numpy"]
        build-backend = "setuptools.build_meta"

    setuptools no longer includes `pkg_resources` since version 82.

    The rule ignores imports in a `try` or a branch, and modules of the project.

    ```python setup.py bad
    import numpy
    from setuptools import Extension, setup

    setup(name="churn", ext_modules=[Extension("churn.fast", ["fast.c"], include_dirs=[numpy.get_include()])])
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
    texts = [text for _, text in pyproject.each(str, "build-system", "requires")] if pyproject else []
    required = {distribution_name(text) for text in texts}
    if pyproject is not None and (
        pyproject.has("build-system", "backend-path") or pyproject.backend not in ("", "setuptools")
    ):
        return
    reported = set()
    for name, at in script.imports:
        top = name.partition(".")[0]
        if top in _BROUGHT or top in reported or top in always_standard() or top.startswith("_"):
            continue
        own = (f"{top}.py", f"{top}/__init__.py", f"src/{top}/__init__.py", f"src/{top}.py")
        if any(path in tree.files for path in own):
            continue
        if top == "pkg_resources":
            if not any(
                (distribution_name(text) == "setuptools" and "<" in text) or "==" in text for text in texts
            ):
                yield Finding(
                    "`pkg_resources` is imported, but setuptools 82 and later do not include it", at
                )
        elif required.isdisjoint(providing(top)):
            reported.add(top)
            yield Finding(f"`{top}` is imported but not declared in `build-system.requires`", at)
