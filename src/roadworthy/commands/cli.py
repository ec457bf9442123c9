"""The command line: arguments in, exit code out. The only module that prints."""

from __future__ import annotations

import argparse
import os
import sys

from roadworthy import __version__
from roadworthy.commands.arguments import parse

TYPE_CHECKING = False  # see roadworthy/__init__.py
if TYPE_CHECKING:
    from collections.abc import Sequence

    from roadworthy.commands.run import Request
    from roadworthy.core.result import Report
    from roadworthy.fix.passes import Mended
    from roadworthy.packs.load import Plugins


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit code: 0, 1, 2 or 3."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    options = parse(given)
    if options.version:
        return _version(options.verbose)
    try:
        code = _COMMANDS[options.command](options)
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        # The reader (`head`) has gone: nothing more can be said, and the interpreter must not try.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 3
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        from roadworthy.settings.config import ConfigError

        if not isinstance(error, ConfigError):
            import traceback

            # Not Python's own exit code, which is 1: nothing was judged.
            traceback.print_exc()
            print("roadworthy: this is a fault of roadworthy's own; please report it", file=sys.stderr)
            return 3
        from roadworthy.report.safe import safe

        for problem in error.problems:
            print(f"roadworthy: {safe(str(problem))}", file=sys.stderr)
        return 2


def _version(verbose: bool) -> int:
    from roadworthy.packs.entrypoints import entry_points

    print(f"roadworthy {__version__}")
    packs: dict[str, list[str]] = {}
    for name, _, distribution, version in entry_points():
        packs.setdefault(f"{distribution} {version}", []).append(name)
    for distribution in sorted(packs):
        print(f"packs of {distribution}: {', '.join(packs[distribution])}")
    if verbose:
        from roadworthy.data.dated import described

        for line in described():
            print(f"data: {line}")
    return 0


def _check(options: argparse.Namespace) -> int:
    from roadworthy.commands.outputs import outputs, write
    from roadworthy.commands.run import Request, check, load_plugins

    plugins = load_plugins()
    files = outputs(options.output_format, options.output_file, options.report, plugins.reports)
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
    )
    if options.diff:
        return _diff(request, plugins)
    if request.fix:
        _fix(request, plugins)
    report = check(request)
    for name, file in files:
        write(file, plugins.reports[name](report))
    if options.output_format == "text" or options.output_file:
        from roadworthy.report.terminal import shielded, wants_color
        from roadworthy.report.text import render

        color = wants_color(options.color, os.environ, terminal=sys.stdout.isatty())
        text = render(report, color=color, quiet=options.quiet, verbose=options.verbose)
        sys.stdout.write(shielded(text, os.environ))
    else:
        sys.stdout.write(plugins.reports[options.output_format](report))
    return _exit_code(report, options.exit_zero)


def _fixes(options: argparse.Namespace) -> str | None:
    if options.unsafe_fixes:
        return "unsafe"
    return "safe" if options.fix or options.diff else None


def _fix(request: Request, plugins: Plugins) -> None:
    """Apply the fixes that are asked for, project by project."""
    from roadworthy.commands.run import mending
    from roadworthy.core.wording import counted
    from roadworthy.fix.write import write
    from roadworthy.settings.config import ConfigError, Problem

    for project, mended in mending(request, plugins):
        try:
            write(project.root, mended.after)
        except OSError as error:
            problem = Problem(f"fixes cannot be written: {error.strerror or error}", project.root)
            raise ConfigError(problem) from None
        files, fixes = counted(len(mended.after), "file"), counted(mended.applied, "fix", "fixes")
        print(f"roadworthy: {fixes} applied to {files}", file=sys.stderr)
        _say_dropped(mended)


def _say_dropped(mended: Mended) -> None:
    from roadworthy.report.safe import safe

    for fix, reason in mended.dropped:
        print(f"roadworthy: not applied: {safe(fix.title)}: {safe(reason)}", file=sys.stderr)


def _diff(request: Request, plugins: Plugins) -> int:
    """Print what fixing would change; 1 where there is anything."""
    from roadworthy.commands.run import mending, prefix_of
    from roadworthy.fix.write import diff
    from roadworthy.report.safe import safe

    changed = 0
    for project, mended in mending(request, plugins):
        prefix = prefix_of(project)
        before = {prefix + path: data for path, data in mended.before.items()}
        after = {prefix + path: data for path, data in mended.after.items()}
        for line in diff(before, after).split("\n")[:-1]:
            # Tabs, and what ends the lines of Windows, are part of the patch, and steer nothing.
            bare = line.removesuffix("\r")
            print(safe(bare, keep="\t") + line[len(bare) :])
        _say_dropped(mended)
        changed += len(after)
    return int(changed > 0)


def _exit_code(report: Report, exit_zero: bool) -> int:
    code = report.exit_code
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
    from roadworthy.settings.config import ConfigError, Problem

    paths = options.paths or ["."]
    if "-" not in paths:
        return paths, None
    if not options.stdin_filename or len(paths) > 1:
        raise ConfigError(Problem("`-` reads one file from standard input: name it with --stdin-filename"))
    return [options.stdin_filename], (options.stdin_filename, sys.stdin.buffer.read())


def _rule(options: argparse.Namespace) -> int:
    from roadworthy.commands.run import load_plugins
    from roadworthy.core.names import suggestion
    from roadworthy.report.page import render_list, render_pages
    from roadworthy.settings.config import ConfigError, Problem

    rules = load_plugins().rules
    if options.all:
        chosen = [rules[name] for name in sorted(rules)]
    elif options.name is None:
        raise ConfigError(Problem("name a rule, or ask for --all"))
    else:
        chosen = [rule for rule in rules.values() if options.name in (rule.name, *rule.aliases)]
        group = [rules[name] for name in sorted(rules) if rules[name].group == options.name]
        if not chosen and group:
            sys.stdout.write(render_list(group, options.output_format))
            return 0
        if not chosen:
            known = {*rules, *(rule.group for rule in rules.values())}
            hint = suggestion(options.name, known)
            raise ConfigError(Problem(f"no rule or group is called `{options.name}`{hint}"))
    sys.stdout.write(render_pages(chosen, options.output_format))
    return 0


def _fact(options: argparse.Namespace) -> int:
    from roadworthy.commands.run import load_plugins
    from roadworthy.core.names import suggestion
    from roadworthy.report.fact_page import fact_pages
    from roadworthy.settings.config import ConfigError, Problem

    pages = {page.name: page for page in fact_pages(load_plugins().registry)}
    if options.all:
        chosen = list(pages.values())
    elif options.name is None:
        raise ConfigError(Problem("name a fact, or ask for --all"))
    elif options.name not in pages:
        raise ConfigError(Problem(f"no fact is called `{options.name}`{suggestion(options.name, pages)}"))
    else:
        chosen = [pages[options.name]]
    sys.stdout.write("\n".join(page.text for page in chosen))
    return 0


def _config(options: argparse.Namespace) -> int:
    from roadworthy.projects.discover import discover
    from roadworthy.report.page import render_settings

    for project in discover([options.path]):
        sys.stdout.write(render_settings(project.config))
    return 0


def _schema(options: argparse.Namespace) -> int:
    import json

    from roadworthy.report.schema import report_schema
    from roadworthy.settings.schema import schema

    print(json.dumps(schema() if options.what == "config" else report_schema(), indent=2))
    return 0


_COMMANDS = {"check": _check, "rule": _rule, "fact": _fact, "config": _config, "schema": _schema}
