"""The command line: arguments in, exit code out."""

from __future__ import annotations

import argparse
import os
import sys

from roadworthy import __version__
from roadworthy.commands import console
from roadworthy.commands.arguments import parse
from roadworthy.commands.signals import ended_by_signals

TYPE_CHECKING = False  # see roadworthy/__init__.py
if TYPE_CHECKING:
    from collections.abc import Sequence

    from roadworthy.commands.paranoid import Watch
    from roadworthy.commands.run import Request
    from roadworthy.core.redact import Redactor
    from roadworthy.fix.passes import Mended
    from roadworthy.packs.load import Plugins
    from roadworthy.projects.discover import Project


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit code: 0, 1, 2 or 3."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    console.open_streams()
    try:
        try:
            return _run(given)
        finally:
            console.flush()
    except console.OutputError as error:
        # The verdict may be known, but whoever asked for it has not got it.
        console.give_up()
        console.complain(str(error))
        return 3
    except KeyboardInterrupt:
        return 130


def _run(given: list[str]) -> int:
    options = parse(given)
    if options.version:
        return _version(options.verbose)
    try:
        with ended_by_signals():
            return _COMMANDS[options.command](options)
    except console.OutputError:
        raise
    except Exception as error:
        from roadworthy.settings.config import ConfigError

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
    if not options.paranoid:
        return _inspect(options, None)
    from roadworthy.commands.paranoid import guarded

    return guarded(options, lambda watch: _inspect(options, watch))


def _inspect(options: argparse.Namespace, watch: Watch | None) -> int:
    from roadworthy.commands.answers import Known, answers_to
    from roadworthy.commands.printing import deliver, format_of, forms_of, rendered

    answers = answers_to(options)
    known = answers and answers.find(forms_of(options))
    if known:
        deliver(options, known.texts, known.roots)
        return _exit_code(known.code, options.exit_zero)

    from roadworthy.commands.means import means_of
    from roadworthy.commands.outputs import check_formats
    from roadworthy.commands.run import Request, check, load_plugins
    from roadworthy.core.seen import Seen

    plugins = load_plugins()
    check_formats(format_of(options), options.report, plugins.reports)
    paths, stdin = _stdin(options)
    request = Request(
        paths,
        stdin,
        options.select,
        options.ignore,
        options.fail_under,
        options.fail_on,
        options.profile,
        options.target,
        _groups(options.require),
        options.coverage,
        options.diff_base,
        _fixes(options),
        plugins,
        Seen() if answers else None,
        means_of(options),
        baseline=options.baseline,
        update=options.update_baseline,
        accept=options.accept_new,
    )
    if options.add_ignore:
        from roadworthy.commands.ignores import add_ignores

        add_ignores(paths, options.add_ignore, options.reason, plugins, watch)
    if options.diff:
        return _diff(request, plugins)
    if request.fix:
        _fix(request, plugins, watch)
    report = check(request)
    if request.update or request.accept:
        from roadworthy.commands.compare import write_baselines

        write_baselines(report, request, watch)
    texts = rendered(options, report, plugins.reports)
    roots = [project.root for project in report.projects]
    if answers and request.seen:
        answers.keep(request.seen, Known(report.exit_code, roots, texts))
    deliver(options, texts, roots)
    return _exit_code(report.exit_code, options.exit_zero)


def _fixes(options: argparse.Namespace) -> str | None:
    if options.unsafe_fixes:
        return "unsafe"
    return "safe" if options.fix or options.diff else None


def _fix(request: Request, plugins: Plugins, watch: Watch | None) -> None:
    """Apply the fixes that are asked for, project by project."""
    from roadworthy.commands.run import mending
    from roadworthy.core.wording import counted
    from roadworthy.core.write import write_files
    from roadworthy.settings.config import ConfigError, Problem

    for project, mended in mending(request, plugins):
        if watch is not None:
            watch.may_write(os.path.join(project.root, path) for path in mended.after)
        try:
            write_files(project.root, mended.after, mended.before)
        except OSError as error:
            problem = Problem(f"fixes cannot be written: {error.strerror or error}", project.root)
            raise ConfigError(problem) from None
        files, fixes = counted(len(mended.after), "file"), counted(mended.applied, "fix", "fixes")
        redactor = _redactor(project, mended)
        console.complain(f"{fixes} applied to {files}", redactor)
        _say_dropped(mended, redactor)


def _redactor(project: Project, mended: Mended) -> Redactor:
    """Return what knows the secrets of a project, above all of the files that fixes are about."""
    from roadworthy.commands.run import redactor_of

    redactor = redactor_of([project.tree])
    for path, data in mended.before.items():
        redactor.learn(path, data.decode("utf-8", "replace"))
    return redactor


def _say_dropped(mended: Mended, redactor: Redactor) -> None:
    for fix, reason in mended.dropped:
        console.complain(f"not applied: {fix.title}: {reason}", redactor)


def _diff(request: Request, plugins: Plugins) -> int:
    """Print what fixing would change; 1 where there is anything."""
    from roadworthy.commands.run import mending, prefix_of
    from roadworthy.core.safe import safe_diff_line
    from roadworthy.fix.diff import diff

    changed = 0
    for project, mended in mending(request, plugins):
        prefix = prefix_of(project)
        before = {prefix + path: data for path, data in mended.before.items()}
        after = {prefix + path: data for path, data in mended.after.items()}
        lines = diff(before, after).split("\n")
        redactor = _redactor(project, mended)
        console.quote("\n".join(map(safe_diff_line, lines)), redactor)
        _say_dropped(mended, redactor)
        changed += len(after)
    return int(changed > 0)


def _exit_code(code: int, exit_zero: bool) -> int:
    return 0 if code == 1 and exit_zero else code


def _groups(names: list[str] | None) -> list[str] | None:
    from roadworthy.core.groups import GROUPS
    from roadworthy.core.names import suggestion
    from roadworthy.settings.config import ConfigError, Problem

    for name in names or ():
        if name not in GROUPS:
            raise ConfigError(Problem(f"--require: no group is called `{name}`{suggestion(name, GROUPS)}"))
    return names


def _stdin(options: argparse.Namespace) -> tuple[list[str], tuple[str, bytes] | None]:
    from roadworthy.core.limits import NOTEBOOK_SIZE
    from roadworthy.settings.config import ConfigError, Problem

    paths = options.paths or ["."]
    if "-" not in paths:
        return paths, None
    if not options.stdin_filename or len(paths) > 1:
        raise ConfigError(Problem("`-` reads one file from standard input: name it with --stdin-filename"))
    try:
        # One byte more than the largest file may have, so that it is found too large, and not cut off.
        return [options.stdin_filename], (options.stdin_filename, console.read_input(NOTEBOOK_SIZE + 1))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ConfigError(Problem(f"standard input cannot be read: {reason}")) from None


def _pages(options: argparse.Namespace) -> int:
    from roadworthy.commands import pages

    return {"rules": pages.rules, "rule": pages.rule, "fact": pages.fact}[options.command](options)


def _road(options: argparse.Namespace) -> int:
    from roadworthy.commands.printing import plain_view
    from roadworthy.commands.run import Request, check
    from roadworthy.report.json import dump, road_steps
    from roadworthy.report.paths import ReportPaths
    from roadworthy.report.screen import road_page

    report = check(Request(tuple(options.paths) or (".",)))
    paths = ReportPaths.of(report)
    if options.output_format == "json":
        told = [
            {"root": paths.display(project.root), "name": project.name, "road": road_steps(project, paths)}
            for project in report.projects
        ]
        console.emit(dump(told, indent=2))
    else:
        view = plain_view(options.color)
        console.show("".join(f"{line}\n" for p in report.projects for line in road_page(p, view)))
    return 0 if report.complete else 3


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
    from roadworthy.core.store import clear
    from roadworthy.core.wording import counted
    from roadworthy.settings.config import ConfigError, Problem

    try:
        count = clear(os.environ)
    except OSError as error:
        raise ConfigError(Problem(f"the cache cannot be removed: {error.strerror or error}")) from None
    console.show(f"{counted(count, 'entry', 'entries')} removed\n")
    return 0


_COMMANDS = {
    "check": _check,
    "road": _road,
    "rules": _pages,
    "rule": _pages,
    "fact": _pages,
    "config": _config,
    "schema": _schema,
    "cache": _cache,
}
