"""What commands do to a project."""

from __future__ import annotations

from enum import Enum

from roadworthy.core.finding import Location
from roadworthy.core.late_dataclass import dataclass

Words = tuple[str, ...]


class Verb(Enum):
    """What a command does, whatever it is called."""

    INSTALLS = "installs"
    TESTS = "runs the tests"
    LINTS = "runs a linter"
    TYPES = "checks types"
    AUDITS = "looks for vulnerabilities"
    NOTEBOOKS = "runs notebooks"
    BUILDS_WHEEL = "builds a wheel"
    BUILDS_SDIST = "builds an sdist"
    CHECKS_WHEEL = "checks what was built"
    PUBLISHES = "publishes to an index"
    BUILDS_IMAGE = "builds an image"
    PUSHES_IMAGE = "pushes an image"
    DEPLOYS = "deploys"
    MIGRATES = "migrates a database"
    MONITORS = "runs a monitoring job"
    #: `detail` is the path of a Python file, or `module:function`.
    RUNS = "runs a program of the project"


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that is really done: the tool, its words, where it is called from, and how it is reached.

    `at` is the place in the pipeline, `via` the places of the scripts, targets and sessions between it and
    the tool. `tolerated` says why its failure goes unnoticed. `detail` depends on the verb: what is
    installed (`project`, `editable`, `wheel`, `requirements`, `named:x`), an image's name, where it deploys.
    """

    verb: Verb
    tool: str
    words: Words
    at: Location
    via: tuple[Location, ...] = ()
    tolerated: str = ""
    detail: str = ""
