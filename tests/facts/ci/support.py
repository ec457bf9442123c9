"""Small projects, and what is known of their pipelines."""

from __future__ import annotations

from roadworthy.core.fault import Blocked
from roadworthy.facts.ci import CI, Pipeline
from roadworthy.facts.ci.joined import ci
from roadworthy.facts.ci.recognise import pipeline, pipeline_files
from roadworthy.facts.ci.resolver import Resolver
from roadworthy.facts.ci.workflow import ci_files
from roadworthy.tree.tree import MemoryTree


def project(files: dict[str, str]) -> CI:
    """Return the pipelines of a project in memory, joined and resolved."""
    tree = MemoryTree({path: text.encode() for path, text in files.items()})
    known = pipeline_files(tree)
    read: list[Pipeline] = []
    for file in known:
        try:
            read.append(pipeline(file, tree))
        except Blocked:
            continue
    return ci(ci_files(tree), known, tuple(read), Resolver(tree), tree)


def workflow(*commands: str, on: str = "[push, pull_request]", head: str = "") -> str:
    """Return a workflow of GitHub Actions with one job that runs some commands, a step each."""
    steps = "".join(
        "      - run: |\n" + "".join(f"          {row}\n" for row in command.split("\n"))
        for command in commands
    )
    return f"on: {on}\njobs:\n  test:\n    runs-on: ubuntu-latest\n{head}    steps:\n{steps}"


def github(*commands: str, on: str = "[push, pull_request]", **files: str) -> CI:
    """Return what is known of a project with such a workflow, and other files by their paths."""
    return project({".github/workflows/ci.yml": workflow(*commands, on=on), **files})
