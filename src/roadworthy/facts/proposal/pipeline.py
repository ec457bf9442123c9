"""The pre-commit hooks, the pipeline and the image of a project."""

from __future__ import annotations

import json

from roadworthy import __version__
from roadworthy.facts.proposal.metadata import commands
from roadworthy.facts.proposal.survey import Survey

_CHECKOUT = "actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2"
_PYTHON = "actions/setup-python@0b93645e9fea7318ecaed2b359559ac225c90a2b # v5.3.0"
#: What a pipeline does, in order: the names of its steps, and their commands.
_STEPS = (
    ("Lint", "python -m pip install ruff && ruff check"),
    ("Test", "python -m pytest"),
    ("Build", "python -m pip install build && python -m build"),
    ("Check", f"python -m pip install roadworthy=={__version__} && roadworthy check"),
    ("Try the wheel", "python -m venv /tmp/wheel && /tmp/wheel/bin/python -m pip install dist/*.whl"),
)
#: How commands end that serve, where there are several.
_SERVES = ("-serve", "-server", "-app", "-api")
_HOOKS = ".pre-commit-config.yaml"


def hooks(survey: Survey) -> dict[str, str]:
    """Return hooks for pre-commit: the check, and notebooks without outputs where there are notebooks."""
    if survey.tree.exists(_HOOKS):
        return {}
    lines = ["repos:", "  - repo: local", "    hooks:"]
    if survey.notebooks:
        lines += _hook("nbstripout", "nbstripout", "nbstripout", "types: [jupyter]")
    lines += _hook("roadworthy", "roadworthy check", f"roadworthy=={__version__}", "pass_filenames: false")
    return {_HOOKS: "\n".join(lines) + "\n"}


def _hook(name: str, entry: str, requirement: str, setting: str) -> list[str]:
    inside = (f"name: {name}", f"entry: {entry}", "language: python")
    more = (f'additional_dependencies: ["{requirement}"]', setting)
    return [f"      - id: {name}", *(f"        {line}" for line in (*inside, *more))]


def workflow(survey: Survey) -> dict[str, str]:
    """Return the pipeline of the host that the project is on; nothing where that is unknown, or has one."""
    install = ("Install", f"python -m pip install {survey.test_install}")
    name, command = _STEPS[-1]
    steps = [install, *_STEPS[:-1], (name, f"{command}{_tried(survey)}")]
    if survey.host == "github" and not survey.tree.exists(".github/workflows"):
        return {".github/workflows/ci.yml": _github(survey, steps)}
    if survey.host == "gitlab" and not survey.tree.exists(".gitlab-ci.yml"):
        script = "".join(f"    - {command}\n" for _, command in steps)
        return {".gitlab-ci.yml": f"check:\n  image: python:{_version(survey)}-slim\n  script:\n{script}"}
    return {}


def _tried(survey: Survey) -> str:
    name = survey.package.rpartition("/")[2]
    return f" && /tmp/wheel/bin/python -c 'import {name}'" if name else ""


def _version(survey: Survey) -> str:
    return survey.python or "3.13"


def _github(survey: Survey, commands_in_order: list[tuple[str, str]]) -> str:
    steps = "".join(f"      - name: {name}\n        run: {command}\n" for name, command in commands_in_order)
    return (
        "name: CI\n\non:\n  push:\n    branches: [main]\n  pull_request:\n\n"
        "permissions:\n  contents: read\n\n"
        "jobs:\n  check:\n    runs-on: ubuntu-24.04\n    timeout-minutes: 15\n    steps:\n"
        f"      - uses: {_CHECKOUT}\n        with:\n          persist-credentials: false\n"
        f'      - uses: {_PYTHON}\n        with:\n          python-version: "{_version(survey)}"\n{steps}'
    )


def image(survey: Survey) -> dict[str, str]:
    """Return a Dockerfile that installs the wheel, for a user without rights, where there is a command."""
    names = survey.commands if survey.described else [*commands(survey)]
    found = [name for name in names if name == survey.name or name.endswith(_SERVES)]
    if survey.profile == "library" or len(found) != 1 or survey.tree.exists("Dockerfile"):
        return {}
    base = f"python:{_version(survey)}-slim-bookworm"
    copied = " ".join(["pyproject.toml", survey.readme]).strip()
    top = survey.package.partition("/")[0]
    pinned = [f"COPY {survey.pinned} ./", f"RUN pip install --no-cache-dir --requirement {survey.pinned}"]
    lines = [
        *(f"FROM {base} AS builder", "WORKDIR /build", "RUN pip install --no-cache-dir build"),
        *(f"COPY {copied} ./", f"COPY {top} ./{top}", "RUN python -m build --wheel", ""),
        *(f"FROM {base}", "RUN useradd --system --uid 10001 --no-create-home app", "WORKDIR /app"),
        *(pinned if survey.pinned else []),
        "COPY --from=builder /build/dist/*.whl ./",
        "RUN pip install --no-cache-dir ./*.whl",
        *("USER 10001", f"CMD {json.dumps(found)}"),
    ]
    return {"Dockerfile": "\n".join(lines) + "\n"}
