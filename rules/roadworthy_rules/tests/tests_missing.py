from collections.abc import Iterator

from roadworthy import (
    Code,
    Finding,
    Location,
    Proposal,
    Pyproject,
    Repository,
    Severity,
    Suite,
    SuiteReach,
    Tree,
    rule,
)


@rule(Severity.ERROR, since="0.1", take=1.0)
def tests_missing(
    code: Code,
    suite: Suite,
    repository: Repository,
    reach: SuiteReach,
    pyproject: Pyproject | None,
    proposal: Proposal,
    tree: Tree,
) -> Iterator[Finding]:
    """The project has no tests, or no test reaches its code.

    You cannot tell whether a change, or a new release of a dependency, breaks the code until it fails in
    production. Start with the functions that production calls: write one test each, in `tests/`, with an
    assertion about the result.

    A test is a function that pytest collects (functions `test*` in files `test_*.py` or `*_test.py`), a test
    of unittest or another framework, or a test that a command in the project starts. Examples in docstrings
    and notebooks count if a command runs them. The rule also reports a suite in which no test imports, starts
    or mentions code that the project has.

    The fix creates a test for each public function of the package, as `roadworthy init` does. Each fails
    until you write it, and the rule reports the project until a test reaches its code.

    The rule stays silent if tests start programs or use the network, because these may run the code, and if
    the tests are for Robot Framework or Bats, or scripts of the shell that a command starts. It ignores
    workspace roots, unpacked sdists without tests, and the root of a repository that is not a package if
    a project below has tests.

    ```python src/demo/model.py bad
    def predict(row):
        return 0.5
    ```
    ```python src/demo/model.py bad
    def predict(row):
        return 0.5
    ```
    ```python tests/helpers.py bad
    def make_row():
        return {}
    ```
    ```python src/demo/model.py bad
    def predict(row):
        return 0.5
    ```
    ```python tests/test_model.py bad
    def test_predict():
        assert True
    ```
    ```python src/demo/model.py bad
    def predict(row):
        return 0.5
    ```
    ```python src/demo/__init__.py bad
    ```
    ```python tests/test_model.py bad
    from demo.old_model import forecast

    def test_forecast():
        assert forecast({}) == 0.5
    ```
    ```python src/demo/model.py good
    def predict(row):
        return 0.5
    ```
    ```python src/demo/__init__.py good
    ```
    ```cython src/demo/fast.pyx good
    def predict(row):
        return 0.5
    ```
    ```python tests/test_fast.py good
    from demo.fast import predict

    def test_predict():
        assert predict({}) == 0.5
    ```
    ```python src/demo/model.py good
    def predict(row):
        return 0.5
    ```
    ```python tests/test_model.py good
    from demo.model import predict

    def test_predict():
        assert predict({}) == 0.5
    ```

    ```python src/demo/model.py good
    def predict(row):
        return 0.5
    ```
    ```text .github/workflows/test.yml good
    jobs:
      test:
        runs-on: ubuntu-latest
        steps:
          - run: tests/predict.sh
    ```
    ```text tests/predict.sh good
    set -o errexit
    predict rows.csv | grep 0.5
    ```

    Code without functions has nothing to test.

    ```python src/demo/__init__.py good
    VERSION = "1.0"
    ```

    ```toml good
    [tool.uv.workspace]
    members = ["backend"]
    ```
    ```python release.py good
    def release():
        return 1
    ```
    """
    modules = [module for module in code.modules if module.role == "source" and not suite.holds(module.path)]
    if suite.paths or suite.examples:
        if reach.nothing:
            yield Finding("no test reaches any code of the project", Location(suite.paths[0]))
        return
    if suite.shell or any(path.endswith((".bats", ".robot")) for path in tree.files):
        return
    modules = [module for module in code.modules if module.role == "source"]
    if "setup.py" not in tree.files and _tests_lie_below(tree, pyproject):
        return
    functions = sum(item.kind != "class" for module in modules for item in module.definitions)
    functions += sum(len(notebook.functions) for notebook in code.notebooks if notebook.role == "source")
    if functions and not (pyproject is not None and pyproject.is_workspace_root):
        message = f"{functions} functions and no test" if functions > 1 else "no test"
        fix = proposal.fix("Create tests that fail until you write them", "tests/")
        yield Finding(message, repository.place, fix)


def _tests_lie_below(tree: Tree, pyproject: Pyproject | None) -> bool:
    """Tell whether a directory is no package itself, and a project below it has tests."""
    if pyproject is not None and pyproject.is_package:
        return False
    below = (item.path for item in tree.skipped if not item.path.endswith("/"))
    return any(tree.exists(f"{path}/{name}") for path in below for name in ("tests", "test"))
