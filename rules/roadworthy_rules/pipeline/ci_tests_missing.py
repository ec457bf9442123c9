from collections.abc import Iterator

from roadworthy import CI, Finding, ModuleSummary, Severity, Verb, path_words, rule
from roadworthy_rules.pipeline._shared import is_missing


@rule(Severity.ERROR, since="0.1")
def ci_tests_missing(ci: CI, modules: tuple[ModuleSummary, ...]) -> Iterator[Finding]:
    """The project has tests, but no pipeline runs them.

    Tests that never run rot: the next change breaks them, and users find what they would have found. Add a
    step that runs them on every pull request.

    The rule follows each command to what it really runs: through tox, nox, make, scripts, hooks, images and
    workflows of the project. A command that only lints, collects the tests or prints a word does not count,
    nor does a job that people start by hand. Where something that may run the tests cannot be read (an action
    or template of another repository, a missing script), the rule says nothing.

    ```yaml bad
    on: [push, pull_request]
    jobs:
      lint:
        steps:
          - uses: actions/checkout@v4
          - run: pip install --group test
          - run: ruff check tests
          - run: echo "running tests"
    ```
    ```python tests/test_model.py bad
    def test_model(): ...
    ```
    Nor does one that only collects them.

    ```text Jenkinsfile bad
    pipeline { stages { stage('Test') { steps { sh 'pytest --collect-only' } } } }
    ```
    ```python tests/test_model.py bad
    def test_model(): ...
    ```
    ```yaml good
    on: [push, pull_request]
    jobs:
      test:
        steps:
          - run: make test
    ```
    ```makefile Makefile good
    test: ; uv run --frozen coverage run -m pytest
    ```
    ```python tests/test_model.py good
    def test_model(): ...
    ```
    What another repository runs cannot be seen.

    ```yaml good
    on: [push, pull_request]
    jobs:
      all:
        uses: demo/workflows/.github/workflows/all.yml@v1
    ```
    ```python tests/test_model.py good
    def test_model(): ...
    ```
    """
    tests = any(module.role == "test" and _is_tests(module.path) for module in modules)
    if tests and any(ran.job.steps for ran in ci.jobs) and is_missing(ci.answer(Verb.TESTS)):
        yield Finding("no job that starts by itself runs the tests", ci.place)


def _is_tests(path: str) -> bool:
    name = path.rpartition("/")[2]
    return name.startswith("test") or not path_words(name).isdisjoint(("test", "tests"))
