from collections.abc import Iterator

from roadworthy import CI, Finding, Profile, Severity, Unmeasured, Verb, rule
from roadworthy_rules.pipeline._shared import hooks_unseen, is_missing


@rule(Severity.NOTE, since="0.1")
def ci_security_scan_missing(ci: CI, profile: Profile) -> Iterator[Finding]:
    """No pipeline scans for vulnerabilities.

    A service with a vulnerable dependency stays vulnerable until someone looks for it. Add a step that
    audits the dependencies (`pip-audit`, `uv audit`, `safety`) or the code (`bandit`, CodeQL, Ruff's `S`
    rules).

    The rule applies to applications and services, not to libraries. It stays silent if the project configures
    pre-commit hooks, because pre-commit.ci may run them.

    ```yaml bad
    on: push
    jobs:
      test:
        steps:
          - run: pytest
    ```
    ```dockerfile bad
    FROM python:3.13
    ```
    ```python bad
    print("serving")
    ```
    ```yaml good
    on: push
    jobs:
      test:
        steps:
          - run: pip-audit -r requirements.txt
    ```
    ```dockerfile good
    FROM python:3.13
    ```
    ```python good
    print("serving")
    ```
    """
    if profile.name == "library" or not any(ran.job.steps for ran in ci.jobs):
        return
    if is_missing(ci.answer(Verb.AUDITS)):
        if ci.hooks is not None:
            raise Unmeasured(hooks_unseen(ci))
        yield Finding("no job scans for vulnerabilities", ci.place)
