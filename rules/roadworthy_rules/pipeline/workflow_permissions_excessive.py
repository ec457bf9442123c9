from collections.abc import Iterator

from roadworthy import Finding, Severity, Workflow, rule


@rule(Severity.WARNING, since="0.1", security=6.0, cwe=250)
def workflow_permissions_excessive(workflow: Workflow) -> Iterator[Finding]:
    """A workflow's token may write everything.

    Any step, also one of a stolen dependency, may then change code, releases, packages and settings. Put
    `permissions: {}` or `contents: read` at the top, and grant each job the one permission that it needs.

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
        yield Finding("`write-all` lets the token write everything", workflow.at("permissions"))
    for at, name, job in workflow.jobs():
        if job.get("permissions") == "write-all":
            yield Finding(f"`write-all` lets the token of `{name}` write everything", at / "permissions")
