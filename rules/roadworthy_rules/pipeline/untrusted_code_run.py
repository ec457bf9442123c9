import re
from collections.abc import Iterator

from roadworthy import Finding, Severity, Workflow, rule
from roadworthy_rules.pipeline._outsiders import is_approved, is_own_change

_TRUSTED = frozenset({"pull_request_target", "workflow_run"})
#: A commit of the change itself, and the repository that it comes from. The name of a branch alone is looked
#: for among the branches of the project, which hold what its members pushed.
_COMMIT = re.compile(r"github\.event\.(?:pull_request\.head|workflow_run\.head)[._](?:sha|commit)|refs/pull/")
_REPOSITORY = re.compile(r"github\.event\.(?:pull_request\.head\.repo|workflow_run\.head_repository)\b")


@rule(Severity.ERROR, since="0.1", security=9.3, cwe=829)
def untrusted_code_run(workflow: Workflow) -> Iterator[Finding]:
    """A workflow with secrets runs the code of a pull request.

    `pull_request_target` and `workflow_run` start with write access and secrets. If such a job checks out the
    head of the pull request and runs any of it, every GitHub user can steal both. Use `pull_request`, or do
    not check out the head.

    A branch without its repository is a branch of the project itself, which the rule ignores. It also stays
    silent if the job, the step or a job that it needs requires a label or an environment that people approve,
    or only runs for changes of the repository itself or for its members.

    ```yaml good
    on: {workflow_run: {workflows: [test], types: [completed]}}
    jobs:
      release:
        if: github.event.workflow_run.event == 'push'
        steps:
          - uses: actions/checkout@v4
            with:
              ref: ${{ github.event.workflow_run.head_branch }}
          - run: make release
    ```

    ```yaml bad
    on: pull_request_target
    jobs:
      test:
        steps:
          - uses: actions/checkout@v4
            with:
              ref: ${{ github.event.pull_request.head.sha }}
          - run: pip install . && pytest
    ```
    ```yaml good
    on: pull_request_target
    jobs:
      fix:
        steps:
          - uses: actions/checkout@v4
            with:
              ref: ${{ github.event.pull_request.head.ref }}
          - run: make format
    ```
    ```yaml good
    on: pull_request_target
    jobs:
      approve:
        environment: external
        steps:
          - run: echo approved
      test:
        needs: approve
        steps:
          - uses: actions/checkout@v4
            with:
              ref: ${{ github.event.pull_request.head.sha }}
          - run: pip install . && pytest
    ```
    ```yaml good
    on: pull_request_target
    jobs:
      label:
        steps:
          - uses: actions/labeler@v5
      test:
        if: contains(github.event.pull_request.labels.*.name, 'safe to test')
        steps:
          - uses: actions/checkout@v4
            with:
              ref: ${{ github.event.pull_request.head.sha }}
          - run: pytest
    ```
    """
    if workflow.triggers.isdisjoint(_TRUSTED):
        return
    for at, _, _ in workflow.jobs():
        if is_approved(workflow, at) or is_own_change(workflow, at):
            continue
        checked = None
        for place, step in workflow.each(dict, *at.route, "steps"):
            uses, given = step.get("uses"), step.get("with")
            if is_approved(workflow, place) or is_own_change(workflow, place):
                continue
            if isinstance(uses, str) and uses.startswith("actions/checkout") and isinstance(given, dict):
                if _COMMIT.search(str(given.get("ref"))) or _REPOSITORY.search(str(given.get("repository"))):
                    checked = place / "with" / "ref"
            elif checked is not None and ("run" in step or (isinstance(uses, str) and uses.startswith("./"))):
                yield Finding(
                    f"`{given_ref(workflow, checked)}` is checked out and run with secrets", checked
                )
                break


def given_ref(workflow: Workflow, at: object) -> str:
    """Return the reference that is written at a place."""
    return str(workflow.get(object, *getattr(at, "route", ())))
