import re
from collections.abc import Iterator

from roadworthy import Finding, Location, Pyproject, Severity, Tree, Workflow, rule

_EXACT = re.compile(r"[0-9a-f]{40}([0-9a-f]{24})?")
#: Who runs the workflow anyway.
_TRUSTED = frozenset({"actions", "github", "dependabot"})
_OWNER = re.compile(r"https://github\.com/([\w.-]+)/", re.IGNORECASE)
_RENOVATE = re.compile(r"(\.github/|\.gitlab/)?(renovate\.json5?|\.renovaterc(\.json5?)?)")


@rule(Severity.WARNING, since="0.1")
def action_unpinned(workflow: Workflow, pyproject: Pyproject | None, tree: Tree) -> Iterator[Finding]:
    """A third party's action is not pinned to a commit.

    A tag or branch can be moved, by its owner or by whoever stole their account, and the new code runs at
    once with the workflow's token and secrets. Pin the action to the full hash of a commit, with the version
    as a comment.

    Actions of GitHub and of the project's own account may have tags. Nothing is said where Dependabot or
    Renovate keeps the actions up to date, so that somebody looks at each new version.

    ```yaml bad
    on: push
    jobs:
      test:
        steps:
          - uses: actions/checkout@v4
          - uses: codecov/codecov-action@v5
    ```
    ```yaml bad
    on: push
    jobs:
      test:
        uses: somebody/workflows/.github/workflows/test.yml@main
    ```
    ```yaml good
    on: push
    jobs:
      test:
        steps:
          - uses: actions/checkout@v4
          - uses: ./.github/actions/setup
          - uses: docker://alpine:3.21
          - uses: codecov/codecov-action@1d0ff469b7ec7b3cb9d8673fde0c81c44821de2a # v4.2.2
    ```
    ```yaml good
    on: push
    jobs:
      test:
        steps:
          - uses: codecov/codecov-action@v5
    ```
    ```text .github/dependabot.yml good
    updates:
      - package-ecosystem: github-actions
    ```
    """
    if _is_updated(tree):
        return
    trusted = _TRUSTED | _owners(pyproject)
    steps = [(at / "uses", step.get("uses")) for at, step in workflow.steps()]
    jobs = [(at / "uses", job.get("uses")) for at, _, job in workflow.jobs()]
    for at, uses in (*steps, *jobs):
        yield from _judged(at, uses, trusted)


def _judged(at: Location, uses: object, trusted: frozenset[str]) -> Iterator[Finding]:
    if not isinstance(uses, str) or uses.startswith((".", "docker://")):
        return
    action, _, version = uses.partition("@")
    if action.partition("/")[0].lower() not in trusted and not _EXACT.fullmatch(version):
        yield Finding(f"`{uses}` may be other code tomorrow", at)


def _is_updated(tree: Tree) -> bool:
    for path, size in tree.files.items():
        if _RENOVATE.fullmatch(path):
            return True
        if path in (".github/dependabot.yml", ".github/dependabot.yaml") and size < 100_000:
            return b"github-actions" in tree.read(path)
    return False


def _owners(pyproject: Pyproject | None) -> frozenset[str]:
    urls = pyproject.each(str, "project", "urls") if pyproject else ()
    return frozenset(found[1].lower() for _, url in urls if (found := _OWNER.match(url)))
