"""Who can start a job with secrets: anyone, the project's members, or only with an approval."""

from __future__ import annotations

import pytest

from roadworthy.testing.pages import inspect_files, installed_rules

HEAD = "${{ github.event.pull_request.head.sha }}"
STEPS = f"""    steps:
      - uses: actions/checkout@v4
        with: {{ref: "{HEAD}"}}
      - run: make
"""


def rules(on: str, jobs: str) -> list[str]:
    text = f"on: {on}\njobs:\n{jobs}"
    wanted = [rule for rule in installed_rules() if rule.name.startswith("untrusted-")]
    found = inspect_files({".github/workflows/ci.yml": text.encode()}, wanted).findings
    return [item.rule for item in found]


@pytest.mark.parametrize(
    ("condition", "reported"),
    [
        ("success()", True),
        ("github.event_name == 'pull_request_target'", True),
        ("github.event_name == 'push'", False),
        ("github.event_name != 'pull_request_target'", False),
        ("github.event_name == 'push' || github.event_name == 'pull_request_target'", True),
        ("github.event_name == 'push' || github.event.pull_request.merged == true", False),
        ("github.event.pull_request.merged", False),
        ("github.event.pull_request.head.repo.fork == false", False),
        ("github.event.pull_request.author_association == 'MEMBER'", False),
        ("github.actor == github.repository_owner", False),
        ("github.actor == 'dependabot[bot]'", True),
        ("contains(fromJSON('[1]'), github.actor)", False),
    ],
)
def test_the_condition_of_a_job_that_runs_a_change(condition: str, reported: bool) -> None:
    job = f"  test:\n    if: {condition}\n{STEPS}"
    assert rules("[push, pull_request_target]", job) == ["untrusted-code-run"] * reported


@pytest.mark.parametrize(("condition", "reported"), [("success()", False), ("always()", True)])
def test_a_job_is_skipped_with_the_job_that_it_needs(condition: str, reported: bool) -> None:
    gate = "  gate:\n    environment: external\n    steps:\n      - run: echo\n"
    job = f"  test:\n    needs: [gate]\n    if: {condition}\n{STEPS}"
    assert rules("pull_request_target", gate + job) == ["untrusted-code-run"] * reported


@pytest.mark.parametrize(("asks", "reported"), [("getCollaboratorPermissionLevel()", False), ("run()", True)])
def test_a_job_may_ask_for_the_rights_of_who_started_it(asks: str, reported: bool) -> None:
    gate = f"  gate:\n    steps:\n      - uses: actions/github-script@v7\n        with: {{script: {asks}}}\n"
    job = f"  test:\n    needs: gate\n    if: needs.gate.outputs.member == 'true'\n{STEPS}"
    assert rules("pull_request_target", gate + job) == ["untrusted-code-run"] * reported


@pytest.mark.parametrize(("kind", "reported"), [("labeled", False), ("opened", True)])
def test_a_label_is_an_approval(kind: str, reported: bool) -> None:
    on = f"{{pull_request_target: {{types: [{kind}]}}}}"
    assert rules(on, f"  test:\n{STEPS}") == ["untrusted-code-run"] * reported


@pytest.mark.parametrize(
    ("on", "field", "reported"),
    [
        ("[pull_request, issue_comment]", "github.head_ref", False),
        ("[pull_request_target, issue_comment]", "github.head_ref", True),
        ("[pull_request, issues]", "github.event.pull_request.title", False),
        ("[issue_comment]", "github.event.issue.title", True),
        ("[push, issues]", "github.event.head_commit.message", False),
        ("[workflow_run]", "github.event.workflow_run.head_branch", True),
    ],
)
def test_a_field_that_an_exposed_event_fills(on: str, field: str, reported: bool) -> None:
    job = f'  test:\n    steps:\n      - run: echo "${{{{ {field} }}}}"\n'
    assert rules(on, job) == ["untrusted-input-in-script"] * reported


def test_the_condition_of_the_step() -> None:
    echo = 'run: echo "${{ github.event.workflow_run.head_branch }}"\n'
    own = f"  a:\n    steps:\n      - if: github.event.workflow_run.event == 'push'\n        {echo}"
    other = f"  b:\n    steps:\n      - {echo}"
    assert rules("workflow_run", own) == []
    assert rules("workflow_run", own + other) == ["untrusted-input-in-script"]


SHA = "${{ github.event.pull_request.head.sha }}"
BRANCH = "${{ github.event.pull_request.head.ref }}"
NAME = "${{ github.head_ref }}"
FORK = "${{ github.event.pull_request.head.repo.full_name }}"


@pytest.mark.parametrize(
    ("ref", "repository", "reported"),
    [
        (SHA, "", True),
        ("refs/pull/${{ github.event.number }}/merge", "", True),
        (BRANCH, "", False),
        (NAME, "", False),
        (NAME, FORK, True),
    ],
)
def test_a_branch_is_of_the_project_unless_its_repository_is_named(
    ref: str, repository: str, reported: bool
) -> None:
    given = f'{{ref: "{ref}", repository: "{repository}"}}'
    steps = f"      - uses: actions/checkout@v4\n        with: {given}\n      - run: make\n"
    assert rules("pull_request_target", f"  a:\n    steps:\n{steps}") == ["untrusted-code-run"] * reported
