from collections.abc import Iterator

from roadworthy import CIFiles, Finding, Repository, Severity, rule


@rule(Severity.WARNING, since="0.1", take=1.0)
def ci_missing(ci: CIFiles, repository: Repository) -> Iterator[Finding]:
    """There is no continuous integration.

    Whether the tests pass is only known of the machine of whoever ran them last, and what breaks is found by
    the users. Let a workflow run the linter and the tests on every pull request, and build the package. Where
    the pipeline is configured outside of the project, ignore this rule and say so as the reason.

    ```python bad
    print("training")
    ```
    ```yaml good
    on: [push, pull_request]
    jobs:
      test:
        steps:
          - run: pytest
    ```
    ```yaml .gitlab-ci.yml good
    test:
      script: pytest
    ```
    An sdist is unpacked without it.

    ```text PKG-INFO good
    Name: demo
    ```
    """
    if not ci.paths and repository.is_whole:
        yield Finding("no file configures continuous integration", repository.place)
