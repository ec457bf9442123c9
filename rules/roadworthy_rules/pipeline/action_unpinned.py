import re
from collections.abc import Iterator

from roadworthy import (
    CI,
    DeclaredMetadata,
    Finding,
    Location,
    Part,
    PipelineJob,
    Repository,
    Severity,
    Tree,
    Verb,
    Workflow,
    and_more,
    rule,
)
from roadworthy_rules._renovate import SETTINGS
from roadworthy_rules.pipeline._accounts import alike_accounts, own_accounts
from roadworthy_rules.pipeline._shared import holds_secrets

_EXACT = re.compile(r"[0-9a-f]{40}([0-9a-f]{24})?")
#: Who runs the workflow anyway, and whose actions the packaging guide of the PyPA names with their tags.
_TRUSTED = frozenset({"actions", "github", "dependabot", "pypa", "sigstore"})
_RENOVATE = re.compile(SETTINGS)


@rule(Severity.WARNING, since="0.1", security=5.0, cwe=829)
def action_unpinned(
    workflows: tuple[Workflow, ...],
    ci: CI,
    metadata: DeclaredMetadata | None,
    repository: Repository,
    tree: Tree,
) -> Iterator[Finding]:
    """A third-party action is not pinned to a commit.

    The owner of a tag or branch, or an attacker with their account, can move it to new code, which then runs
    with the workflow's token and secrets. Pin the action to the full commit hash, with the version as a
    comment.

    The rule checks jobs with a secret or a write permission, jobs that publish, and jobs whose artifacts or
    outputs a publishing job may take over. It allows tags for actions of GitHub, the PyPA, Sigstore and the
    project's own account. It checks workflows that a job calls only if a file names that account. If
    Dependabot or Renovate updates the actions, it checks only workflows that publish. It ignores permissions
    to write comments and results, tokens of coverage services, which only upload reports, and names such as
    an account's number. It reports a project once.

    ```yaml bad
    on: push
    jobs:
      test:
        steps:
          - uses: actions/checkout@v4
          - uses: acme/upload@v5
            with:
              token: ${{ secrets.UPLOAD_TOKEN }}
    ```
    ```yaml bad
    on: push
    jobs:
      test:
        uses: acme/workflows/.github/workflows/test.yml@main
        secrets: inherit
    ```
    ```text CODEOWNERS bad
    * @demo/maintainers
    ```
    ```yaml bad
    on: push
    jobs:
      test:
        steps:
          - uses: acme/upload@v5
            with:
              token: ${{ secrets.UPLOAD_TOKEN }}
          - uses: acme/notify@v2
    ```
    ```yaml good
    on: push
    jobs:
      test:
        uses: demo/workflows/.github/workflows/test.yml@main
        secrets: inherit
    ```
    ```yaml bad
    on: push
    permissions:
      contents: write
    jobs:
      release:
        steps:
          - uses: acme/release@v2
    ```
    ```yaml good
    on: push
    jobs:
      test:
        permissions:
          contents: read
        steps:
          - uses: acme/setup@v2
      deploy:
        permissions:
          contents: write
        steps:
          - run: make deploy
    ```
    ```yaml good
    on: push
    jobs:
      test:
        steps:
          - uses: actions/checkout@v4
          - uses: ./.github/actions/setup
          - uses: $/.github/actions/scan
          - uses: docker://alpine:3.21
          - uses: sigstore/gh-action-sigstore-python@v3.0.0
          - uses: acme/upload@1d0ff469b7ec7b3cb9d8673fde0c81c44821de2a # v4.2.2
            with:
              token: ${{ secrets.UPLOAD_TOKEN }}
      coverage:
        steps:
          - uses: codecov/codecov-action@v5
            with:
              token: ${{ secrets.CODECOV_TOKEN }}
    ```
    ```yaml good
    on: push
    jobs:
      test:
        steps:
          - uses: acme/upload@v5
            with:
              token: ${{ secrets.UPLOAD_TOKEN }}
    ```
    ```text .github/dependabot.yml good
    updates:
      - package-ecosystem: github-actions
    ```
    The publishing job builds what it uploads, and takes nothing over from the tests:

    ```yaml good
    on: push
    jobs:
      test:
        steps:
          - uses: acme/report@v4
          - uses: actions/upload-artifact@v4
      publish:
        needs: test
        steps:
          - run: python -m build && twine upload dist/*
    ```
    ```yaml bad
    on: push
    jobs:
      test:
        steps:
          - uses: acme/build@v4
          - uses: actions/upload-artifact@v4
      publish:
        needs: test
        steps:
          - uses: actions/download-artifact@v4
          - run: twine upload dist/*
    ```
    """
    released = _released(ci)
    updated = _is_updated(tree)
    own = own_accounts(metadata, repository, workflows, tree)
    trusted = _TRUSTED | own | alike_accounts(tree)
    found: dict[str, list[Location]] = {}
    for workflow in workflows:
        if updated and workflow.file not in released:
            continue
        for place, name, job in workflow.jobs():
            if name not in released.get(workflow.file, ()) and not holds_secrets(workflow, job):
                continue
            steps = [(at, step.get("uses")) for at, step in workflow.each(dict, *place.route, "steps")]
            # Hardly anyone calls workflows of others: where no account is known, they may be its own.
            called = [(place, job.get("uses"))] if own else []
            for at, uses in (*steps, *called):
                if isinstance(uses, str) and _is_unpinned(uses, trusted):
                    found.setdefault(uses, []).append(at / "uses")
    parts = tuple(
        Part(
            f"`{uses}` is not pinned to a commit{f' ({len(places)} times)' if len(places) > 1 else ''}",
            places[0],
        )
        for uses, places in found.items()
    )
    if len(parts) == 1:
        ((uses, places),) = found.items()
        yield Finding(parts[0].message, places[0], None, tuple(places[1:10]))
    elif parts:
        message = f"{len(parts)} actions are not pinned to a commit: {and_more(list(found), 3)}"
        yield Finding(message, parts[0].at, parts=parts)


def _released(ci: CI) -> dict[str, set[str]]:
    """Return, for each file that publishes, its jobs that do, and those whose results they take over."""
    found: dict[str, set[str]] = {}
    for ran, _ in ci.each(Verb.PUBLISHES):
        names = found.setdefault(ran.pipeline.file, set())
        names.add(ran.job.name)
        jobs = {job.name: job for job in ran.pipeline.jobs}
        seen: set[str] = set()
        # What is uploaded comes from elsewhere, unless the job builds it.
        builds = any(act.verb in (Verb.BUILDS_WHEEL, Verb.BUILDS_SDIST) for act in ran.acts)
        pending = [*ran.job.needs] if _takes_over(ran.job) or not builds else []
        while pending:
            name = pending.pop()
            if name in jobs and name not in seen:
                seen.add(name)
                pending += jobs[name].needs
                if _hands_over(jobs[name]):
                    names.add(name)
    return found


def _takes_over(job: PipelineJob) -> bool:
    """Tell whether a job may use what others made: an artifact, a cache, an output, or what is not read."""
    return not job.steps or any(
        "artifact" in step.uses
        or "cache" in step.uses
        or "gh run download" in step.script
        or any("needs." in text for text in (step.script, *step.inputs.values(), *step.env.values()))
        for step in job.steps
    )


def _hands_over(job: PipelineJob) -> bool:
    """Tell whether a job may pass on what it made: an artifact, a cache, or by what is not read."""
    return not job.steps or any(
        "artifact" in step.uses or "cache" in step.uses or "GITHUB_OUTPUT" in step.script or step.ident
        for step in job.steps
    )


def _is_unpinned(uses: str, trusted: frozenset[str]) -> bool:
    # What has no version is of the repository itself: `./path`, or `$/path` of a workflow that others call.
    action, versioned, version = uses.partition("@")
    mine = (
        not versioned
        or uses.startswith((".", "$", "docker://"))
        or action.partition("/")[0].lower() in trusted
    )
    return not mine and not _EXACT.fullmatch(version)


def _is_updated(tree: Tree) -> bool:
    for path in tree.files:
        if _RENOVATE.fullmatch(path):
            return True
        if path in (".github/dependabot.yml", ".github/dependabot.yaml") and not tree.exceeds(path, 99_999):
            return b"github-actions" in tree.read(path)
    return False
