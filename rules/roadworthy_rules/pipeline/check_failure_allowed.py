from collections.abc import Iterator

from roadworthy import CI, Finding, Severity, Tree, Verb, rule
from roadworthy_rules.pipeline._trials import allowed, loose


@rule(Severity.NOTE, since="0.1")
def check_failure_allowed(ci: CI, tree: Tree) -> Iterator[Finding]:
    """A linter, type checker or security scan may fail without failing the pipeline.

    The pipeline is green whatever the check finds, so new findings are merged with the old ones. Fix the
    findings or list the accepted ones in the tool's settings, then remove `|| true`, `continue-on-error`,
    `allow_failure` or `--exit-zero`.

    The rule stays silent if another step enforces the same kind of check, if the name of the job or step says
    that it is a trial (`experimental`), or if a later step reads the outcome. It ignores CodeQL, whose
    findings are alerts that never fail the step.

    ```yaml bad
    on: push
    jobs:
      test:
        steps:
          - run: flake8 --exit-zero
          - run: mypy src
            continue-on-error: true
    ```
    ```yaml .gitlab-ci.yml bad
    scan:
      script: pip-audit
      allow_failure: true
    ```
    ```yaml good
    on: push
    jobs:
      lint:
        steps:
          - run: flake8 --select=E9,F63
          - run: flake8 --exit-zero
          - run: mypy src
            continue-on-error: ${{ matrix.experimental }}
      analyze:
        continue-on-error: true
        steps:
          - uses: github/codeql-action/init@v4
          - uses: github/codeql-action/analyze@v4
    ```
    """
    for verb in (Verb.LINTS, Verb.TYPES, Verb.AUDITS):
        if acts := loose(ci, verb, tree):
            yield Finding(allowed(acts), acts[0].at, None, tuple(act.at for act in acts[1:10]))
