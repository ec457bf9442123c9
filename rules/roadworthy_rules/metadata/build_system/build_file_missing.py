from collections.abc import Iterator

from roadworthy import BuildScript, Finding, Severity, Tree, rule
from roadworthy_rules._ignored import is_ignored_by_name


@rule(Severity.ERROR, since="0.2")
def build_file_missing(script: BuildScript, tree: Tree) -> Iterator[Finding]:
    """`setup.py` reads a file that the project does not have.

    `pip install .` ends with `FileNotFoundError` before it builds anything. Mostly the README lies in another
    directory, or a list of requirements was renamed. Add the file, or correct the path.

    The rule checks files that `setup.py` opens whenever it runs, by their paths from the root of the project.
    It ignores files that Git ignores, because something makes them.

    ```python setup.py bad
    from setuptools import setup

    with open("README.md") as file:
        description = file.read()

    setup(name="churn", long_description=description, packages=["churn"])
    ```
    ```python churn/__init__.py bad
    __version__ = "1.0"
    ```
    ```python setup.py good
    from setuptools import setup

    with open("README.md") as file:
        description = file.read()

    setup(name="churn", long_description=description, packages=["churn"])
    ```
    ```python churn/__init__.py good
    __version__ = "1.0"
    ```
    ```text README.md good
    # Churn
    ```
    ```python setup.py good
    from setuptools import setup

    try:
        description = open("README.md").read()
    except OSError:
        description = ""

    setup(name="churn", long_description=description, packages=["churn"])
    ```
    """
    told: set[str] = set()
    for path, at in script.reads:
        if path not in tree.files and path not in told and not is_ignored_by_name(path, tree):
            told.add(path)
            yield Finding(f"`{path}` is opened, but does not exist", at)
