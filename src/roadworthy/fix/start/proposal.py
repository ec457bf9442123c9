"""All that `roadworthy init` proposes for a project."""

from __future__ import annotations

from roadworthy.fix.start.metadata import gitignore, pyproject
from roadworthy.fix.start.pipeline import hooks, image, workflow
from roadworthy.fix.start.survey import Survey
from roadworthy.fix.start.tests import skeletons

_MAKERS = (pyproject, gitignore, hooks, workflow, image, skeletons)


def proposal(survey: Survey) -> dict[str, str]:
    """Return new files by path, none of which exists."""
    found: dict[str, str] = {}
    for make in _MAKERS:
        found |= {path: text for path, text in make(survey).items() if not survey.tree.exists(path)}
    return found


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
