"""The command line: arguments in, exit code out."""

from __future__ import annotations

import gc
import os
import sys

from roadworthy import __version__
from roadworthy.commands import console

TYPE_CHECKING = False  # see roadworthy/__init__.py
if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit code: 0, 1, 2 or 3."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    console.open_streams()
    # What a run makes, it mostly keeps: the collector would look through all of it again and again.
    collected = gc.get_threshold()
    gc.set_threshold(50_000)
    try:
        try:
            return _run(given)
        finally:
            console.flush()
    except console.OutputError as error:
        # The verdict may be known, but its reader has not got it.
        console.give_up()
        console.complain(str(error))
        return 3
    except KeyboardInterrupt:
        return 130
    finally:
        gc.set_threshold(*collected)


def _run(given: list[str]) -> int:
    if given in (["--version"], ["-V"]):
        return _version(False)
    from roadworthy.commands.arguments import parse
    from roadworthy.commands.signals import ended_by_signals

    options = parse(given)
    if options.version:
        return _version(options.verbose)
    try:
        with ended_by_signals():
            return _COMMANDS[options.command](options)
    except console.OutputError:
        raise
    except Exception as error:
        from roadworthy.core.fault import ConfigError

        if not isinstance(error, ConfigError):
            # Not Python's own exit code, which is 1: nothing was judged.
            console.complain_of_crash()
            return 3
        for problem in error.problems:
            console.complain(str(problem))
        return 2


def _version(verbose: bool) -> int:
    from roadworthy.packs.entrypoints import entry_points

    lines = [f"roadworthy {__version__}"]
    packs: dict[str, list[str]] = {}
    for name, _, distribution, version in entry_points():
        packs.setdefault(f"{distribution} {version}", []).append(name)
    lines += [f"packs of {distribution}: {', '.join(packs[distribution])}" for distribution in sorted(packs)]
    if verbose:
        from roadworthy.data.dated import described

        lines += [f"data: {line}" for line in described()]
    console.show("".join(f"{line}\n" for line in lines))
    return 0


def _check(options: argparse.Namespace) -> int:
    from roadworthy.commands.check import check

    return check(options)


def _pages(options: argparse.Namespace) -> int:
    from roadworthy.commands import pages

    return {"rules": pages.rules, "rule": pages.rule, "fact": pages.fact}[options.command](options)


def _init(options: argparse.Namespace) -> int:
    from roadworthy.commands.start import init

    return init(options)


def _road(options: argparse.Namespace) -> int:
    from roadworthy.commands.pages import road

    return road(options)


def _config(options: argparse.Namespace) -> int:
    from roadworthy.projects.discover import discover
    from roadworthy.report.page import render_settings

    for project in discover([options.path]):
        console.quote(render_settings(project.config))
    return 0


def _schema(options: argparse.Namespace) -> int:
    import json

    from roadworthy.report.schema import report_schema
    from roadworthy.settings.schema import schema

    console.emit(json.dumps(schema() if options.what == "config" else report_schema(), indent=2) + "\n")
    return 0


def _cache(options: argparse.Namespace) -> int:
    from roadworthy.core.fault import ConfigError, Problem
    from roadworthy.core.store import clear
    from roadworthy.core.wording import counted

    try:
        count = clear(os.environ)
    except OSError as error:
        raise ConfigError(Problem(f"the cache cannot be removed: {error.strerror or error}")) from None
    console.show(f"{counted(count, 'entry', 'entries')} removed\n")
    return 0


_COMMANDS = {
    "check": _check,
    "init": _init,
    "road": _road,
    "rules": _pages,
    "rule": _pages,
    "fact": _pages,
    "config": _config,
    "schema": _schema,
    "cache": _cache,
}
