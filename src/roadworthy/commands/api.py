"""The command `check` as a function: for scripts, notebooks and tests of other programs."""

from __future__ import annotations

from collections.abc import Sequence

from roadworthy.core.result import Report


def check(
    *paths: str,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    fail_under: float | None = None,
    fail_on: str | None = None,
    profile: str | None = None,
    target: str | None = None,
    require: Sequence[str] = (),
    coverage: str | None = None,
    diff_base: str | None = None,
    baseline: str | None = None,
) -> Report:
    """Inspect projects, files or artifacts, as `roadworthy check` does, and return the report.

    Without `paths` it is the current directory. The options are those of the command line; None stands for
    the settings' value. Nothing is printed or written, and what is inspected is never run. The report is
    frozen data without secrets: each of `projects` has `verdict`, `score` and `findings`, and `exit_code` is
    what the command would exit with. Raises `ConfigError` for faulty settings or arguments, with every fault.
    """
    from roadworthy.commands.run import Request
    from roadworthy.commands.run import check as run

    return run(
        Request(
            tuple(paths) or (".",),
            select=tuple(select),
            ignore=tuple(ignore),
            fail_under=fail_under,
            fail_on=fail_on,
            profile=profile,
            target=target,
            require=tuple(require),
            coverage=coverage,
            diff_base=diff_base,
            baseline=baseline,
        )
    )
