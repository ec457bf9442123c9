from collections.abc import Iterator

from roadworthy import CI, Finding, Pyproject, RanJob, Severity, Verb, rule

_BUILT = ("wheel", "project")


@rule(Severity.NOTE, since="0.1")
def wheel_untested(ci: CI, pyproject: Pyproject) -> Iterator[Finding]:
    """A pipeline builds a wheel that no test uses.

    Tests of the source pass even if a module, a data file or a dependency is missing from the wheel, and
    users find the fault. Install the wheel before the tests: `python -m pip install dist/*.whl`. Or use tox,
    or `pip install .` without `--editable`.

    ```yaml bad
    on: push
    jobs:
      test:
        steps:
          - run: pip install -e .
          - run: pytest
          - run: python -m build
    ```
    ```toml bad
    [build-system]
    requires = ["hatchling"]
    build-backend = "hatchling.build"
    [project]
    name = "demo"
    ```
    ```yaml good
    on: push
    jobs:
      test:
        steps:
          - run: python -m build
          - run: pip install dist/*.whl
          - run: pytest
    ```
    ```toml good
    [build-system]
    requires = ["hatchling"]
    build-backend = "hatchling.build"
    [project]
    name = "demo"
    ```
    """
    built = ci.answer(Verb.BUILDS_WHEEL)
    if not pyproject.is_package or not built.acts or any(ran.unseen for ran in ci.jobs) or ci.unseen:
        return
    tested = [ran for ran in ci.jobs if any(act.verb is Verb.TESTS for act in ran.acts)]
    if tested and not any(map(tests_what_is_built, tested)):
        yield Finding(f"`{built.acts[0].tool}` builds a wheel that no test uses", built.acts[0].at)


def tests_what_is_built(ran: RanJob) -> bool:
    """Tell whether a job installs what is built before it tests, and nothing editable between."""
    installed = ""
    for act in ran.acts:
        if act.verb is Verb.INSTALLS:
            if act.detail in _BUILT:
                installed = "built"
            elif act.detail == "editable":
                installed = "editable"
        elif act.verb is Verb.TESTS and installed == "built":
            return True
    return False
