from collections.abc import Iterator

from roadworthy import Finding, Severity, Workflow, rule


@rule(Severity.NOTE, since="0.1", security=3.0, cwe=250)
def workflow_permissions_missing(workflow: Workflow) -> Iterator[Finding]:
    """A workflow does not restrict the permissions of its token.

    In repositories and organizations with the older default, the token can write everything: code, releases,
    packages. Every step can use it, including a compromised dependency. Set `permissions` with
    `contents: read` at the top, and grant more to the jobs that need it.

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

    The caller of a reusable workflow grants the permissions.

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
        yield Finding("`permissions` is not set for the workflow", workflow.at("jobs"))
    else:
        for at, name in without:
            yield Finding(f"`permissions` is not set for the job `{name}`", at)
