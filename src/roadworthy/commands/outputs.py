"""Whether there are the formats of report that are asked for, and how a report becomes a file."""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from contextlib import suppress

from roadworthy.core.fault import ConfigError, Problem
from roadworthy.core.names import suggestion
from roadworthy.core.write import append_file, write_file
from roadworthy.facts.repository import checkout


def check_formats(name: str, reports: Sequence[str], known: Collection[str]) -> None:
    """Raise `ConfigError` for a format that is not among the `known`.

    `name` is the format of the report itself; `reports` are further ones as `FORMAT=FILE`.
    """
    wanted = [name]
    for text in reports:
        format_, _, target = text.partition("=")
        if not target:
            raise ConfigError(Problem(f"--report takes FORMAT=FILE, not `{text}`"))
        wanted.append(format_)
    for format_ in wanted:
        if format_ not in known:
            hint = suggestion(format_, known) or f"; there are {', '.join(sorted(known))}"
            raise ConfigError(Problem(f"no report format is called `{format_}`{hint}"))


def write(file: str, text: str, roots: Sequence[str]) -> None:
    """Write a report as UTF-8; raises `ConfigError` where that cannot be done, and leaves what was there.

    `roots` are the inspected projects: no link in their checkouts may lead the report out of them.
    """
    trees = [_top(root) for root in roots]
    try:
        write_file(file, text.encode("utf-8", "backslashreplace"), trees)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ConfigError(Problem(f"the report cannot be written: {reason}", file)) from None


def append(file: str, text: str) -> None:
    """Add a report to a file that the CI named; it is not worth failing for."""
    with suppress(OSError, ValueError):
        append_file(file, text.encode("utf-8", "backslashreplace"))


def _top(root: str) -> str:
    """Return the top of the checkout that a directory lies in, or itself outside of any."""
    found = checkout(root)
    return os.path.join(os.path.realpath(root), *[os.pardir] * found[0].count("/")) if found else root
