import re
from collections.abc import Iterator

from roadworthy import CIFiles, Finding, ModuleSummary, Severity, Workflow, path_words, rule
from roadworthy_rules.pipeline._shared import programs

_TESTS = re.compile(
    r"(?i)test(s|ed|ing)?(?![a-z])|\b(tox|nox|behave|stestr|ward|coverage|trial|cibuildwheel)\b"
)
_INSTALLS = frozenset("add apt apt-get install sync".split())
#: What runs commands that stand in another file, unless the names of what it runs are clear.
_OPAQUE = re.compile(
    r"(just|make|task|inv|invoke|doit|poe|bazel|pants|earthly|dagger|docker-compose|docker (compose|run|exec)"
    r"|bash|sh|rake|moon|all|checks?|ci|qa|cov|full|validate|verify|\S*[/:$]\S*|\S+\.(sh|py|ps1))(?!\S)"
)
_CLEAR = re.compile(
    r"(?i)(build|clean|deploy|dist|doc|fmt|format|html|install|lint|publish|release|setup|sync)\S*"
)


@rule(Severity.ERROR, since="0.1")
def ci_tests_missing(
    workflows: tuple[Workflow, ...], ci: CIFiles, modules: tuple[ModuleSummary, ...]
) -> Iterator[Finding]:
    """The project has tests, but no workflow runs them.

    Tests that nobody runs rot: the next change breaks them, and what they would have found reaches the users.
    Add a step that runs them on every pull request.

    Only GitHub Actions are read. Where a step may run the tests in a way that cannot be seen from here (a
    reusable workflow, a script, another CI system), nothing is said.

    ```yaml bad
    on: [push, pull_request]
    jobs:
      lint:
        steps:
          - uses: actions/checkout@v4
          - run: pip install --group test
          - run: ruff check
    ```
    ```python tests/test_model.py bad
    def test_model(): ...
    ```
    ```yaml good
    on: [push, pull_request]
    jobs:
      test:
        steps:
          - run: |
              uv run --frozen \\
                coverage run -m pytest
    ```
    ```python tests/test_model.py good
    def test_model(): ...
    ```
    ```yaml good
    on: [push, pull_request]
    jobs:
      all:
        uses: ./.github/workflows/all.yml
    ```
    ```python tests/test_model.py good
    def test_model(): ...
    ```
    """
    files = [path for path in ci.paths if path.startswith(".github/workflows/")]
    tests = any(module.role == "test" and _is_tests(module.path) for module in modules)
    if not tests or not workflows or len(files) != len(workflows) or len(files) != len(ci.paths):
        return
    if not any(map(_may_test, workflows)):
        on_push = (work for work in workflows if work.triggers & {"push", "pull_request"})
        yield Finding("no step of a workflow runs the tests", next(on_push, workflows[0]).at("jobs"))


def _is_tests(path: str) -> bool:
    name = path.rpartition("/")[2]
    return name.startswith("test") or not path_words(name).isdisjoint(("test", "tests"))


def _may_test(workflow: Workflow) -> bool:
    if any("uses" in job for _, _, job in workflow.jobs()):
        return True
    for _, step in workflow.steps():
        uses = step.get("uses")
        if isinstance(uses, str) and (uses.startswith(".") or _TESTS.search(uses)):
            return True
        if any(map(_command_may_test, programs(step.get("run")))):
            return True
    return False


def _command_may_test(words: list[str]) -> bool:
    if not _INSTALLS.isdisjoint(words[:3]):
        return False
    text = " ".join(words)
    targets = [word for word in words[1:] if not word.startswith("-")]
    return bool(
        _TESTS.search(text) or (_OPAQUE.match(text) and not (targets and all(map(_CLEAR.fullmatch, targets))))
    )
