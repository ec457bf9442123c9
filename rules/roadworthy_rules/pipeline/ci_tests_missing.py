import re
from collections.abc import Iterator

from roadworthy import CI, Finding, ModuleSummary, Purpose, Severity, Suite, Tree, Unmeasured, Verb, rule
from roadworthy_rules.pipeline._elsewhere import tested_elsewhere
from roadworthy_rules.pipeline._shared import is_missing

#: Pipelines of what is a repository of its own elsewhere: an exercise, a template, a subtree.
_NESTED = re.compile(
    r"(?s).+/(?:\.github/workflows/[^/]+\.ya?ml|\.gitlab-ci\.ya?ml|\.circleci/config\.ya?ml|bitbucket-pipelines\.yml)"
)


@rule(Severity.ERROR, since="0.1")
def ci_tests_missing(
    ci: CI, suite: Suite, modules: tuple[ModuleSummary, ...], purpose: Purpose, tree: Tree
) -> Iterator[Finding]:
    """The project has tests, but no pipeline runs them.

    Tests that never run stop working, and users find the bugs that the tests would have caught. Add a step
    that runs the tests on every pull request.

    The rule follows each command through tox, nox, make, scripts, hooks, images and workflows of the project.
    Commands that only lint, collect tests or print text do not count, and neither do jobs that are started
    manually. The rule stays silent if a step that may run the tests cannot be read, such as an action or
    template of another repository, or a missing script. It also does if a directory has a pipeline of its
    own, and if the README says that a system such as Concourse runs the tests.

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

    `--collect-only` lists the tests and runs none.

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

    The rule ignores test files without tests.

    ```yaml good
    on: [push, pull_request]
    jobs:
      lint:
        steps:
          - run: ruff check
    ```
    ```python tests.py good
    # Create your tests here.
    ```

    ```yaml good
    on: [push, pull_request]
    jobs:
      lint:
        steps:
          - run: ruff check
    ```
    ```python tests/test_model.py good
    def test_model(): ...
    ```
    ```text README.md good
    The unit tests are run in Concourse.
    ```
    ```yaml bad
    on: [push, pull_request]
    jobs:
      lint:
        steps:
          - run: ruff check
    ```
    ```python tests/test_model.py bad
    def test_model(): ...
    ```
    ```text README.md bad
    Results are stored in TeamCity.
    ```

    Each directory of a course is a repository of its own:

    ```yaml good
    on: [push, pull_request]
    jobs:
      lint:
        steps:
          - run: ruff check
    ```
    ```yaml lesson/bitbucket-pipelines.yml good
    pipelines: {default: [{step: {script: [pytest]}}]}
    ```
    ```python lesson/test_model.py good
    def test_model(): ...
    ```

    A generator writes empty tests with a client of an interface.

    ```yaml good
    on: [push, pull_request]
    jobs:
      lint:
        steps:
          - run: ruff check
    ```
    ```python tests/test_model.py good
    def test_model(): ...
    ```
    ```text .openapi-generator/VERSION good
    7.9.0
    ```

    A reusable workflow of another repository may run the tests.

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
    tests = any(module.role == "test" and suite.holds(module.path) for module in modules)
    # The tests that a generator writes with a client are empty.
    tests = tests and purpose.name != "client"
    if tests and any(ran.job.steps for ran in ci.jobs) and is_missing(ci.answer(Verb.TESTS)):
        if name := tested_elsewhere(tree):
            raise Unmeasured(f"could not see whether {name} runs the tests, as the documents say")
        if nested := next(filter(_NESTED.fullmatch, sorted(tree.files)), ""):
            raise Unmeasured(
                f"could not see whether `{nested}` runs the tests where its directory is the root"
            )
        yield Finding("no automatic job runs the tests", ci.place)
