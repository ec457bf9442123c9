"""Workflows of GitHub Actions, and the pipelines of any system."""

from __future__ import annotations

import pytest

from roadworthy.core.fault import Unreadable
from roadworthy.core.finding import Location
from roadworthy.core.registry import Registry
from roadworthy.engine.facts import Facts
from roadworthy.facts.ci.workflow import CIFiles, Workflow, WorkflowFile, ci_files, workflow, workflow_files
from roadworthy.tree.tree import MemoryTree, Tree

PATH = ".github/workflows/ci.yml"
JOBS = """\
on: push
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - nonsense
      - run: pytest
  call:
    uses: ./.github/workflows/other.yml
  build:
    steps: [{run: python -m build}]
  broken: 3
"""


def read(text: str | bytes) -> Workflow:
    data = text if isinstance(text, bytes) else text.encode()
    return workflow(WorkflowFile(PATH), MemoryTree({PATH: data}))


def test_workflows_are_yaml_files_directly_in_their_directory() -> None:
    names = ("a.yml", "b.yaml", "c.json", "deep/d.yml")
    tree = MemoryTree({f".github/workflows/{name}": b"" for name in names} | {"ci.yml": b""})
    assert workflow_files(tree) == (
        WorkflowFile(".github/workflows/a.yml"),
        WorkflowFile(".github/workflows/b.yaml"),
    )


@pytest.mark.parametrize(
    "on", ["push", "[push]", "{push: {branches: [main]}}", "\n  push:\n", "[push, 3]", "[push, push]"]
)
def test_triggers_in_every_form(on: str) -> None:
    assert read(f"on: {on}\n").triggers == {"push"}


@pytest.mark.parametrize("text", ["", "on:", "on: 3", "- on", "jobs: 3", "jobs: [a]", "just text"])
def test_what_is_no_workflow_has_nothing_in_it(text: str) -> None:
    found = read(text)
    assert found.triggers == frozenset()
    assert list(found.jobs()) == []
    assert list(found.steps()) == []


def test_jobs_come_with_place_and_name() -> None:
    found = [(at, name) for at, name, _ in read(JOBS).jobs()]
    assert found == [(Location(PATH, ("jobs", name)), name) for name in ("test", "call", "build")]


def test_steps_of_all_jobs_come_with_their_place() -> None:
    assert list(read(JOBS).steps()) == [
        (Location(PATH, ("jobs", "test", "steps", 0)), {"uses": "actions/checkout@v4"}),
        (Location(PATH, ("jobs", "test", "steps", 2)), {"run": "pytest"}),
        (Location(PATH, ("jobs", "build", "steps", 0)), {"run": "python -m build"}),
    ]


def test_a_fault_has_its_place() -> None:
    with pytest.raises(Unreadable, match="invalid YAML: ") as caught:
        read("on: push\njobs: [\n")
    at = caught.value.location
    assert at.file == PATH
    assert at.span is not None
    assert at.span.line >= 2


def test_bytes_that_are_not_utf8_are_unreadable() -> None:
    with pytest.raises(Unreadable, match="not valid UTF-8"):
        read(b"on: \xff")


def test_a_broken_workflow_hides_no_other() -> None:
    tree = MemoryTree({PATH: b"on: [", ".github/workflows/good.yml": b"on: push"})
    registry = Registry([workflow_files, workflow], given=[Tree])
    facts = Facts(registry, {Tree: tree})
    assert [item.file for item in facts.get(tuple[Workflow, ...])] == [".github/workflows/good.yml"]
    assert [at.file for at in facts.faults] == [PATH]


@pytest.mark.parametrize(
    "path",
    [
        ".github/workflows/ci.yaml",
        ".gitlab-ci.yml",
        "Jenkinsfile",
        "Jenkinsfile.release",
        ".circleci/config.yml",
        "azure-pipelines.yml",
        "azure-pipelines-release.yml",
        "bitbucket-pipelines.yml",
        ".travis.yml",
        ".cirrus.yml",
        "appveyor.yml",
        ".appveyor.yml",
        ".woodpecker.yml",
        ".woodpecker/test.yaml",
        ".buildkite/pipeline.yml",
        ".forgejo/workflows/ci.yml",
        ".drone.yml",
        "deploy/Jenkinsfile",
        "ops/azure-pipelines.yml",
        "deploy/cloudbuild.yaml",
        "cloudbuild/test.yaml",
        "deploy/gcp/api/cloudbuild.yaml",
        "ops/api-cloud-build.yml",
        "aws/buildspec-test.yml",
    ],
)
def test_every_system_is_known_by_its_file(path: str) -> None:
    assert ci_files(MemoryTree({path: b"", "README.md": b""})) == CIFiles((path,))


@pytest.mark.parametrize(
    "path",
    [
        ".github/dependabot.yml",
        "docs/Jenkinsfile",
        "templates/azure-pipelines.yml",
        "examples/cloudbuild.yaml",
        "deploy/mycloudbuilder.yaml",
        "Jenkinsfile.md",
        ".travis.yml.bak",
        "ci.yml",
    ],
)
def test_other_files_are_no_pipeline(path: str) -> None:
    assert ci_files(MemoryTree({path: b""})) == CIFiles(())
