"""The facts `Workflow`, one GitHub Actions workflow, and `CIFiles`, the pipelines of whatever system."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from roadworthy.core.fact import fact
from roadworthy.core.finding import Location
from roadworthy.core.late_dataclass import dataclass
from roadworthy.core.late_re import re
from roadworthy.facts.ci.paths import configures_ci
from roadworthy.locate.document import Document
from roadworthy.tree.tree import Tree
from roadworthy.tree.yaml import load_yaml

_WORKFLOW = re.compile(r"\.github/workflows/[^/]+\.ya?ml")


@dataclass(frozen=True, slots=True)
class WorkflowFile:
    """A workflow of GitHub Actions, not yet read."""

    path: str


@dataclass(frozen=True, slots=True)
class CIFiles:
    """The files that configure a CI system, of whatever kind, sorted; none where `paths` is empty."""

    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Workflow(Document):
    """A workflow of GitHub Actions, whatever is in it ("Workflow syntax for GitHub Actions")."""

    @property
    def triggers(self) -> frozenset[str]:
        """The events that start it: `on` as one name, a list of names, or a table by name."""
        on = self.get(object, "on")
        names = on if isinstance(on, (dict, list)) else [on]
        return frozenset(name for name in names if isinstance(name, str))

    def jobs(self) -> Iterator[tuple[Location, str, dict[str, Any]]]:
        """Yield the place, name and table of each job."""
        for at, job in self.each(dict, "jobs"):
            yield at, str(at.route[-1]), job

    def steps(self) -> Iterator[tuple[Location, dict[str, Any]]]:
        """Yield the place and table of each step of all jobs, in order."""
        for at, _, _ in self.jobs():
            yield from self.each(dict, *at.route, "steps")


@fact
def workflow_files(tree: Tree) -> tuple[WorkflowFile, ...]:
    """List `.github/workflows/*.yml` and `*.yaml`."""
    return tuple(WorkflowFile(path) for path in tree.files if _WORKFLOW.fullmatch(path))


@fact(reads="file")
def workflow(file: WorkflowFile, tree: Tree) -> Workflow:
    """Read one workflow; raises `Unreadable` with the place of a fault in its YAML."""
    return Workflow(file.path, load_yaml(tree, file.path))


@fact
def ci_files(tree: Tree) -> CIFiles:
    """List the files that configure a CI system."""
    return CIFiles(tuple(path for path in tree.files if configures_ci(path)))
