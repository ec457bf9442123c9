"""Jobs of which everything is known: what pip installs, and how pytest is started."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from packaging.utils import canonicalize_name

if TYPE_CHECKING:
    from roadworthy import Location, RanJob, RequirementsFile, ShellCommand

#: Machines that come with Python and without a test runner: those of GitHub, and the images of Python itself.
_HOSTED = re.compile(r"(?:ubuntu|windows|macos)-[\w.-]+")
_IMAGE = re.compile(r"(?:docker\.io/|library/)*python(?::[\w.-]+)?")
#: Steps that install nothing, by their names without a version.
_STEPS = frozenset(
    "actions/checkout actions/setup-python actions/upload-artifact codecov/codecov-action"
    " step-security/harden-runner".split()
)
#: Programs that install nothing.
_INERT = frozenset("black cat codecov date echo flake8 isort ls mypy pwd pylint pyright ruff".split())
_PYTHON = re.compile(r"python(?:3(?:\.\d+)?)?|py")
#: Options of pip that do not change what is installed where.
_SWITCHES = frozenset("-U --upgrade -q --quiet --no-cache-dir --pre -v --no-input".split())
_VALUED = frozenset("-c --constraint -i --index-url --extra-index-url --upgrade-strategy".split())
_NAME = re.compile(r"([A-Za-z0-9][\w.-]*)(?:\[[\w, .-]*\])?\s*(?:[<>=!~;].*)?")
#: Settings of a shell or of pytest by which modules are found elsewhere.
_ELSEWHERE = re.compile(r"PYTHONPATH|PYTEST_ADDOPTS|PYTHONHOME|virtualenv|venv")


@dataclass(slots=True)
class PlainJob:
    """What a job installs from an index, by name, and how it starts pytest: place, words, and with `-m`."""

    names: set[str] = field(default_factory=set)
    tests: list[tuple[Location, tuple[str, ...], bool]] = field(default_factory=list)


def plain_job(ran: RanJob, text: str, requirements: Mapping[str, RequirementsFile]) -> PlainJob | None:
    """Return what a job does, where each of its steps is known to do this and nothing else; else None.

    `text` is that of the pipeline's file, and `requirements` are those of the project by path.
    """
    if ran.unseen or ran.pipeline.unseen or not _is_plain_machine(ran):
        return None
    if _ELSEWHERE.search(text):
        return None
    found = PlainJob()
    for step in ran.job.steps:
        if step.uses:
            if step.uses.partition("@")[0].lower() not in _STEPS or "pip-install" in step.inputs:
                return None
        elif step.directory or not all(
            _note(command, step.place(command), found, requirements) for command in step.commands()
        ):
            return None
    return found


def _is_plain_machine(ran: RanJob) -> bool:
    job = ran.job
    if job.image:
        return bool(_IMAGE.fullmatch(job.image))
    if ran.pipeline.system != "GitHub Actions":
        return False
    chosen = re.fullmatch(r"\$\{\{\s*(matrix\.[\w-]+)\s*\}\}", job.runner)
    machines = job.values.get(chosen[1], ()) if chosen else (job.runner,)
    return bool(machines) and all(map(_HOSTED.fullmatch, machines))


def _note(
    command: ShellCommand, at: Location, found: PlainJob, requirements: Mapping[str, RequirementsFile]
) -> bool:
    """Note what a command does; tell whether it is known to do nothing more."""
    tool, rest, module = command.words[0], command.words[1:], False
    if _PYTHON.fullmatch(tool):
        if rest[:1] in (("--version",), ("-V",)):
            return True
        if rest[:1] != ("-m",) or len(rest) < 2:
            return False
        tool, rest, module = rest[1], rest[2:], True
    if tool == "coverage" and rest[:2] == ("run", "-m") and len(rest) > 2:
        tool, rest, module = rest[2], rest[3:], True
    if tool in ("pip", "pip3"):
        return _installs(rest, found, requirements)
    if tool in ("pytest", "py.test"):
        found.tests.append((at, rest, module))
        return not command.guarded and not command.settings
    return tool in _INERT or tool == "coverage"


def _installs(rest: tuple[str, ...], found: PlainJob, requirements: Mapping[str, RequirementsFile]) -> bool:
    if rest[:1] != ("install",):
        return rest[:1] in (("list",), ("freeze",), ("check",), ("--version",))
    words = iter(rest[1:])
    for word in words:
        if word in _SWITCHES:
            continue
        if word in _VALUED:
            next(words, None)
        elif word in ("-r", "--requirement"):
            file = requirements.get(next(words, "").removeprefix("./"))
            if file is None or not all(
                line.kind == "requirement" and _names(line.text, found) for line in file.lines
            ):
                return False
        elif not _names(word, found):
            return False
    return True


def _names(text: str, found: PlainJob) -> bool:
    name = _NAME.fullmatch(text)
    # `a.whl` and `a/b` are files.
    if name is None or name[1].endswith((".whl", ".gz", ".zip")):
        return False
    found.names.add(canonicalize_name(name[1]))
    return True
