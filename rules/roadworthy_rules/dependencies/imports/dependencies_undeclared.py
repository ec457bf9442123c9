from collections.abc import Iterator

from roadworthy import (
    Dockerfile,
    Finding,
    Profile,
    Pyproject,
    Severity,
    Tree,
    Uses,
    and_more,
    declaring_files,
    rule,
)


@rule(Severity.ERROR, since="0.1")
def dependencies_undeclared(
    uses: Uses,
    profile: Profile,
    pyproject: Pyproject | None,
    dockerfiles: tuple[Dockerfile, ...],
    tree: Tree,
) -> Iterator[Finding]:
    """The project declares no dependencies.

    It imports third-party modules, but no file declares them, so other people cannot install or run it.
    Declare its dependencies in `pyproject.toml`, or at least in `requirements.txt`.

    ```python train.py bad
    import pandas
    from sklearn.linear_model import LogisticRegression
    ```

    ```notebook bad
    cells = [{ source = "import pandas" }]
    ```
    ```python train.py good
    import json
    ```

    ```python train.py good
    import pandas
    ```
    ```requirements good
    pandas>=2.2
    ```

    ```python train.py good
    import pandas
    ```
    ```dockerfile good
    FROM python:3.13-slim
    RUN pip install pandas==2.2.3
    ```
    """
    if profile.name == "library" or any(declaring_files(tree, pyproject)):
        return
    if any("install" in item.arguments for file in dockerfiles for item in file.instructions):
        return
    known = [use for use in uses.each if use.providers and (use.certain or use.notebooks)]
    if known:
        names = and_more([use.module for use in known], 3)
        at = (known[0].certain or known[0].notebooks)[0]
        yield Finding(f"no file declares {names}", at)
