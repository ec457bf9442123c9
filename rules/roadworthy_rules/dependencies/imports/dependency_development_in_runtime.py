import re
from collections.abc import Iterable, Iterator

from packaging.utils import canonicalize_name

from roadworthy import DistributionContents, Dockerfile, Finding, Layout, Severity, Uses, role_of, rule

_NAME = re.compile(r"[A-Za-z][\w.-]*+")


@rule(Severity.ERROR, since="0.1")
def dependency_development_in_runtime(
    uses: Uses,
    dockerfiles: tuple[Dockerfile, ...],
    layout: Layout,
    contents: DistributionContents | None,
) -> Iterator[Finding]:
    """Package code imports a distribution that only developers install.

    The import works in your development environment and raises `ModuleNotFoundError` for users who install
    the project. Move the requirement from the group to `project.dependencies`, or import the module in the
    function that uses it.

    The rule ignores distributions that a Dockerfile installs by name.

    ```toml bad
    [project]
    name = "demo"
    dependencies = ["pandas>=2.2"]

    [dependency-groups]
    dev = ["matplotlib>=3.9", "pytest>=8"]
    ```
    ```python bad
    import matplotlib.pyplot as plt
    ```

    ```requirements bad
    pandas
    ```
    ```requirements requirements-dev.txt bad
    pyyaml
    ```
    ```python train.py bad
    import pandas
    import yaml
    ```
    ```toml good
    [build-system]
    requires = ["hatchling"]
    build-backend = "hatchling.build"

    [project]
    name = "demo"
    version = "1.0"

    [dependency-groups]
    dev = ["colorama"]
    ```
    ```python src/demo/__init__.py good
    def fit(): ...
    ```
    ```python check_code.py good
    import colorama
    ```

    ```requirements good
    pandas
    ```
    ```requirements requirements-dev.txt good
    keras-tuner
    ```
    ```python app.py good
    import pandas
    ```
    ```python scripts/train.py good
    import keras_tuner
    ```

    ```toml good
    [project]
    name = "demo"
    dependencies = ["pandas>=2.2"]

    [project.optional-dependencies]
    plot = ["matplotlib>=3.9"]

    [dependency-groups]
    dev = ["pytest>=8", "ipython"]
    ```
    ```python good
    import matplotlib.pyplot as plt


    def debug():
        import IPython

        IPython.embed()
    ```
    ```python tests/test_model.py good
    import pytest
    ```

    ```toml good
    [project]
    name = "demo"
    classifiers = ["Environment :: Console"]
    dependencies = []
    scripts = { demo = "demo.cli:main" }

    [dependency-groups]
    docs = ["ipython"]
    ```
    ```python src/demo/__init__.py good
    # What old users import is for those who have IPython.
    ```
    ```python src/demo/cli.py good
    def main(): ...
    ```
    ```python src/demo/lexers.py good
    from IPython.lib.lexers import *
    ```

    ```toml good
    [project]
    name = "demo"
    dependencies = ["matplotlib"]

    [dependency-groups]
    dev = ["pillow"]
    ```
    ```toml uv.lock good
    version = 1

    [[package]]
    name = "matplotlib"
    version = "3.9.0"
    dependencies = [{ name = "pillow" }]

    [[package]]
    name = "pillow"
    version = "11.0.0"
    ```
    ```python good
    import matplotlib
    from PIL import Image
    ```

    ```requirements good
    pandas
    ```
    ```requirements requirements-dev.txt good
    minio==7.2.20
    ```
    ```python app.py good
    import minio
    ```
    ```dockerfile good
    FROM python:3.13-slim
    RUN pip wheel --wheel-dir /wheels "minio==7.2.20" -r requirements.txt
    ```

    ```requirements bad
    pandas
    ```
    ```requirements requirements-dev.txt bad
    minio==7.2.20
    ```
    ```python app.py bad
    import minio
    ```
    ```dockerfile bad
    FROM python:3.13-slim
    RUN pip install -r requirements.txt && adduser minio
    ```
    """
    installed = _installed(dockerfiles)
    for use in uses.each if uses.fully_declared else ():
        if use.declared != "development" or use.brought or use.locked:
            continue
        if not installed.isdisjoint(use.providers or (canonicalize_name(use.module.partition(".")[0]),)):
            continue
        # Who trains or evaluates by `scripts/` is a developer, also where nothing is built. Beside a package
        # that is built, scripts are its developers' too.
        built = contents is not None and contents.refusal is None and bool(layout.packages)
        places = [
            at for at in use.certain if role_of(at.file) == "source" and (layout.owns(at.file) or not built)
        ]
        if places:
            message = f"`{use.module}` is imported, but only developers install it"
            yield Finding(message, places[0], None, tuple(places[1:4]))


def _installed(dockerfiles: Iterable[Dockerfile]) -> set[str]:
    """Return the names of what images install, and of all else that stands in such a command."""
    return {
        canonicalize_name(found[0])
        for dockerfile in dockerfiles
        for item in dockerfile.instructions
        if item.keyword == "RUN"
        for command in re.split("&&|;", item.arguments)
        if "pip" in command
        for word in command.split()
        if (found := _NAME.match(word.strip("\"'")))
    }
