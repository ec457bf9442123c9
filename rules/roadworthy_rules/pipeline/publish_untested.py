from collections.abc import Iterator

from roadworthy import CI, Finding, ModuleSummary, Severity, Suite, Verb, rule
from roadworthy_rules.pipeline._shared import is_missing


@rule(Severity.WARNING, since="0.1")
def publish_untested(ci: CI, suite: Suite, modules: tuple[ModuleSummary, ...]) -> Iterator[Finding]:
    """A pipeline publishes a package, but no pipeline runs tests.

    Users get every tag, whether it works or not, and PyPI never lets you replace a file. Run the tests in a
    job that the publishing job needs.

    The rule reports projects without tests; `ci-tests-missing` reports the others.

    ```yaml bad
    on: {release: {types: [published]}}
    jobs:
      publish:
        steps:
          - run: python -m build
          - run: twine upload dist/*
    ```
    ```yaml good
    on: {release: {types: [published]}}
    jobs:
      test:
        steps:
          - run: tox
      publish:
        needs: test
        steps:
          - uses: pypa/gh-action-pypi-publish@release/v1
    ```
    ```ini tox.ini good
    [testenv]
    commands = pytest
    ```
    """
    if any(module.role == "test" and suite.holds(module.path) for module in modules):
        return
    found = next(ci.each(Verb.PUBLISHES), None)
    if found is not None and is_missing(ci.answer(Verb.TESTS)):
        yield Finding(f"`{found[1].tool.partition('@')[0]}` publishes, but no job runs tests", found[1].at)
