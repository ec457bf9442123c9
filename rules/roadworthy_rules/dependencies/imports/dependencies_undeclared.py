from collections.abc import Iterator, Sequence

from roadworthy import (
    Dependency,
    Dockerfile,
    Files,
    Finding,
    Layout,
    Location,
    ModuleSummary,
    Profile,
    Pyproject,
    Severity,
    Tree,
    Uses,
    and_more,
    declaring_files,
    extractor,
    rule,
)


@rule(Severity.ERROR, since="0.1")
def dependencies_undeclared(
    uses: Uses,
    profile: Profile,
    pyproject: Pyproject | None,
    dockerfiles: tuple[Dockerfile, ...],
    dependencies: tuple[Dependency, ...],
    modules: tuple[ModuleSummary, ...],
    layout: Layout,
    tree: Tree,
) -> Iterator[Finding]:
    """The project declares no dependencies.

    It imports third-party modules, but no file declares them, so other people cannot install or run it.
    Declare its dependencies in `pyproject.toml`, or at least in `requirements.txt`.

    A `setup.py` without requirements counts as no declaration if most modules of the package need one, and so
    does one below the root that only compiles an extension.

    ```python train.py bad
    import pandas
    from sklearn.linear_model import LogisticRegression
    ```

    ```notebook bad
    cells = [{ source = "import pandas" }]
    ```
    ```python setup.py bad
    from setuptools import find_packages, setup

    setup(name="churn", version="1.0", packages=find_packages())
    ```
    ```python churn/__init__.py bad
    ```
    ```python churn/model.py bad
    import torch

    def fit(rows):
        return torch.tensor(rows)
    ```
    ```python churn/rows.py bad
    import pandas

    def read(path):
        return pandas.read_csv(path)
    ```

    ```python ops/setup.py bad
    from setuptools import Extension, setup

    setup(name="ops", ext_modules=[Extension("ops", ["ops.c"])])
    ```
    ```python train.py bad
    import torch
    ```

    ```python train.py good
    import json
    ```

    ```python setup.py good
    from setuptools import find_packages, setup

    setup(name="churn", version="1.0", packages=find_packages())
    ```
    ```python churn/__init__.py good
    ```
    ```python churn/model.py good
    def fit(rows):
        return sum(rows)
    ```
    ```python churn/rows.py good
    def read(path):
        return open(path).readlines()
    ```
    ```python churn/torch.py good
    import torch

    def tensor(rows):
        return torch.tensor(rows)
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
    ```text config.yml good
    name: churn
    channels: [conda-forge]
    dependencies:
      - pandas=2.2
    ```

    ```python train.py good
    import pandas
    ```
    ```dockerfile good
    FROM python:3.13-slim
    RUN pip install pandas==2.2.3
    ```
    """
    declaring = [path for path in declaring_files(tree, pyproject) if not _builds_only(path, tree)]
    if profile.name == "library" or declaring:
        if declaring == ["setup.py"] and uses.fully_declared and not dependencies:
            yield from _forgotten(uses, modules, layout)
        return
    if any("install" in item.arguments for file in dockerfiles for item in file.instructions):
        return
    known = [use for use in uses.each if use.providers and (use.certain or use.notebooks)]
    if known:
        names = and_more([use.module for use in known], 3)
        at = (known[0].certain or known[0].notebooks)[0]
        yield Finding(f"no file declares {names}", at)


def _builds_only(path: str, tree: Tree) -> bool:
    """Tell whether a `setup.py` below the root compiles an extension and says nothing of requirements."""
    return path.endswith("/setup.py") and bool(tree.extract(path, _builds))


@extractor
def _builds(files: Files, path: str) -> bool:
    text = files.text(path, strict=False)
    return "ext_modules" in text and "requires" not in text


def _forgotten(uses: Uses, modules: Sequence[ModuleSummary], layout: Layout) -> Iterator[Finding]:
    """Report a package that a `setup.py` without requirements installs, if it cannot work without some."""
    owned = {
        module.path: {item.span for item in module.imports if not item.guarded}
        for module in modules
        if module.role == "source" and module.definitions and layout.owns(module.path)
    }
    needed: dict[str, list[Location]] = {}
    for use in uses.each:
        places = [at for at in use.places if use.providers and at.span in owned.get(at.file, ())]
        if places:
            needed[use.module] = places
    files = {at.file for places in needed.values() for at in places}
    # The few modules for those who have something else installed declare nothing.
    if len(files) > 1 and len(files) > len(owned) / 2:
        first, *_ = needed.values()
        yield Finding(f"no file declares {and_more(list(needed), 3)}", first[0])
