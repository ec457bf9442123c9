from collections.abc import Iterator

from roadworthy import (
    Code,
    Finding,
    Layout,
    Location,
    Proposal,
    Pyproject,
    Repository,
    Severity,
    Suite,
    SuiteReach,
    Tree,
    and_more,
    rule,
)

#: So few functions of scripts are seen to work when the scripts run.
_FEW = 5


@rule(Severity.ERROR, since="0.1", take=1.0)
def tests_missing(
    code: Code,
    layout: Layout,
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
    of unittest or another framework, or a test that a command in the project starts. A `tests.py` that
    imports pytest counts if there are no others. Examples in docstrings and notebooks count if a command
    runs them. The rule also reports a suite in which no test imports, starts
    or mentions code that the project has.

    The fix creates a test for each public function of the package, as `roadworthy init` does. Each fails
    until you write it, and the rule reports the project until a test reaches its code.

    The rule stays silent if tests start programs or use the network, because these may run the code, and if
    the tests are for Robot Framework or Bats, or scripts of the shell that a command starts. It ignores
    workspace roots, unpacked sdists without tests, and the root of a repository or workspace that is not a
    package if a project below has tests. It ignores scripts and notebooks that have up to five functions
    together and lie in no package. The number is of the functions in modules of the project itself, without
    projects below. Functions in notebooks count only if modules have none.

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

    ```python src/demo/model.py good
    def predict(row):
        return 0.5
    ```
    ```python src/demo/tests.py good
    import pytest

    from demo.model import predict

    class TestPredict:
        def test_predict(self):
            assert predict({}) == pytest.approx(0.5)
    ```
    ```python src/demo/model.py bad
    def predict(row):
        return 0.5
    ```
    ```python src/demo/tests.py bad
    from demo.model import predict

    print(predict({}))
    ```

    ```python score.py good
    def score(row):
        return 0.5

    print(score({}))
    ```
    ```python score.py bad
    def load(path):
        return open(path).read()

    def parse(text):
        return text.split()

    def clean(words):
        return [word.lower() for word in words]

    def weigh(words):
        return [len(word) for word in words]

    def total(weights):
        return sum(weights)

    def score(path):
        return total(weigh(clean(parse(load(path)))))
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
    if suite.paths or suite.examples:
        if reach.nothing:
            yield Finding("no test reaches any code of the project", Location(suite.paths[0]))
        return
    if suite.shell or any(path.endswith((".bats", ".robot")) for path in tree.files):
        return
    if suite.below and not _is_built(tree, pyproject):
        return
    number, where = _functions(code)
    held = layout.packages or layout.modules or _is_built(tree, pyproject)
    held = held or any(module.path.startswith("src/") for module in code.modules)
    if number > (0 if held else _FEW) and not (pyproject is not None and pyproject.is_workspace_root):
        message = f"{number} functions{where} and no test" if number > 1 else "no test"
        if suite.below:
            own = "has tests of its own" if len(suite.below) == 1 else "have tests of their own"
            message += f"; {and_more(suite.below, 3)} {own}"
        fix = proposal.fix("Create tests that fail until you write them", "tests/")
        yield Finding(message, repository.place, fix)


def _functions(code: Code) -> tuple[int, str]:
    """Return how many functions there are, and where if they lie in notebooks.

    Those of notebooks count only where no module has any: notebooks repeat what modules have, and each other.
    """
    modules = [module for module in code.modules if module.role == "source"]
    number = sum(item.kind != "class" for module in modules for item in module.definitions)
    if number:
        return number, ""
    notebooks = [notebook for notebook in code.notebooks if notebook.role == "source"]
    return len({name for notebook in notebooks for name, _ in notebook.functions}), " in notebooks"


def _is_built(tree: Tree, pyproject: Pyproject | None) -> bool:
    """Tell whether the root is a package: uv builds no root of a workspace that names no build backend."""
    if "setup.py" in tree.files:
        return True
    if pyproject is None or not pyproject.is_package:
        return False
    gathers = pyproject.has("tool", "uv", "workspace") and not pyproject.has("build-system")
    return not gathers or pyproject.get(bool, "tool", "uv", "package") is True
