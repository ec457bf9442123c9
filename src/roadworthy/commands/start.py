"""The command `init`: propose what a project lacks as a diff, or write it, never over a file."""

from __future__ import annotations

import argparse
from dataclasses import replace

from roadworthy.commands import console, kept


def init(options: argparse.Namespace) -> int:
    """Print a diff of new files, or write them; 0 where there is nothing to propose, or all was written.

    With a diff printed it is 1, as for `check --diff`.
    """
    from roadworthy.commands.plugins import load_plugins
    from roadworthy.commands.redactors import redactor_of
    from roadworthy.core.fault import ConfigError, Problem
    from roadworthy.core.safe import safe_diff_line
    from roadworthy.core.wording import counted
    from roadworthy.core.write import write_files
    from roadworthy.engine.inspect import inspect
    from roadworthy.facts.proposal import Survey, left_to_do, proposed
    from roadworthy.fix.diff import diff
    from roadworthy.projects.discover import discover

    projects = [project for project in discover([options.path]) if project.kind == "project"]
    if len(projects) > 1:
        raise ConfigError(Problem("there are several projects here: name one of them", options.path))
    if not projects:
        raise ConfigError(Problem("not a project: name its directory", options.path))
    found = projects[0]
    plugins = load_plugins(kept.opened())
    inspection = inspect(found.tree, plugins, [], found.config)
    seen = inspection.facts.get(Survey)
    seen = replace(seen, license=options.license or "", host=options.ci or seen.host)
    files = {path: text.encode() for path, text in proposed(seen).files.items()}
    redactor = redactor_of([found.tree])
    if options.write:
        try:
            write_files(found.root, files, {})
        except OSError as error:
            raise ConfigError(Problem(f"cannot be written: {error.strerror or error}", found.root)) from None
        console.complain(f"{counted(len(files), 'file')} written: {', '.join(files)}", redactor)
    else:
        lines = diff({}, files).split("\n")
        console.quote("\n".join(map(safe_diff_line, lines)), redactor)
        if files:
            console.complain("`roadworthy init --write` writes these files", redactor)
    for line in left_to_do(seen):
        console.complain(f"left to you: {line}", redactor)
    return int(bool(files) and not options.write)
