from collections.abc import Iterator

from roadworthy import Finding, Severity, Workflow, rule


@rule(Severity.ERROR, since="0.1")
def job_need_unknown(workflow: Workflow) -> Iterator[Finding]:
    """A job needs a job that does not exist, or itself.

    GitHub rejects the whole workflow, and no job runs. Correct the name in `needs`.

    ```yaml bad
    on: push
    jobs:
      test:
        steps:
          - run: pytest
      publish:
        needs: [tests]
        steps:
          - run: python -m build
    ```
    ```yaml good
    on: push
    jobs:
      test:
        steps:
          - run: pytest
      publish:
        needs: test
        steps:
          - run: python -m build
    ```
    """
    names = {name for _, name, _ in workflow.jobs()}
    for at, name, job in workflow.jobs():
        needs = job.get("needs")
        for need in needs if isinstance(needs, list) else [needs]:
            if isinstance(need, str) and "${{" not in need and (need not in names or need == name):
                yield Finding(f"`{name}` needs `{need}`, which is not another job", at / "needs")
