import re
from collections.abc import Iterator, Mapping
from typing import Any

from roadworthy import Finding, Location, Severity, Workflow, rule
from roadworthy_rules.pipeline._shared import programs

_CHECKS = frozenset(
    "basedpyright flake8 mypy nosetests nox py.test pylint pyrefly pyright pytest pytype ruff tox ty"
    " unittest".split()
)
_ALLOWED = re.compile(r"(?:^|[;&|])([^\n;&|]*)\|\|[ \t]*(?:true|:|exit 0)[ \t]*(?:#.*)?$", re.MULTILINE)
#: What is tried out before it is asked for.
_TRIAL = re.compile(
    r"experiment|nightly|upstream|pre-?release|canary|optional|information|advisory|\bdev\b", re.IGNORECASE
)
#: Such a job mends what it finds.
_MENDING = re.compile(r"git (commit|push)|create-pull-request|auto-?commit|autofix")
_SIZE = 20_000


@rule(Severity.ERROR, since="0.1")
def failure_allowed(workflow: Workflow) -> Iterator[Finding]:
    """A test or linter may fail without anybody noticing.

    With `continue-on-error` or `|| true` the pipeline is green whatever the step found, so that it only
    looks as if it were checked. Let it fail, and mend what it finds; where something is tried out, say so in
    the name of the job or step (`experimental`, `nightly`).

    ```yaml bad
    jobs:
      test:
        steps:
          - run: python -m pytest -q || true
          - run: mypy src
            continue-on-error: true
    ```
    ```yaml bad
    jobs:
      test:
        continue-on-error: true
        steps:
          - run: uv run pytest
    ```
    ```yaml good
    jobs:
      test:
        continue-on-error: ${{ matrix.experimental }}
        steps:
          - run: rm -r cache || true
          - run: pytest
          - run: codecov
            continue-on-error: true
    ```
    Some look at the outcome later, or try something out.

    ```yaml good
    jobs:
      test:
        steps:
          - id: tests
            run: pytest
            continue-on-error: true
          - run: exit 1
            if: steps.tests.outcome == 'failure'
      test-others:
        steps:
          - run: pytest
      msys2:
        continue-on-error: true
        steps:
          - run: pytest
      numpy-nightly:
        continue-on-error: true
        steps:
          - run: pytest
    ```
    """
    firm = {
        check
        for at, _, job in workflow.jobs()
        if job.get("continue-on-error") is None
        for _, step in workflow.each(dict, *at.route, "steps")
        if (check := _check(step.get("run"))) and step.get("continue-on-error") is None
    }
    for at, name, job in workflow.jobs():
        steps = list(workflow.each(dict, *at.route, "steps"))
        texts = [text[:_SIZE] for _, step in steps for text in _texts(step)]
        if _TRIAL.search(f"{name} {job.get('name')}") or any(map(_MENDING.search, texts)):
            continue
        checks = [check for _, step in steps if (check := _check(step.get("run")))]
        # What another job holds to as well is only tried here, on one more platform.
        if job.get("continue-on-error") is True and checks and not firm.issuperset(checks):
            yield Finding(f"`{checks[0]}` may fail: the job goes on", at / "continue-on-error")
        for place, step in steps:
            later = any(f"steps.{step.get('id')}." in text for text in texts)
            if not later and not _TRIAL.search(str(step.get("name"))):
                yield from _step(place, step)


def _step(at: Location, step: Mapping[str, Any]) -> Iterator[Finding]:
    run = step.get("run")
    check = _check(run)
    if check and step.get("continue-on-error") is True:
        yield Finding(f"`{check}` may fail: the job goes on", at / "continue-on-error")
    for found in _ALLOWED.finditer(run[:_SIZE]) if isinstance(run, str) else ():
        if (check := _check(found[1])) and "--fix" not in found[1]:
            yield Finding(f"`{check}` may fail: `|| true` follows", at / "run")


def _texts(step: Mapping[str, Any]) -> Iterator[str]:
    """Yield the texts of a step in which others may be named."""
    for value in step.values():
        yield from (v for v in (value.values() if isinstance(value, dict) else [value]) if isinstance(v, str))


def _check(script: object) -> str | None:
    """Return the first test runner or linter that a script runs."""
    return next((words[0] for words in programs(script) if words[0] in _CHECKS), None)
