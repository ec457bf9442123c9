"""The fact `PythonVersions`: which versions of Python each file of a project speaks of, and where."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from roadworthy.core.fact import fact
from roadworthy.core.fault import Unreadable
from roadworthy.core.finding import Location, Span
from roadworthy.core.late_dataclass import dataclass
from roadworthy.core.late_re import re
from roadworthy.facts.ci import Workflow
from roadworthy.facts.container import Dockerfile
from roadworthy.facts.metadata import Pyproject
from roadworthy.locate.document import Document
from roadworthy.tree.toml import load_toml
from roadworthy.tree.tree import Tree

#: The oldest minor version of Python 3 that mypy takes (as of 2026-11).
_OLDEST_CHECKED = 10
#: The oldest target that ruff takes.
_OLDEST_RUFF = 7
_TARGET = re.compile(r"py(?:3(\d{1,2}))")
_VERSION = re.compile(r"3\.(\d{1,2})(?:\.\d+)?(?:-dev|t)?")
_CONDA = re.compile(r"\s*-\s*[\"']?(python\s*={1,2}\s*3\.(\d{1,2})(?:\.[\d*]+)?)[\"']?\s*(?:#.*)?")
_IMAGE = re.compile(
    r"(?:(?:docker\.io/|public\.ecr\.aws/docker/)?(?:library/)?|public\.ecr\.aws/lambda/)python:3\.(\d{1,2})(?:[.\-a-z].*)?"
    r"|(?:ghcr\.io/)?astral-sh/uv:(?:[\d.]+-)?python3\.(\d{1,2})(?:[.\-a-z].*)?"
)


@dataclass(frozen=True, slots=True)
class PythonVersion:
    """A version of Python 3 that a file names: its minor number, where, as written, and by what.

    `use` is `runs` where the project is run with it, `oldest` where the settings of a tool say that no older
    one is used.
    """

    minor: int
    at: Location
    text: str
    use: Literal["runs", "oldest"]


@dataclass(frozen=True, slots=True)
class PythonVersions:
    """All versions of Python that the project's files name, but for what it declares itself."""

    each: tuple[PythonVersion, ...]


@fact
def python_versions(
    tree: Tree,
    pyproject: Pyproject | None,
    workflows: tuple[Workflow, ...],
    dockerfiles: tuple[Dockerfile, ...],
) -> PythonVersions:
    """Gather them from tools' settings, `.python-version`, Pipfile, conda's files, workflows and images."""
    found = [*_targets(pyproject), *_pinned(tree), *_pipfile(tree), *_environments(tree)]
    found += [version for workflow in workflows for version in _matrix(workflow)]
    for dockerfile in dockerfiles:
        for instruction in dockerfile.instructions:
            if instruction.keyword == "FROM" and instruction.stage == len(dockerfile.stages) - 1:
                image = dockerfile.stages[instruction.stage].image
                match = _IMAGE.fullmatch(image)
                if match:
                    at = dockerfile.at(instruction)
                    found.append(PythonVersion(int(match[1] or match[2]), at, image, "runs"))
    return PythonVersions(tuple(found))


def _targets(pyproject: Pyproject | None) -> Iterator[PythonVersion]:
    if pyproject is None:
        return
    for route in (("tool", "ruff", "target-version"), ("tool", "black", "target-version")):
        text = pyproject.get(str, *route)
        named = [(pyproject.at(*route), text)] if text else list(pyproject.each(str, *route))
        versions = [(int(match[1]), at, text) for at, text in named if (match := _TARGET.fullmatch(text))]
        # ruff knows nothing older, whatever the project allows.
        versions = [version for version in versions if route[1] != "ruff" or version[0] > _OLDEST_RUFF]
        # black's list names every version that is used: its oldest one is what counts.
        if versions:
            minor, at, text = min(versions, key=lambda version: version[0])
            yield PythonVersion(minor, at, text, "oldest")
    for route in (("tool", "mypy", "python_version"), ("tool", "pyright", "pythonVersion")):
        text = _text(pyproject.get(object, *route))
        match = _VERSION.fullmatch(text)
        # mypy only takes versions that are still maintained, whatever the project allows.
        if match and (route[1] != "mypy" or int(match[1]) > _OLDEST_CHECKED):
            yield PythonVersion(int(match[1]), pyproject.at(*route), text, "oldest")


def _text(value: Any) -> str:
    # A bare 3.9 is a number in TOML and YAML; 3.1 may have been meant to be 3.10, so it is not judged.
    return str(value) if isinstance(value, (str, float)) and str(value) != "3.1" else ""


def _pinned(tree: Tree) -> Iterator[PythonVersion]:
    if ".python-version" not in tree.files:
        return
    try:
        lines = tree.lines(".python-version")
    except Unreadable:
        return
    for number, line in lines.numbered():
        match = re.fullmatch(r"(?:cpython[-@])?(3\.\d{1,2})(?:\.\d+)?", line.strip())
        if match:
            at = Location(".python-version", (line.strip(),), Span(number, 1, number, len(line.rstrip()) + 1))
            yield PythonVersion(int(match[1][2:]), at, line.strip(), "runs")
            return  # Further ones are what pyenv falls back to.


def _pipfile(tree: Tree) -> Iterator[PythonVersion]:
    """Yield the Python that Pipenv makes its environment with."""
    try:
        document = Document("Pipfile", load_toml(tree, "Pipfile") if "Pipfile" in tree.files else {})
    except Unreadable:
        return
    for key in ("python_version", "python_full_version"):
        text = document.get(str, "requires", key) or ""
        if match := _VERSION.fullmatch(text):
            yield PythonVersion(int(match[1]), document.at("requires", key), text, "runs")


def _environments(tree: Tree) -> Iterator[PythonVersion]:
    """Yield the Python that an environment file of conda at the root asks for by one version."""
    for path in ("environment.yml", "environment.yaml"):
        if path not in tree.files:
            continue
        try:
            lines = tree.lines(path)
        except Unreadable:
            continue
        for number, line in lines.numbered():
            if match := _CONDA.fullmatch(line):
                text = match[1].rstrip()
                column = line.index(text) + 1
                at = Location(path, (text,), Span(number, column, number, column + len(text)))
                yield PythonVersion(int(match[2]), at, text, "runs")


def _matrix(workflow: Workflow) -> Iterator[PythonVersion]:
    """Yield what `actions/setup-python` is asked for, directly or by the job's matrix."""
    for place, _, job in workflow.jobs():
        if job.get("continue-on-error"):
            continue
        for at, step in workflow.each(dict, *place.route, "steps"):
            uses, given = step.get("uses"), step.get("with")
            if not isinstance(uses, str) or not uses.startswith(
                ("actions/setup-python@", "astral-sh/setup-uv@")
            ):
                continue
            value = given.get("python-version") if isinstance(given, dict) else None
            key = re.fullmatch(r"\$\{\{\s*matrix\.([\w-]+)\s*\}\}", value) if isinstance(value, str) else None
            if key is None:
                yield from _named([(at / "with" / "python-version", value)])
            elif _plain(workflow, place):
                route = (*place.route, "strategy", "matrix", key[1])
                yield from _named(list(workflow.each(object, *route)))


def _plain(workflow: Workflow, place: Location) -> bool:
    """Tell whether a job runs all of its matrix, as far as is known."""
    matrix = (*place.route, "strategy", "matrix")
    return not workflow.has(*matrix, "exclude")


def _named(values: list[tuple[Location, Any]]) -> Iterator[PythonVersion]:
    seen: set[str] = set()
    for at, value in values:
        text = _text(value)
        match = _VERSION.fullmatch(text)
        if match and text not in seen:
            seen.add(text)
            yield PythonVersion(int(match[1]), at, text, "runs")
