import re
from collections.abc import Iterator

from roadworthy import CI, Act, Finding, RanJob, Severity, Tree, Verb, rule

_CHECKS = (Verb.TESTS, Verb.LINTS, Verb.TYPES, Verb.AUDITS)
#: What is tried out before it is asked for.
_TRIAL = re.compile(
    r"experiment|nightly|upstream|pre-?release|canary|optional|information|advisory|\bdev\b", re.IGNORECASE
)
#: What it finds are alerts of the repository, and fail nothing.
_ALERTS = "github/codeql-action/"
#: Such a job fixes what it finds.
_MENDING = re.compile(r"git (commit|push)|create-pull-request|auto-?commit|autofix")


@rule(Severity.ERROR, since="0.1")
def failure_allowed(ci: CI, tree: Tree) -> Iterator[Finding]:
    """A test or linter may fail without failing the pipeline.

    The pipeline is green whatever the step finds, so the check has no effect. Remove `|| true`,
    `continue-on-error`, `allow_failure`, `--exit-zero` or `set +e`, and fix the findings. If the step is only
    a trial, say so in the name of the job or step (`experimental`, `nightly`).

    The rule stays silent if another step enforces the same kind of check, or if a later step reads the
    outcome. It ignores CodeQL, whose findings are alerts that never fail the step.

    ```yaml bad
    on: push
    jobs:
      test:
        steps:
          - run: python -m pytest -q || echo "No unit tests yet"
          - run: mypy src
            continue-on-error: true
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

    The rule also finds commands behind others.

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
      analyze:
        continue-on-error: true
        steps:
          - uses: github/codeql-action/init@v4
          - uses: github/codeql-action/analyze@v4
    ```
    """
    for verb in _CHECKS:
        found = list(ci.each(verb))
        if any(not act.tolerated for _, act in found):
            continue
        loose = [act for ran, act in found if not _is_tried(ran, act, tree)]
        if loose:
            related = tuple(act.at for act in loose[1:10])
            more = f" ({len(loose)} times)" if len(loose) > 1 else ""
            text = f"`{loose[0].tool}` may fail: {loose[0].tolerated}{more}"
            yield Finding(text, loose[0].at, None, related)


def _is_tried(ran: RanJob, act: Act, tree: Tree) -> bool:
    """Tell whether a check is tried out, fixes what it finds, or its outcome is looked at later."""
    if act.tool.startswith(_ALERTS):
        return True
    step = ran.step_of(act)
    names = (ran.job.name, ran.job.title, step.name if step else "")
    if any(map(_TRIAL.search, names)):
        return True
    if any(_MENDING.search(one.script[:20_000]) or _MENDING.search(one.uses) for one in ran.job.steps):
        return True
    return step is not None and bool(step.ident) and f"steps.{step.ident}." in tree.text(ran.pipeline.file)
