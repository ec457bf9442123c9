from collections.abc import Iterator

from roadworthy import (
    CI,
    CIFiles,
    Finding,
    Location,
    ModuleSummary,
    Profile,
    Proposal,
    Purpose,
    Repository,
    Severity,
    Sign,
    Tree,
    Unmeasured,
    rule,
)
from roadworthy_rules.pipeline._elsewhere import tested_elsewhere


@rule(Severity.WARNING, since="0.1", take=1.0)
def ci_missing(
    files: CIFiles,
    ci: CI,
    repository: Repository,
    profile: Profile,
    purpose: Purpose,
    modules: tuple[ModuleSummary, ...],
    proposal: Proposal,
    tree: Tree,
) -> Iterator[Finding]:
    """The project has no continuous integration.

    A change that breaks the tests is merged unnoticed, and users find the bug. Add a pipeline that runs the
    linter and the tests on every pull request, and builds the package. If the pipeline is configured outside
    the project, ignore this rule and give that as the reason.

    If the project is on GitHub or GitLab, the fix creates the pipeline that `roadworthy init` proposes.

    The rule reads GitHub Actions, GitLab CI, CircleCI, Jenkins, Azure Pipelines and Bitbucket Pipelines. It
    stays silent if the project uses only another system or its README links to one, and about lessons,
    scripts, notebooks and applications without tests. The score still counts the missing pipeline there.

    ```python tests/test_demo.py bad
    def test_demo(): ...
    ```
    ```python good
    print("training")
    ```

    ```python tests/test_demo.py good
    def test_demo(): ...
    ```
    ```text README.md good
    Builds: https://ci.demo.example/job/demo
    ```

    A lesson says so in its README.

    ```python tests/test_demo.py good
    def test_demo(): ...
    ```
    ```text README.md good
    # Tests in pytest: a workshop
    ```

    A pipeline without jobs does not count.

    ```text .gitlab-ci.yml bad
    stages: [test]
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

    The rule ignores unpacked sdists.

    ```text PKG-INFO good
    Name: demo
    ```
    """
    if not ci.paths and not files.paths:
        if purpose.name == "lesson":
            return
        # Of an application without tests a pipeline has little to run; the score counts it all the same.
        idle = bool(profile.signs) and Sign.SCRIPTS not in profile.signs
        if repository.is_whole and not (idle and all(module.role != "test" for module in modules)):
            if name := tested_elsewhere(tree):
                raise Unmeasured(f"could not see what {name} runs, which the documents name")
            fix = proposal.fix("Create a pipeline", ".github/workflows/ci.yml", ".gitlab-ci.yml")
            yield Finding("the project has no CI configuration", repository.place, fix)
    elif not any(ran.job.steps for ran in ci.jobs):
        if ci.unseen:
            raise Unmeasured(f"could not see {ci.unseen[0].what}")
        yield Finding(f"`{ci.paths[0]}` has no job that runs anything", Location(ci.paths[0]))
