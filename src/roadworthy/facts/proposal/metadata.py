"""pyproject.toml and .gitignore, of what a project has."""

from __future__ import annotations

import json
from collections.abc import Iterator

from roadworthy.facts.proposal.survey import Survey

#: What Python, its tools and editors leave in a work tree, and files of secrets. Deeper down, `build/` may be
#: a package, which backends that read .gitignore would leave out.
_IGNORED = """\
__pycache__/
*.py[cod]
*.egg-info/
/build/
/dist/
.venv/
.env
.coverage
htmlcov/
.pytest_cache/
.mypy_cache/
.ruff_cache/
.ipynb_checkpoints/
"""


def pyproject(survey: Survey) -> dict[str, str]:
    """Return pyproject.toml, where there is none; what setup.py or setup.cfg says stays there."""
    lines = _of_setuptools(survey) if survey.described else _lines(survey)
    return {"pyproject.toml": "\n".join(lines) + "\n"}


def _of_setuptools(survey: Survey) -> Iterator[str]:
    """Yield the lines of a project that setup.py or setup.cfg describes: how it is built, and its tests."""
    # Only the legacy interface finds modules beside setup.py (setuptools: "build_meta").
    legacy = ":__legacy__" if survey.script_imports_own else ""
    yield from ("[build-system]", 'requires = ["setuptools"]')
    yield f'build-backend = "setuptools.build_meta{legacy}"'
    yield from _tests()


def _tests() -> Iterator[str]:
    yield from ("", "[dependency-groups]", 'test = ["pytest"]')
    yield from ("", "[tool.pytest.ini_options]", 'testpaths = ["tests"]')


def _lines(survey: Survey) -> Iterator[str]:
    yield from ("[build-system]", 'requires = ["hatchling"]', 'build-backend = "hatchling.build"', "")
    yield from ("[project]", f"name = {_string(survey.name)}", 'version = "0.1.0"')
    for key in ("description", "readme", "license"):
        value = getattr(survey, key)
        if value:
            yield f"{key} = {_string(value)}"
    if survey.python:
        yield f'requires-python = ">={survey.python}"'
    if survey.dependencies:
        yield "dependencies = ["
        yield from (f"    {_string(text)}," for text in survey.dependencies)
        yield "]"
    else:
        yield "dependencies = []"
    if survey.entries:
        yield from ("", "[project.scripts]")
        yield from (f"{name} = {_string(target)}" for name, target in commands(survey).items())
    if survey.package:
        yield from ("", "[tool.hatch.build.targets.wheel]", f"packages = [{_string(survey.package)}]")
    yield from _tests()


def commands(survey: Survey) -> dict[str, str]:
    """Return the commands of a project with their functions: its own name, or with that of the module."""
    if len(survey.entries) == 1:
        return {survey.name: survey.entries[0]}
    modules = {target: target.partition(":")[0].rpartition(".")[2] for target in survey.entries}
    return {f"{survey.name}-{module}": target for target, module in modules.items()}


def _string(text: str) -> str:
    # A basic string of TOML escapes what JSON does, and also DEL.
    return json.dumps(text).replace("\x7f", "\\u007f")


def gitignore(survey: Survey) -> dict[str, str]:
    """Return .gitignore, where there is none; it ignores no directory that holds what Git tracks."""
    if survey.tree.exists(".gitignore"):
        return {}
    tops = {f"/{path.partition('/')[0]}/" for path in survey.tracked if "/" in path}
    return {".gitignore": "".join(f"{line}\n" for line in _IGNORED.splitlines() if line not in tops)}
