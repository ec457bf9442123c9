"""Hooks of pre-commit (pre-commit.com): what `pre-commit run` runs."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import Any

from roadworthy.core.fault import Blocked
from roadworthy.core.finding import Location
from roadworthy.facts.ci.runners.recipe import LINES, MANY, Line, Recipe, inside
from roadworthy.facts.ci.verbs import Words
from roadworthy.facts.ci.wrappers import without_options
from roadworthy.tree.toml import load_toml
from roadworthy.tree.tree import Tree

#: Hooks by their names, as patterns of fnmatch, and the command that they run; the first one counts.
_KNOWN: Mapping[str, str] = {
    "ruff-format": "ruff format --check",
    "ruff*": "ruff check",
    "flake8 flakeheaven": "flake8",
    "pylint*": "pylint",
    "black black-jupyter": "black --check",
    "isort": "isort --check",
    "mypy *-mypy": "mypy",
    "pyright* basedpyright*": "pyright",
    "bandit": "bandit",
    "pip-audit": "pip-audit",
    "safety* python-safety*": "safety check",
    "gitleaks* detect-secrets trufflehog": "gitleaks detect",
    "pytest* unittest test tests": "pytest",
    "ty ty-check": "ty check",
    "pydocstyle interrogate codespell docformatter autoflake pycln pyupgrade autopep8 yapf blacken-docs"
    " vulture refurb sourcery typos check-ast debug-statements name-tests-test nbqa-*": "codespell",
}
_VALUED = frozenset(
    "-c --config --hook-stage --from-ref --to-ref -s -o --color --files --show-diff-on-failure-x".split()
)


def hook_files(tree: Tree, cwd: str) -> str | None:
    """Return the path of the settings of pre-commit, or of prek; None where there are none."""
    names = (".pre-commit-config.yaml", ".pre-commit-config.yml", "prek.toml")
    return next((p for name in names if (p := inside(cwd, name)) in tree.files), None)


def hooks_recipe(tree: Tree, words: Words, cwd: str, settings: Mapping[str, str]) -> Recipe:
    """Return what `pre-commit run [hook]` runs; without `run`, it only installs."""
    rest = words[1:]
    if "run" not in rest:
        return Recipe()
    stage = next((b for a, b in itertools.pairwise(rest) if a == "--hook-stage"), "")
    stage = stage or next(
        (word.partition("=")[2] for word in rest if word.startswith("--hook-stage=")), "pre-commit"
    )
    asked = without_options(rest[rest.index("run") + 1 :], _VALUED)[:1]
    file = next((b for a, b in itertools.pairwise(rest) if a in ("-c", "--config")), "")
    path = inside(cwd, file) if file else hook_files(tree, cwd)
    if path is None or path not in tree.files:
        return Recipe(missing="the settings of pre-commit are not in the project")
    skipped = set(settings.get("SKIP", "").split(","))
    try:
        return hooks_of(tree, path, asked[0] if asked else "", stage, skipped, cwd)
    except Blocked as blocked:
        return Recipe(missing=f"`{path}` cannot be read: {blocked.reason}")


def hooks_of(tree: Tree, path: str, asked: str, stage: str, skipped: set[str], cwd: str) -> Recipe:
    """Return the commands of the hooks that run at a stage, but for those that are skipped."""
    from roadworthy.tree.yaml import load_yaml

    data: Any = load_toml(tree, path) if path.endswith(".toml") else load_yaml(tree, path)
    lines: list[Line] = []
    work = 0
    defaults = data.get("default_stages") if isinstance(data, dict) else None
    for index, repo in enumerate(_listed(data.get("repos")) if isinstance(data, dict) else ()):
        for number, hook in enumerate(_listed(repo.get("hooks")) if isinstance(repo, dict) else ()):
            if not isinstance(hook, dict):
                continue
            work += 10
            if len(lines) >= LINES:
                return Recipe(tuple(lines), MANY, work=work)
            name = str(hook.get("id", ""))
            stages = [
                str(s).replace("commit", "pre-commit")
                if s == "commit"
                else str(s).replace("push", "pre-push")
                if s == "push"
                else str(s)
                for s in _listed(hook.get("stages") or defaults)
            ]
            if asked and asked not in (name, hook.get("alias")):
                continue
            if name in skipped or (stages and stage not in stages) or stage.startswith("commit-msg"):
                continue
            at = Location(path, ("repos", index, "hooks", number))
            if isinstance(hook.get("entry"), str) and repo.get("repo") == "local":
                arguments = " ".join(str(item) for item in _listed(hook.get("args")))
                lines.append(Line(at, f"{hook['entry']} {arguments}", directory=cwd))
            else:
                command = _command(name)
                if command is not None:
                    lines.append(Line(at, words=tuple(command.split()), directory=cwd))
    return Recipe(tuple(lines), work=work)


def _command(name: str) -> str | None:
    """Return the command that a hook of a published name runs; None for hooks that check no code."""
    for patterns, command in _KNOWN.items():
        if any(fnmatchcase(name[:100], pattern) for pattern in patterns.split()):
            return command
    return None


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value] if isinstance(value, str) else []
