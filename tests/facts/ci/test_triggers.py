"""What starts a pipeline of Azure and a job of GitLab CI, and what conditions leave of it."""

from __future__ import annotations

from typing import Any

import pytest

from roadworthy.facts.ci import Event
from roadworthy.facts.ci import azure_triggers as azure
from roadworthy.facts.ci import gitlab_triggers as gitlab
from roadworthy.tree.tree import MemoryTree

BRANCH, MAIN, TAG = Event.BRANCH, Event.MAIN, Event.TAG
REQUEST, SCHEDULE, MANUAL, UNKNOWN = Event.REQUEST, Event.SCHEDULE, Event.MANUAL, Event.UNKNOWN
NONE = frozenset[Event]()


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({}, {BRANCH, TAG, UNKNOWN}),
        ({"trigger": "none"}, {UNKNOWN}),
        ({"trigger": "none", "pr": "none"}, {MANUAL}),
        ({"trigger": {"enabled": False}, "pr": "none"}, {MANUAL}),
        ({"trigger": ["main"], "pr": "none"}, {MAIN}),
        ({"trigger": "*", "pr": "none"}, {BRANCH}),
        ({"trigger": ["main", "**"], "pr": "none"}, {BRANCH}),
        ({"trigger": {"branches": {"include": ["main"]}}, "pr": "none"}, {MAIN}),
        ({"trigger": {"branches": ["main"]}, "pr": "none"}, {MAIN}),
        ({"trigger": {"branches": {"exclude": ["x"]}}, "pr": "none"}, {BRANCH}),
        ({"trigger": {"batch": True}, "pr": "none"}, {BRANCH}),
        ({"trigger": {"tags": {"include": ["v*"]}}, "pr": "none"}, {TAG}),
        ({"trigger": {"tags": ["v*"], "branches": {"include": ["main"]}}, "pr": "none"}, {TAG, MAIN}),
        ({"trigger": "none", "pr": ["main"]}, {REQUEST}),
        ({"trigger": "none", "pr": "none", "schedules": [{"cron": "0 0 * * *"}]}, {SCHEDULE}),
    ],
)
def test_what_starts_a_pipeline_of_azure(data: dict[str, Any], expected: set[Event]) -> None:
    assert azure.events_of(data, MemoryTree({"azure-pipelines.yml": b""})) == expected


def test_without_pr_a_repository_on_github_has_its_requests_checked() -> None:
    tree = MemoryTree({".github/dependabot.yml": b""})
    assert azure.events_of({"trigger": "none"}, tree) == {REQUEST}


@pytest.mark.parametrize(
    ("condition", "left"),
    [
        (None, {BRANCH, TAG, REQUEST, SCHEDULE}),
        (True, {BRANCH, TAG, REQUEST, SCHEDULE}),
        ("succeeded()", {BRANCH, TAG, REQUEST, SCHEDULE}),
        (False, set()),
        ("never()", set()),
        ("eq(variables['Build.Reason'], 'PullRequest')", {REQUEST}),
        ("ne(variables['Build.Reason'], 'PullRequest')", {BRANCH, TAG, SCHEDULE}),
        ("and(succeeded(), eq(variables['Build.Reason'], 'Schedule'))", {SCHEDULE}),
        ("ne(variables.Build.Reason, 'Schedule')", {BRANCH, TAG, REQUEST}),
        ("eq(variables['Build.Reason'], 'Manual')", {BRANCH, TAG, REQUEST, SCHEDULE}),
        ("startsWith(variables['Build.SourceBranch'], 'refs/tags/')", {TAG}),
        ("eq(variables['Build.SourceBranch'], 'refs/heads/main')", {MAIN, SCHEDULE}),
        ("eq(variables['Build.SourceBranchName'], 'main')", {MAIN, SCHEDULE}),
        ("not(eq(variables['Build.SourceBranch'], 'refs/heads/main'))", {BRANCH, TAG, REQUEST, SCHEDULE}),
        (
            "or(eq(variables['Build.Reason'], 'PullRequest'), failed())",
            {BRANCH, TAG, REQUEST, SCHEDULE},
        ),
    ],
)
def test_what_a_condition_of_azure_leaves(condition: object, left: set[Event]) -> None:
    assert azure.narrowed(frozenset({BRANCH, TAG, REQUEST, SCHEDULE}), condition) == left


@pytest.mark.parametrize(
    ("job", "expected"),
    [
        ({}, gitlab.ALWAYS),
        ({"when": "manual"}, {MANUAL}),
        ({"when": "never"}, NONE),
        ({"when": "on_success"}, gitlab.ALWAYS),
        ({"only": ["merge_requests"]}, {REQUEST}),
        ({"only": ["tags", "schedules"]}, {TAG, SCHEDULE}),
        ({"only": ["branches"]}, {BRANCH}),
        ({"only": ["/.*/"]}, {BRANCH}),
        ({"only": ["/^feature-.*$/"]}, {BRANCH}),
        ({"only": ["/^v1$/"]}, {MAIN}),
        ({"only": ["web", "api"]}, {MANUAL}),
        ({"only": ["main"]}, {MAIN}),
        ({"only": {"refs": ["merge_requests", "main"]}}, {REQUEST, MAIN}),
        ({"only": {"changes": ["src/*"]}}, gitlab.ALWAYS),
        ({"except": ["merge_requests"]}, gitlab.ALWAYS),
        ({"except": ["branches"]}, gitlab.ALWAYS - {BRANCH}),
        ({"except": {"refs": ["tags"]}}, gitlab.ALWAYS - {TAG}),
        ({"except": ["main"]}, gitlab.ALWAYS),
        ({"only": ["main", "merge_requests"], "except": ["branches"]}, {REQUEST}),
        ({"only": ["merge_requests", "tags"], "except": ["merge_requests"]}, {TAG}),
    ],
)
def test_what_starts_a_job_of_gitlab(job: dict[str, Any], expected: frozenset[Event]) -> None:
    assert gitlab.events_of(job, None, {}) == expected


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ([], set()),
        ([{}], {*gitlab.ALWAYS, REQUEST}),
        ([{"when": "manual"}], {MANUAL}),
        ([{"when": "never"}, {}], set()),
        ([{"when": "never", "if": "$X"}, {"if": "$CI_COMMIT_TAG"}], {TAG}),
        ([{"when": "never", "changes": ["a"]}, {"if": "$CI_COMMIT_TAG"}], {TAG}),
        ([{"when": "never", "exists": ["a"]}, {"if": "$CI_COMMIT_TAG"}], {TAG}),
        ([{"if": '$CI_PIPELINE_SOURCE == "merge_request_event"'}], {REQUEST}),
        ([{"if": "$CI_MERGE_REQUEST_ID"}], {REQUEST}),
        ([{"if": '$CI_PIPELINE_SOURCE != "merge_request_event"'}], {BRANCH, REQUEST}),
        ([{"if": '$CI_PIPELINE_SOURCE == "schedule"'}], {SCHEDULE}),
        ([{"if": '$CI_PIPELINE_SOURCE != "schedule"'}], {BRANCH, REQUEST}),
        ([{"if": "$CI_COMMIT_TAG == null"}], {BRANCH, REQUEST}),
        ([{"if": "$CI_COMMIT_TAG || $X"}], {BRANCH, REQUEST}),
        ([{"if": "$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH"}], {MAIN}),
        ([{"if": '$CI_COMMIT_REF_NAME == "main"'}], {MAIN}),
        ([{"if": "$CI_COMMIT_REF_PROTECTED"}], {MAIN}),
        ([{"if": '$CI_COMMIT_BRANCH == "main" || $X'}], {BRANCH, REQUEST}),
        ([[{"if": "$CI_COMMIT_TAG"}], {"if": "$CI_MERGE_REQUEST_ID"}], {TAG, REQUEST}),
    ],
)
def test_what_rules_of_gitlab_come_to_in_a_job_and_in_the_workflow(
    rules: list[Any], expected: set[Event]
) -> None:
    assert gitlab.events_of({"rules": rules}, None, {}) == expected
    assert gitlab.events_of({}, {"rules": rules}, {}) == expected
    assert gitlab.events_of({"only": ["tags"]}, {"rules": rules}, {}) == {TAG}


def test_rules_that_jobs_share_are_read_once() -> None:
    rules: list[Any] = [{"if": "$CI_COMMIT_TAG"}]
    known: dict[int, frozenset[Event]] = {}
    assert gitlab.events_of({"rules": rules}, None, known) == {TAG}
    rules[:] = [{}]
    assert gitlab.events_of({"rules": rules}, None, known) == {TAG}
