from collections.abc import Iterator

from roadworthy import BuildScript, DistributionContents, Finding, Severity, Tree, rule


@rule(Severity.ERROR, since="0.1")
def build_file_not_shipped(
    script: BuildScript, contents: DistributionContents, tree: Tree
) -> Iterator[Finding]:
    """`setup.py` reads a file that the sdist does not contain.

    An installation from the sdist runs `setup.py` again, and it fails with `FileNotFoundError`. Add the file
    to `MANIFEST.in` (`include requirements.txt`), or move its content into the metadata.

    The rule stays silent if the script first checks that the file exists.

    ```python setup.py bad
    from setuptools import find_packages, setup

    with open("requirements.txt") as file:
        needs = file.read().splitlines()
    setup(name="churn", packages=find_packages(), install_requires=needs)
    ```
    ```text requirements.txt bad
    numpy
    ```
    ```python churn/__init__.py bad
    ```
    ```python setup.py good
    from setuptools import find_packages, setup

    with open("requirements.txt") as file:
        needs = file.read().splitlines()
    setup(name="churn", packages=find_packages(), install_requires=needs)
    ```
    ```text requirements.txt good
    numpy
    ```
    ```text MANIFEST.in good
    include requirements.txt
    ```
    ```python churn/__init__.py good
    ```
    """
    if not contents.sdist.is_certain:
        return
    shipped = contents.sdist.sources
    for path, at in script.reads:
        if path in tree.files and path not in shipped:
            yield Finding(f"`{path}` is read here, but the sdist does not contain it", at)
