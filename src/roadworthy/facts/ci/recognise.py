"""Which files are pipelines, and of which system: by where systems look, and by what a file says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from roadworthy.core.fact import fact
from roadworthy.core.fault import Blocked
from roadworthy.core.late_dataclass import dataclass
from roadworthy.core.late_re import re
from roadworthy.facts.ci.azure import read_azure
from roadworthy.facts.ci.bitbucket import read_bitbucket
from roadworthy.facts.ci.circleci import read_circleci
from roadworthy.facts.ci.github import read_github
from roadworthy.facts.ci.gitlab import read_gitlab
from roadworthy.facts.ci.jenkins import read_jenkins
from roadworthy.facts.ci.model import Pipeline
from roadworthy.facts.ci.paths import ASIDE, system_of
from roadworthy.facts.ci.workflow import CIFiles
from roadworthy.tree.tree import Tree

Reader = Callable[[Tree, str], Pipeline]
_READERS: Mapping[str, Reader] = {
    "github": read_github,
    "gitlab": read_gitlab,
    "circleci": read_circleci,
    "jenkins": read_jenkins,
    "azure": read_azure,
    "bitbucket": read_bitbucket,
}
#: Files elsewhere whose content is looked at.
_HINTS = (
    "ci",
    "cd",
    "pipeline",
    "azure",
    "devops",
    "gitlab",
    "jenkins",
    "build",
    "deploy",
    "release",
    "test",
    "flow",
)
_GROOVY = re.compile(r"(?m)^[ \t]*+(?:pipeline|node(?:[ \t]*+\([^()\n]*+\))?)[ \t]*+\{")
#: Bytes of a file whose content decides, and of how many files.
_SIZE = 200_000
_FILES = 200
_LATER = re.compile(r"(?m)^(?:trigger|pr|pool|stages|jobs|steps|extends|schedules)\s*:")


@dataclass(frozen=True, slots=True)
class PipelineFile:
    """A file that is a pipeline of a system that is read, not yet read."""

    path: str
    system: str


@fact
def pipeline_files(tree: Tree) -> tuple[PipelineFile, ...]:
    """List the pipelines of the systems that are read, wherever they are, sorted by path."""
    found: dict[str, str] = {}
    looked = 0
    for path in tree.files:
        system = system_of(path)
        if system == "azure" and not _is_azure(tree, path, by_name=True):
            system = ""
        elif not system and looked < _FILES and not ASIDE.fullmatch(path) and not tree.exceeds(path, _SIZE):
            if path.startswith(".") and path.startswith((".github/", ".circleci/", ".gitlab/")):
                continue
            if path.endswith((".yml", ".yaml")) and any(word in path.lower() for word in _HINTS):
                looked += 1
                system = "azure" if _is_azure(tree, path) else ""
            elif path.endswith((".groovy", ".jenkins")):
                looked += 1
                system = "jenkins" if _GROOVY.search(_peek(tree, path)) else ""
        if system:
            found[path] = system
    if "gitlab" not in found.values():
        # A project may name another file in its settings.
        other = [
            p for p in tree.files if "gitlab-ci" in p.rpartition("/")[2] and p.endswith((".yml", ".yaml"))
        ]
        found.update(dict.fromkeys((path for path in other if not ASIDE.fullmatch(path)), "gitlab"))
    return tuple(PipelineFile(path, system) for path, system in sorted(found.items()))


@fact(reads="file")
def pipeline(file: PipelineFile, tree: Tree) -> Pipeline:
    """Read one pipeline; raises `Unreadable` with the place of a fault."""
    return _READERS[file.system](tree, file.path)


def _peek(tree: Tree, path: str) -> str:
    try:
        return tree.text(path, _SIZE, strict=False)
    except Blocked:
        return ""


def _is_azure(tree: Tree, path: str, by_name: bool = False) -> bool:
    """Tell whether a file is a pipeline of Azure, and no template that others use."""
    if not _LATER.search(_peek(tree, path)):
        return by_name
    from roadworthy.tree.yaml import load_yaml

    try:
        data: Any = load_yaml(tree, path)
    except Blocked:
        return by_name
    if not isinstance(data, dict) or "on" in data or "version" in data:
        return False
    lists = [data[key] for key in ("stages", "jobs", "steps") if isinstance(data.get(key), list)]
    runs = any(isinstance(item, dict) for items in lists for item in items) or "extends" in data
    if by_name:
        return runs and not (
            "parameters" in data and not data.keys() & {"trigger", "pr", "pool", "schedules"}
        )
    tasks = ("task", "script", "bash", "checkout", "job", "deployment", "stage", "template", "publish")
    known = any(isinstance(item, dict) and any(k in item for k in tasks) for items in lists for item in items)
    return (
        runs and known and bool(data.keys() & {"trigger", "pr", "schedules", "resources"} or "pool" in data)
    )


def unread_files(ci: CIFiles, files: tuple[PipelineFile, ...]) -> tuple[str, ...]:
    """Return the files of systems that are not read."""
    known = {file.path for file in files}
    return tuple(path for path in ci.paths if path not in known)
