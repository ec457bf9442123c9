"""The command `check`: an answer that is known, or an inspection, and its report."""

from __future__ import annotations

import argparse
import os

from roadworthy.commands import console

TYPE_CHECKING = False  # see roadworthy/__init__.py
if TYPE_CHECKING:
    from roadworthy.commands.answers import Answers
    from roadworthy.commands.paranoid import Watch
    from roadworthy.commands.run import Request
    from roadworthy.core.redact import Redactor
    from roadworthy.fix.passes import FixedProject
    from roadworthy.packs.load import Plugins
    from roadworthy.projects.discover import Project


def check(options: argparse.Namespace) -> int:
    """Inspect what is asked for, or give a known answer; return the exit code."""
    if not options.paranoid:
        return _inspect(options, None)
    from roadworthy.commands.paranoid import guarded

    return guarded(options, lambda watch: _inspect(options, watch))


def _inspect(options: argparse.Namespace, watch: Watch | None) -> int:
    from roadworthy.commands import kept
    from roadworthy.commands.answers import Known, answers_to
    from roadworthy.commands.printing import deliver, format_of, forms_of, rendered

    # Under `--paranoid`, nothing of ours is read.
    own = None if options.no_cache or options.paranoid else kept.opened()
    answers = answers_to(options, own)
    known = answers and answers.find(forms_of(options))
    if known:
        deliver(options, known.texts, known.roots)
        return _exit_code(known.code, options.exit_zero)

    if options.alone:
        options.paths = _judged_alone(options.paths)
        if not options.paths:
            return 0
    from roadworthy.commands.means import means_of
    from roadworthy.commands.outputs import check_formats
    from roadworthy.commands.plugins import load_plugins
    from roadworthy.commands.run import Request
    from roadworthy.commands.run import check as inspected
    from roadworthy.core.seen import Seen
    from roadworthy.core.trace import Trace
    from roadworthy.engine.timing import stage

    plugins = load_plugins(own)
    check_formats(format_of(options), options.report, plugins.reports)
    known = answers and answers.renewed(plugins, forms_of(options))
    if known:
        deliver(options, known.texts, known.roots)
        return _exit_code(known.code, options.exit_zero)
    if answers and (code := _answer_in_other_forms(options, answers, plugins)) is not None:
        return code
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
        alone=options.alone,
        plugins=plugins,
        seen=Seen(Trace()) if answers else None,
        means=means_of(options, own, answers.fresh if answers else {}),
        baseline=options.baseline,
        update=options.update_baseline,
        accept=options.accept_new,
        category=options.sarif_category,
    )
    if options.add_ignore:
        from roadworthy.commands.ignores import add_ignores

        add_ignores(paths, options.add_ignore, options.reason, plugins, watch)
    if options.diff:
        return _diff(request, plugins)
    if request.fix:
        _fix(request, plugins, watch)
    timing = request.means.timing
    with stage(timing, "all of it"):
        report = inspected(request)
    if request.update or request.accept:
        from roadworthy.commands.compare import write_baselines

        write_baselines(report, request, watch)
    with stage(timing, "the report"):
        texts = rendered(options, report, plugins.reports)
    if request.means.progress:
        request.means.progress.end()
    for line in timing.lines() if timing else ():
        console.complain(line)
    roots = [project.root for project in report.projects]
    if answers and request.seen:
        answers.keep(request.seen, report, Known(report.exit_code, roots, texts))
    deliver(options, texts, roots)
    return _exit_code(report.exit_code, options.exit_zero)


def _judged_alone(paths: list[str]) -> list[str]:
    """Return those files among the paths that rules may judge by themselves; raises `ConfigError`."""
    from roadworthy.core.fault import ConfigError, Problem
    from roadworthy.projects.discover import ARCHIVES, is_of_project

    if not paths or any(map(os.path.isdir, paths)):
        raise ConfigError(Problem("--alone judges files: name them"))
    return [path for path in paths if path.endswith(ARCHIVES) or is_of_project(path)]


def _answer_in_other_forms(options: argparse.Namespace, answers: Answers, plugins: Plugins) -> int | None:
    """Draw a report that is known in the forms that are asked for; return the exit code, or None."""
    from roadworthy.commands.printing import deliver, rendered

    report = answers.report(plugins.rules)
    if report is None:
        return None
    try:
        texts = rendered(options, report, plugins.reports)
    except OSError:  # a file has changed
        return None
    answers.add(texts)
    deliver(options, texts, [project.root for project in report.projects])
    return _exit_code(report.exit_code, options.exit_zero)


def _fixes(options: argparse.Namespace) -> str | None:
    if options.unsafe_fixes:
        return "unsafe"
    return "safe" if options.fix or options.diff else None


def _fix(request: Request, plugins: Plugins, watch: Watch | None) -> None:
    """Apply the fixes that are asked for, project by project."""
    from roadworthy.commands.run import fixed_projects
    from roadworthy.core.fault import ConfigError, Problem
    from roadworthy.core.wording import counted
    from roadworthy.core.write import write_files

    for project, fixed in fixed_projects(request, plugins):
        if watch is not None:
            watch.may_write(os.path.join(project.root, path) for path in fixed.after)
        try:
            write_files(project.root, fixed.after, fixed.before)
        except OSError as error:
            problem = Problem(f"fixes cannot be written: {error.strerror or error}", project.root)
            raise ConfigError(problem) from None
        files, fixes = counted(len(fixed.after), "file"), counted(fixed.applied, "fix", "fixes")
        redactor = _redactor(project, fixed)
        console.complain(f"{fixes} applied to {files}", redactor)
        _say_dropped(fixed, redactor)


def _redactor(project: Project, fixed: FixedProject) -> Redactor:
    """Return what knows the secrets of a project, above all of the files that fixes are about."""
    from roadworthy.commands.redactors import redactor_of

    redactor = redactor_of([project.tree])
    for path, data in fixed.before.items():
        redactor.learn(path, data.decode("utf-8", "replace"))
    return redactor


def _say_dropped(fixed: FixedProject, redactor: Redactor) -> None:
    for fix, reason in fixed.dropped:
        console.complain(f"not applied: {fix.title}: {reason}", redactor)


def _diff(request: Request, plugins: Plugins) -> int:
    """Print what fixing would change; 1 where there is anything."""
    from roadworthy.commands.run import fixed_projects, prefix_of
    from roadworthy.core.safe import safe_diff_line
    from roadworthy.fix.diff import diff

    changed = 0
    for project, fixed in fixed_projects(request, plugins):
        prefix = prefix_of(project)
        before = {prefix + path: data for path, data in fixed.before.items()}
        after = {prefix + path: data for path, data in fixed.after.items()}
        lines = diff(before, after).split("\n")
        redactor = _redactor(project, fixed)
        console.quote("\n".join(map(safe_diff_line, lines)), redactor)
        _say_dropped(fixed, redactor)
        changed += len(after)
    return int(changed > 0)


def _exit_code(code: int, exit_zero: bool) -> int:
    return 0 if code == 1 and exit_zero else code


def _groups(names: list[str] | None) -> list[str] | None:
    from roadworthy.core.fault import ConfigError, Problem
    from roadworthy.core.groups import GROUPS
    from roadworthy.core.names import suggestion

    for name in names or ():
        if name not in GROUPS:
            raise ConfigError(Problem(f"--require: no group is called `{name}`{suggestion(name, GROUPS)}"))
    return names


def _stdin(options: argparse.Namespace) -> tuple[list[str], tuple[str, bytes] | None]:
    from roadworthy.core.fault import ConfigError, Problem
    from roadworthy.core.limits import NOTEBOOK_SIZE

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
