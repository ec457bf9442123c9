"""`check --add-ignore RULE --reason TEXT`: an accepted rule, written into the settings."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

from roadworthy.commands import console
from roadworthy.core.fault import ConfigError, Problem
from roadworthy.core.finding import Create, Fix, Location, Set
from roadworthy.core.names import suggestion
from roadworthy.core.write import write_files
from roadworthy.packs.load import Plugins
from roadworthy.projects.discover import Project, discover

if TYPE_CHECKING:
    from roadworthy.commands.paranoid import Watch


def add_ignores(
    paths: Sequence[str], names: Sequence[str], reason: str | None, plugins: Plugins, watch: Watch | None
) -> None:
    """Write rules with the reason into the settings of each project; raises `ConfigError`."""
    if not reason or not reason.strip():
        raise ConfigError(Problem("--add-ignore asks for a --reason: the next reader needs it"))
    for name in names:
        if name not in plugins.rules:
            hint = suggestion(name, plugins.rules)
            raise ConfigError(Problem(f"--add-ignore: no rule is called `{name}`{hint}"))
    for project in discover(paths):
        if project.kind == "project":
            if watch is not None:
                watch.may_write([os.path.join(project.root, _settings_of(project)[0])])
            _add(project, names, reason.strip())


def _add(project: Project, names: Sequence[str], reason: str) -> None:
    from roadworthy.fix.apply import apply

    file, route = _settings_of(project)
    before = {file: project.tree.read(file)} if file in project.tree.files else {}
    edits = [Set(Location(file, (*route, "ignore", name)), reason) for name in names]
    if before:
        done = apply(before, [Fix("Accept a rule", *edits)])
    else:
        done = apply({}, [Fix("Make settings", Create(file, "[ignore]\n"))])
        done = apply(done.files, [Fix("Accept a rule", *edits)])
    if not done.files:
        why = done.dropped[0][1] if done.dropped else "it is there already"
        raise ConfigError(Problem(f"the ignore cannot be written: {why}", os.path.join(project.root, file)))
    try:
        write_files(project.root, done.files, before)
    except OSError as error:
        problem = Problem(f"the ignore cannot be written: {error.strerror or error}", project.root)
        raise ConfigError(problem) from None
    console.complain(f"`{', '.join(names)}` accepted in {os.path.normpath(os.path.join(project.root, file))}")


def _settings_of(project: Project) -> tuple[str, tuple[str, ...]]:
    """Return the file of a project's own settings, and the route to their table in it."""
    if "roadworthy.toml" in project.tree.files:
        return "roadworthy.toml", ()
    if "pyproject.toml" in project.tree.files:
        return "pyproject.toml", ("tool", "roadworthy")
    return "roadworthy.toml", ()
