import re
from collections.abc import Iterator

from roadworthy import Finding, Profile, Repository, Severity, Workflow, rule
from roadworthy_rules._renovate import SETTINGS

_UPDATER = re.compile(rf"(\.github/dependabot\.ya?ml|{SETTINGS}|\.pyup\.ya?ml|\.updatecli/.+|updatecli/.+)")
_LOCK = re.compile(r"(uv|poetry|pdm|pixi)\.lock|pylock(\..+)?\.toml|Pipfile\.lock|conda-lock\.yml")
#: What a workflow does in place of them.
_DOES = re.compile(
    r"renovate|dependabot|pip-audit|osv-scanner|safety (check|scan)|create-pull-request"
    r"|lock (?:(?!lock ).)*?(-U|--upgrade)"
    r"|compile (?:(?!compile ).)*?(-U|--upgrade)|(poetry|pdm|pixi) update"
)
_SIZE = 10_000


@rule(Severity.NOTE, since="0.1")
def dependency_updates_missing(
    workflows: tuple[Workflow, ...], repository: Repository, profile: Profile
) -> Iterator[Finding]:
    """No tool reports new versions of the dependencies.

    Locked versions stay as they are, including vulnerabilities that are found later. Configure Dependabot or
    Renovate to open pull requests, so that your tests check each update.

    The rule ignores libraries without a lock file, which get new versions anyway, and projects that are not
    on GitHub.

    ```yaml bad
    on: push
    jobs:
      test:
        steps:
          - run: uv run pytest
    ```
    ```text uv.lock bad
    version = 1
    ```
    ```yaml good
    on: push
    jobs:
      test:
        steps:
          - run: uv run pytest
    ```
    ```text uv.lock good
    version = 1
    ```
    ```text .github/dependabot.yml good
    version: 2
    ```
    ```yaml good
    on: push
    jobs:
      test:
        steps:
          - run: pytest
    ```
    """
    locked = any(map(_LOCK.fullmatch, repository.files))
    if not workflows or not repository.is_whole or (profile.name == "library" and not locked):
        return
    steps = (step for workflow in workflows for _, step in workflow.steps())
    texts = (str(step.get(key))[:_SIZE] for step in steps for key in ("run", "uses"))
    if not any(map(_UPDATER.fullmatch, repository.files)) and not any(map(_DOES.search, texts)):
        yield Finding("neither Dependabot nor Renovate is configured", repository.place)
