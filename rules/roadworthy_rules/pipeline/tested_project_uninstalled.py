from collections.abc import Iterator

from roadworthy import (
    CI,
    DistributionContents,
    Finding,
    ModuleSummary,
    Pyproject,
    PytestSettings,
    RequirementsFile,
    Severity,
    Suite,
    Tree,
    brought,
    rule,
)
from roadworthy_rules.pipeline._plain_jobs import plain_job

#: Options that change where pytest looks, or what it runs.
_OPTIONS = ("-k", "-m", "-p", "-c", "-o", "--rootdir", "--pyargs", "--ignore", "--deselect", "--override")


@rule(Severity.WARNING, since="0.1")
def tested_project_uninstalled(
    ci: CI,
    pyproject: Pyproject | None,
    contents: DistributionContents | None,
    suite: Suite,
    pytest: PytestSettings | None,
    modules: tuple[ModuleSummary, ...],
    requirements: tuple[RequirementsFile, ...],
    tree: Tree,
) -> Iterator[Finding]:
    """A job runs pytest where pytest or the project is not installed.

    The job fails on every run, or passes because it tests something else. Install the project with its test
    tools before the tests: `python -m pip install . --group test`, `uv sync`, or run tox or nox.

    The rule checks jobs on GitHub's runners and in the official Python images that only run pip, pytest and
    linters. It stays silent about any other step or command, a cached environment, `PYTHONPATH`, pytest's
    `pythonpath`, tests that change `sys.path`, and packages that pytest finds from the root.

    ```yaml bad
    on: push
    jobs:
      test:
        runs-on: ubuntu-latest
        steps:
          - uses: actions/checkout@v4
          - run: pytest
    ```
    ```python tests/test_model.py bad
    def test_model(): ...
    ```

    ```yaml bad
    on: push
    jobs:
      test:
        runs-on: ubuntu-latest
        steps:
          - uses: actions/checkout@v4
          - run: pip install pytest -r requirements.txt
          - run: python -m pytest
    ```
    ```requirements bad
    pandas>=2.2
    ```
    ```toml bad
    [build-system]
    requires = ["hatchling"]
    build-backend = "hatchling.build"
    [project]
    name = "demo"
    version = "1.0"
    ```
    ```python src/demo/__init__.py bad
    import pandas
    ```
    ```python tests/test_model.py bad
    import demo

    def test_model(): demo.fit()
    ```
    ```yaml good
    on: push
    jobs:
      test:
        runs-on: ubuntu-latest
        steps:
          - uses: actions/checkout@v4
          - run: pip install pytest .
          - run: pytest
    ```
    ```toml good
    [build-system]
    requires = ["hatchling"]
    build-backend = "hatchling.build"
    [project]
    name = "demo"
    version = "1.0"
    ```
    ```python src/demo/__init__.py good
    import pandas
    ```
    ```python tests/test_model.py good
    import demo

    def test_model(): demo.fit()
    ```

    `python -m pytest` finds a package beside `tests/` without an installation.

    ```yaml good
    on: push
    jobs:
      test:
        runs-on: ubuntu-latest
        steps:
          - uses: actions/checkout@v4
          - run: pip install pytest
          - run: python -m pytest
    ```
    ```python demo/__init__.py good
    def fit(): ...
    ```
    ```python tests/test_model.py good
    import demo

    def test_model(): demo.fit()
    ```
    """
    settled = pytest is None or not ({"pythonpath", "python_paths"} & set(pytest.section.values))
    changed = any(_changes_path(module) for module in modules if module.role != "source")
    own = (pyproject.get(str, "project", "name") if pyproject is not None else None) or ""
    by_path = {file.path: file for file in requirements}
    for ran in ci.jobs:
        job = plain_job(ran, tree.text(ran.pipeline.file, strict=False), by_path)
        if job is None or not job.tests:
            continue
        at, words, module = job.tests[0]
        if not job.names:
            yield Finding("`pytest` runs here, but no step installs it", at)
            continue
        there = job.names | {other for name in job.names for other in brought(name)}
        if not settled or changed or not own or any(own.lower().replace("_", "-") in name for name in there):
            continue
        if any(word.startswith(_OPTIONS) for word in words) or contents is None or contents.refusal:
            continue
        found = _unreached(contents, suite, modules, words, module)
        if found:
            yield Finding(f"the tests import `{found}`, but no step installs the project", at)


def _changes_path(module: ModuleSummary) -> bool:
    names = module.uses.union(*(definition.uses for definition in module.definitions))
    changes = any(name.startswith(("sys.path", "site.addsitedir")) for name in names)
    return changes or any(item.module == "sys" and item.name == "path" for item in module.imports)


def _unreached(
    contents: DistributionContents,
    suite: Suite,
    modules: tuple[ModuleSummary, ...],
    words: tuple[str, ...],
    module: bool,
) -> str:
    """Return a package that tests import, and that pytest finds neither from the root nor beside them."""
    paths = [word.split("::")[0].removeprefix("./").rstrip("/") for word in words if not word.startswith("-")]
    known = {each.path for each in modules}
    started = {""} if module else set[str]()
    for path in known:
        if path.rpartition("/")[2] == "conftest.py" or suite.holds(path):
            started.add(_inserted(path, known))
    for each in modules:
        if not suite.holds(each.path) or not _is_below(each.path, paths):
            continue
        for item in each.imports:
            top = item.module.partition(".")[0]
            place = contents.tops.get(top)
            if item.level or item.guarded or place is None or f"{place}/__init__.py" not in known:
                continue
            if not any(f"{start}/{top}/__init__.py".lstrip("/") in known for start in started):
                return top
    return ""


def _is_below(path: str, places: list[str]) -> bool:
    return not places or any(path == place or path.startswith(f"{place}/") for place in places)


def _inserted(path: str, known: set[str]) -> str:
    """Return the directory that pytest adds to the path for a module: the first one that is no package."""
    directory = path.rpartition("/")[0]
    while directory and f"{directory}/__init__.py" in known:
        directory = directory.rpartition("/")[0]
    return directory
