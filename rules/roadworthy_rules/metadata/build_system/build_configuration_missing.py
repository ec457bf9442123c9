from collections.abc import Iterator

from roadworthy import DeclaredMetadata, Finding, Proposal, Severity, Tree, rule
from roadworthy_rules.metadata._shared import only_setup_cfg


@rule(Severity.ERROR, since="0.1", take=1.0)
def build_configuration_missing(
    declared: DeclaredMetadata, tree: Tree, proposal: Proposal
) -> Iterator[Finding]:
    """The project has a `setup.cfg` but no file that makes it buildable.

    pip installs a directory only if it contains a `pyproject.toml` or a `setup.py`, and refuses this one.
    Move the metadata to `[project]` in a `pyproject.toml`. Or add a `pyproject.toml` with only
    `[build-system]`; setuptools then still reads `setup.cfg`.

    ```ini setup.cfg bad
    [metadata]
    name = demo
    version = 1.0
    ```
    ```ini setup.cfg fixed
    [metadata]
    name = demo
    version = 1.0
    ```
    ```toml fixed
    [build-system]
    requires = ["setuptools"]
    build-backend = "setuptools.build_meta"

    [dependency-groups]
    test = ["pytest"]

    [tool.pytest.ini_options]
    testpaths = ["tests"]
    ```

    ```ini setup.cfg good
    [metadata]
    name = demo
    version = 1.0
    ```
    ```python setup.py good
    from setuptools import setup

    setup()
    ```
    """
    named = declared.get(str, "name")
    if named and only_setup_cfg(tree):
        fix = proposal.fix("Create `pyproject.toml`, which names setuptools", "pyproject.toml")
        yield Finding("both `pyproject.toml` and `setup.py` are missing", named[0], fix)
