from collections.abc import Iterator

from roadworthy import BEFORE_MERGE, CI, Finding, Severity, Verb, rule
from roadworthy_rules.pipeline._shared import is_missing


@rule(Severity.ERROR, since="0.1")
def pull_request_untested(ci: CI) -> Iterator[Finding]:
    """The tests run only after a change is merged.

    A pipeline for the main branch, tags or a schedule finds a broken change when everyone already has it.
    Start it on pull requests (GitHub: `pull_request`; GitLab: `merge_request_event`; Azure: `pr`; Bitbucket:
    `pull-requests`), or on pushes to every branch.

    The rule ignores Jenkins, which stores triggers outside the repository.

    ```yaml bad
    on:
      push:
        branches: [main]
    jobs:
      test:
        steps:
          - run: pytest
    ```

    GitLab:

    ```yaml .gitlab-ci.yml bad
    test:
      script: pytest
      only: [tags]
    ```
    ```yaml good
    on:
      push:
        branches: [main]
      pull_request:
    jobs:
      test:
        steps:
          - run: pytest
    ```

    Without `only`, GitLab starts a job on each push.

    ```yaml .gitlab-ci.yml good
    test:
      script: pytest
    ```

    Jenkins stores its triggers outside the repository.

    ```text Jenkinsfile good
    node { sh 'pytest' }
    ```
    """
    later = ci.answer(Verb.TESTS)
    if later.value == "yes" and is_missing(ci.answer(Verb.TESTS, events=BEFORE_MERGE)):
        events = {event.value for ran, act in ci.each(Verb.TESTS) for event in ran.events_of(act)}
        act = later.acts[0]
        yield Finding(f"`{act.tool}` runs only on {' and '.join(sorted(events))}", act.at)
