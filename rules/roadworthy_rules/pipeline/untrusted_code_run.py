import re
from collections.abc import Iterator
from itertools import dropwhile

from roadworthy import Finding, Severity, Workflow, rule
from roadworthy_rules._shell import commands
from roadworthy_rules.pipeline._outsiders import is_approved, is_own_change
from roadworthy_rules.pipeline._shared import may_only_read

_TRUSTED = frozenset({"pull_request_target", "workflow_run"})
#: A commit of the change itself, and the repository that it comes from. The name of a branch alone is looked
#: for among the branches of the project, which hold what its members pushed.
_COMMIT = re.compile(r"github\.event\.(?:pull_request\.head|workflow_run\.head)[._](?:sha|commit)|refs/pull/")
_REPOSITORY = re.compile(r"github\.event\.(?:pull_request\.head\.repo|workflow_run\.head_repository)\b")
#: What only one of the two events fills.
_REQUEST = re.compile(r"github\.event\.(?:pull_request\b|number\b)")
_RUN = re.compile(r"github\.event\.workflow_run\b")
#: Commands that run nothing of a checkout.
_HARMLESS = frozenset(
    "[ [[ black cat cd chmod codespell cp curl cut date diff done echo exit export false fi for gh git grep"
    " head"
    " isort jq ls mkdir mv printf pwd read rm ruff sed set sleep sort tail tee test touch tr true unzip wc"
    " wget }".split()
)
#: Words of a shell before a command.
_BEFORE = frozenset("! do elif else if sudo then until while {".split())
_INSTALLS = re.compile(r"(?:python3? -m )?(?:pip3?|uv pip|pipx|uv tool) install\b(?! *$)")
_LOCAL = re.compile(r"(?:^|\s)(?:[\"']?\.|-r|-e|--requirement|--editable|-c|--group)")


@rule(Severity.ERROR, since="0.1", security=9.3, cwe=829)
def untrusted_code_run(workflow: Workflow) -> Iterator[Finding]:
    """A workflow with secrets runs the code of a pull request.

    `pull_request_target` and `workflow_run` start with write access and secrets. If such a job checks out the
    head of the pull request and runs any of it, every GitHub user can steal both. Use `pull_request`, or do
    not check out the head.

    A branch without its repository is a branch of the project itself, which the rule ignores. It also stays
    silent if the job, the step or a job that it needs requires a label or an environment that people approve,
    or only runs for changes of the repository itself or for its members. It ignores jobs without secrets
    whose `permissions` only read, steps that only read files, and a checkout in a `path` where no step works.

    ```yaml good
    on: pull_request_target
    jobs:
      label:
        steps:
          - uses: actions/checkout@v4
            with:
              ref: ${{ github.event.pull_request.head.sha }}
          - run: git diff --name-only origin/main | grep docs/ && gh pr edit --add-label docs
    ```
    ```yaml good
    on: [pull_request, workflow_run]
    jobs:
      preview:
        if: github.event.pull_request
        steps:
          - uses: actions/checkout@v4
            with:
              ref: refs/pull/${{ github.event.number }}/merge
          - run: make docs
    ```

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
    for at, _, job in workflow.jobs():
        if is_approved(workflow, at) or is_own_change(workflow, at) or may_only_read(workflow, job):
            continue
        checked, path = None, ""
        for place, step in workflow.each(dict, *at.route, "steps"):
            uses, given = step.get("uses"), step.get("with")
            if is_approved(workflow, place) or is_own_change(workflow, place):
                continue
            if isinstance(uses, str) and uses.startswith("actions/checkout") and isinstance(given, dict):
                if _is_foreign(given, workflow.triggers):
                    checked = place / "with" / "ref"
                    path = str(given.get("path") or "")
            elif checked is not None and _runs(step, path):
                yield Finding(
                    f"`{given_ref(workflow, checked)}` is checked out and run with secrets", checked
                )
                break


def given_ref(workflow: Workflow, at: object) -> str:
    """Return the reference that is written at a place."""
    return str(workflow.get(object, *getattr(at, "route", ())))


def _is_foreign(given: dict[str, object], triggers: frozenset[str]) -> bool:
    """Tell whether a checkout is of an outsider's commit, by what an event with secrets fills."""
    ref, repository = str(given.get("ref")), str(given.get("repository"))
    if not _COMMIT.search(ref) and not _REPOSITORY.search(repository):
        return False
    told = f"{ref} {repository}"
    if _REQUEST.search(told) and "pull_request_target" not in triggers:
        return False
    return not (_RUN.search(told) and "workflow_run" not in triggers)


def _runs(step: dict[str, object], path: str) -> bool:
    """Tell whether a step may run something of a checkout, which may lie in a path of its own."""
    uses, script = step.get("uses"), step.get("run")
    if isinstance(uses, str):
        return uses.startswith("./")
    if not isinstance(script, str):
        return False
    place = str(step.get("working-directory") or "")
    if path and not place.startswith(path.removeprefix("./")) and path.strip("./") not in script:
        return False
    for given in commands(script):
        words = list(dropwhile(lambda word: word in _BEFORE or "=" in word, given))
        told = " ".join(words)
        if not words or words[0] in _HARMLESS:
            continue
        if _INSTALLS.match(told) and not _LOCAL.search(told.partition("install")[2]):
            continue
        return True
    return False
