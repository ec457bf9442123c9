from collections.abc import Iterator

from roadworthy import Finding, Severity, Workflow, rule


@rule(Severity.NOTE, since="0.1", security=3.0, cwe=250)
def workflow_permissions_missing(workflow: Workflow) -> Iterator[Finding]:
    """A workflow does not say what its token may do.

    In repositories and organisations with the older default it may then write everything: code, releases,
    packages. Whatever a step runs, a stolen dependency too, may do the same. Put `permissions` with
    `contents: read` at the top, and grant more to the single jobs that need it.

    ```yaml bad
    on: push
    jobs:
      test:
        steps:
          - run: pytest
    ```
    ```yaml bad
    on: push
    jobs:
      test:
        steps:
          - run: pytest
      publish:
        permissions:
          id-token: write
        steps:
          - run: twine upload dist/*
    ```
    ```yaml good
    on: push
    permissions: {}
    jobs:
      test:
        steps:
          - run: pytest
    ```
    A workflow that others call has what they grant.

    ```yaml good
    on: workflow_call
    jobs:
      test:
        steps:
          - run: pytest
    ```
    """
    jobs = list(workflow.jobs())
    if "permissions" in (workflow.get(dict) or {}) or workflow.triggers <= {"workflow_call"}:
        return
    without = [(at, name) for at, name, job in jobs if "permissions" not in job]
    if without and len(without) == len(jobs):
        yield Finding("nothing says what the workflow's token may do", workflow.at("jobs"))
    else:
        for at, name in without:
            yield Finding(f"nothing says what the token of the job `{name}` may do", at)
