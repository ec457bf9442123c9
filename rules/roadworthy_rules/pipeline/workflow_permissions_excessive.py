from collections.abc import Iterator

from roadworthy import Finding, Severity, Workflow, rule


@rule(Severity.WARNING, since="0.1", security=6.0, cwe=250)
def workflow_permissions_excessive(workflow: Workflow) -> Iterator[Finding]:
    """The token of a workflow has write access to everything.

    Every step, including a compromised dependency, can then change code, releases, packages and settings. Set
    `permissions: {}` or `contents: read` at the top, and grant each job only the permissions that it needs.

    ```yaml bad
    on: push
    permissions: write-all
    jobs:
      test:
        steps:
          - run: pytest
    ```
    ```yaml good
    on: push
    permissions: read-all
    jobs:
      publish:
        permissions:
          id-token: write
        steps:
          - run: python -m build
    ```
    """
    if workflow.get(str, "permissions") == "write-all":
        yield Finding("`write-all` gives the token write access to everything", workflow.at("permissions"))
    for at, name, job in workflow.jobs():
        if job.get("permissions") == "write-all":
            yield Finding(
                f"`write-all` gives the token of `{name}` write access to everything", at / "permissions"
            )
