from collections.abc import Iterator

from roadworthy import CI, Finding, Profile, Severity, Unmeasured, Verb, rule
from roadworthy_rules.pipeline._shared import is_missing


@rule(Severity.NOTE, since="0.1")
def ci_security_scan_missing(ci: CI, profile: Profile) -> Iterator[Finding]:
    """No pipeline looks for vulnerabilities.

    A service that is deployed with a vulnerable dependency stays so until somebody reads the news. Add a step
    that audits the dependencies (`pip-audit`, `uv audit`, `safety`), or the code (`bandit`, CodeQL, Ruff's
    `S` rules). The rule asks this of applications and services, not of libraries.

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
            raise Unmeasured(f"could not see whether pre-commit.ci runs the hooks of `{ci.hooks}`")
        yield Finding("no job looks for vulnerabilities", ci.place)
