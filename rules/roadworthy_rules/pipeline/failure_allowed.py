from collections.abc import Iterator

from roadworthy import CI, Finding, Severity, Tree, Verb, rule
from roadworthy_rules.pipeline._trials import allowed, loose


@rule(Severity.ERROR, since="0.1")
def failure_allowed(ci: CI, tree: Tree) -> Iterator[Finding]:
    """The tests may fail without failing the pipeline.

    The pipeline is green whatever the tests find, so a broken change is merged. Remove `|| true`,
    `continue-on-error`, `allow_failure` or `set +e`, and fix the tests. If the step is only a trial, say so
    in the name of the job or step (`experimental`, `nightly`).

    The rule stays silent if another step runs tests that count, or if a later step reads the outcome or the
    report. `check-failure-allowed` reports linters, type checkers and security scans.

    ```yaml bad
    on: push
    jobs:
      test:
        steps:
          - run: python -m pytest -q || echo "No unit tests yet"
    ```

    GitLab and Jenkins have their own options.

    ```yaml .gitlab-ci.yml bad
    test:
      script: pytest
      allow_failure: true
    ```

    Jenkins:

    ```text Jenkinsfile bad
    node { sh script: 'pytest', returnStatus: true }
    ```
    ```text Jenkinsfile good
    node {
      sh 'pytest --junitxml=report.xml || true'
      junit 'report.xml'
    }
    ```

    The rule follows commands through make, scripts and tools such as tox.

    ```yaml bad
    on: push
    jobs:
      test:
        steps:
          - run: make test || true
    ```
    ```makefile Makefile bad
    test: ; pytest
    ```
    ```yaml good
    on: push
    jobs:
      test:
        continue-on-error: ${{ matrix.experimental }}
        steps:
          - run: rm -r cache || true
          - run: pytest || { echo failed; exit 1; }
          - run: codecov
            continue-on-error: true
    ```
    ```yaml good
    on: push
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
      numpy-nightly:
        continue-on-error: true
        steps:
          - run: pytest
    ```
    """
    if acts := loose(ci, Verb.TESTS, tree):
        yield Finding(allowed(acts), acts[0].at, None, tuple(act.at for act in acts[1:10]))
