from collections.abc import Iterator
from typing import Any

from roadworthy import Finding, Location, Severity, Workflow, rule


@rule(Severity.ERROR, since="0.1")
def condition_always_true(workflow: Workflow) -> Iterator[Finding]:
    """A condition is a literal string, which is always true.

    GitHub evaluates a condition only if `${{ }}` encloses all of it, or if it has no braces. With text
    outside the braces it is a non-empty string, so the step always runs: for example, a release on every
    push. Enclose the whole condition in `${{ }}`, or remove the braces.

    ```yaml bad
    on: push
    jobs:
      publish:
        if: ${{ github.ref }} == 'refs/heads/main'
        steps:
          - run: python -m build
    ```
    ```yaml good
    on: push
    jobs:
      publish:
        if: ${{ github.ref == 'refs/heads/main' }}
        steps:
          - if: github.actor != 'dependabot[bot]'
            run: python -m build
    ```
    """
    for at, _, job in workflow.jobs():
        yield from _judged(at, job)
    for at, step in workflow.steps():
        yield from _judged(at, step)


def _judged(at: Location, table: dict[str, Any]) -> Iterator[Finding]:
    text = table.get("if")
    if isinstance(text, str) and "${{" in text:
        bare = text.strip()
        # A line that ends with the block is part of the text, and makes it true as well.
        whole = bare.startswith("${{") and bare.endswith("}}") and bare.count("${{") == 1
        if not whole:
            yield Finding(f"`{bare[:80]}` is a string, which is always true", at / "if")
