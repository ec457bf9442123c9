"""The fact `Proposal`: all that `roadworthy init` proposes for a project, and fixes with it."""

from __future__ import annotations

from collections.abc import Mapping

from roadworthy.core.fact import fact
from roadworthy.core.finding import Create, Fix
from roadworthy.core.late_dataclass import dataclass, field
from roadworthy.facts.proposal.metadata import gitignore, pyproject
from roadworthy.facts.proposal.pipeline import hooks, image, workflow
from roadworthy.facts.proposal.skeletons import skeletons
from roadworthy.facts.proposal.survey import Survey

_MAKERS = (pyproject, gitignore, hooks, workflow, image, skeletons)


@dataclass(frozen=True, slots=True)
class Proposal:
    """The texts of the files that `roadworthy init` proposes, by path. None of these files exists yet."""

    files: Mapping[str, str] = field(repr=False)

    def fix(self, title: str, *paths: str, safe: bool = False) -> Fix | None:
        """Return a fix that creates the files proposed at these paths, `tests/` for all below it.

        None where none of them is proposed. It is `safe` where no one who consumes the project can tell the
        difference.
        """
        wanted = [
            Create(file, text)
            for file, text in self.files.items()
            if any(file == path or (path[-1] == "/" and file.startswith(path)) for path in paths)
        ]
        return Fix(title, *wanted, safe=safe) if wanted else None


@fact
def proposal(survey: Survey) -> Proposal:
    """Propose the files that are missing."""
    return proposed(survey)


def proposed(survey: Survey) -> Proposal:
    """Return the proposal for a project as it was surveyed."""
    found: dict[str, str] = {}
    for make in _MAKERS:
        found |= {path: text for path, text in make(survey).items() if not survey.tree.exists(path)}
    return Proposal(found)


def left_to_do(survey: Survey) -> list[str]:
    """Return what no one can do for the user, a line each."""
    told = []
    if not survey.package:
        told.append("move the code to be packaged into a package: `src/<name>/`, with `__init__.py`")
    where = survey.described or "pyproject.toml"
    if survey.described and survey.lacks("license"):
        told.append(f"choose a licence and name it: `license` in {where}; add its text as LICENSE")
    elif not survey.described and not survey.license:
        told.append("choose a licence, and name it: `roadworthy init --license MIT`; add its text as LICENSE")
    if survey.lacks("description"):
        told.append(f"describe it in one sentence: `description` in {where}")
    if survey.lacks("requires-python"):
        key = "python_requires" if where.startswith("setup.") else "requires-python"
        told.append(f"declare the Python versions: `{key}` in {where}")
    if not survey.host:
        told.append("choose the CI system: `roadworthy init --ci github`, or gitlab")
    if skeletons(survey):
        told.append("write the tests that fail: `python -m pytest`")
    return told
