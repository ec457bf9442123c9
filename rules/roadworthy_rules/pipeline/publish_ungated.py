from collections.abc import Iterator

from roadworthy import CI, Act, Finding, RanJob, Severity, Verb, Workflow, rule


@rule(Severity.NOTE, since="0.1")
def publish_ungated(ci: CI, workflows: tuple[Workflow, ...]) -> Iterator[Finding]:
    """A job publishes to PyPI without waiting for the tests.

    A commit whose tests fail can be released, and PyPI does not let you replace the files. Run the tests in
    the same workflow, and make the publishing job wait for them: `needs` in GitHub Actions, a later stage in
    GitLab CI, `requires` in CircleCI.

    The rule stays silent if no pipeline runs tests, if a part of the workflow cannot be read, and if the
    workflow starts after another one.

    ```yaml bad
    on: {release: {types: [published]}}
    jobs:
      publish:
        steps:
          - run: python -m build
          - uses: pypa/gh-action-pypi-publish@release/v1
    ```
    ```yaml .github/workflows/test.yml bad
    on: pull_request
    jobs:
      test:
        steps:
          - run: pytest
    ```
    ```yaml good
    on: {push: {tags: ["v*"]}}
    jobs:
      test:
        steps:
          - run: pytest
      build:
        needs: [test]
        steps:
          - run: python -m build
      publish:
        needs: build
        steps:
          - uses: pypa/gh-action-pypi-publish@release/v1
    ```
    ```yaml .gitlab-ci.yml good
    stages: [test, deploy]
    test:
      stage: test
      script: pytest
    publish:
      stage: deploy
      script: twine upload dist/*
    ```
    """
    if not ci.answer(Verb.TESTS).acts or ci.unseen:
        return
    # What starts after another workflow waits for that one.
    later = {workflow.file for workflow in workflows if "workflow_run" in workflow.triggers}
    for ran, act in ci.each(Verb.PUBLISHES):
        same = [other for other in ci.jobs if other.pipeline.file == ran.pipeline.file]
        if act.detail != "pypi" or ran.pipeline.file in later or any(other.unseen for other in same):
            continue
        if ran.job.events and not _waits(ran, act, same):
            yield Finding(f"`{act.tool.partition('@')[0]}` publishes even if the tests fail", act.at)
            return


def _waits(ran: RanJob, act: Act, same: list[RanJob]) -> bool:
    """Tell whether tests come before: in the job itself, in a job that it needs, or in an earlier stage."""
    before = ran.acts[: ran.acts.index(act)]
    if any(one.verb is Verb.TESTS for one in before):
        return True
    pending, seen = list(ran.job.needs), set[str]()
    while pending:
        name = pending.pop()
        for other in same:
            if other.job.name == name and name not in seen:
                seen.add(name)
                pending += other.job.needs
    for other in same:
        earlier = other.job.name in seen or (not ran.job.needs and other.job.stage < ran.job.stage)
        if earlier and any(one.verb is Verb.TESTS for one in other.acts):
            return True
    return False
