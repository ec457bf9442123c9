from collections.abc import Iterator

from roadworthy import (
    Code,
    DeclaredMetadata,
    Finding,
    Location,
    Proposal,
    Pyproject,
    Severity,
    Tree,
    rule,
)
from roadworthy_rules.metadata._shared import only_setup_cfg


@rule(Severity.WARNING, since="0.1", take=1.0)
def pyproject_missing(
    code: Code,
    pyproject: Pyproject | None,
    declared: DeclaredMetadata | None,
    tree: Tree,
    proposal: Proposal,
) -> Iterator[Finding]:
    """The project has Python code but no `pyproject.toml`.

    Tools cannot determine the project's name, its dependencies, the Python version it needs or how to build
    it, so users cannot install it without reading its source. Tools must run a `setup.py` to read it. Write a
    `pyproject.toml` with a `[project]` table.

    The fix creates the file that `roadworthy init` proposes. It declares the package, the readme, the
    imported distributions with the bounds from the requirements files, and a command for each `main`
    function. If there is a `setup.py` or a `setup.cfg` with metadata, the file declares only the build system
    and a group of test dependencies.

    ```python src/demo/__init__.py bad
    import numpy
    ```
    ```requirements bad
    numpy>=2.1
    ```
    ```python src/demo/__init__.py fixed
    import numpy
    ```
    ```requirements fixed
    numpy>=2.1
    ```
    ```toml fixed
    [build-system]
    requires = ["hatchling"]
    build-backend = "hatchling.build"

    [project]
    name = "demo"
    version = "0.1.0"
    dependencies = [
        "numpy>=2.1",
    ]

    [tool.hatch.build.targets.wheel]
    packages = ["src/demo"]

    [dependency-groups]
    test = ["pytest"]

    [tool.pytest.ini_options]
    testpaths = ["tests"]
    ```

    ```python train.py bad
    print("training")
    ```

    ```python setup.py bad
    from setuptools import setup

    setup(name="demo")
    ```
    ```python src/demo/__init__.py bad
    ```

    ```notebook bad
    cells = [{ source = "print(1)" }]
    ```
    ```toml good
    [project]
    name = "demo"
    version = "1.0"
    ```
    ```python good
    print("training")
    ```

    ```python docs/conf.py good
    project = "A library in another language"
    ```
    """
    paths = [module.path for module in code.modules if module.role == "source"]
    paths += [notebook.path for notebook in code.notebooks if notebook.language == "python"]
    if pyproject is not None:
        return
    if only_setup_cfg(tree) and declared is not None and declared.get(str, "name"):
        return  # `build-configuration-missing` says so
    fix = proposal.fix("Create `pyproject.toml` of what the project has", "pyproject.toml")
    if "setup.py" in tree.files:
        yield Finding("the project has a `setup.py` but no `pyproject.toml`", Location("setup.py"), fix)
    elif paths:
        yield Finding("the project has Python code but no `pyproject.toml`", Location("."), fix)
