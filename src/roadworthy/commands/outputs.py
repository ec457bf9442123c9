"""Which reports of a run go to which files, and what keeps one from being written."""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence

from roadworthy.core.names import suggestion
from roadworthy.core.write import write_file
from roadworthy.facts.repository import checkout
from roadworthy.settings.config import ConfigError, Problem


def outputs(
    name: str, file: str | None, reports: Sequence[str], known: Collection[str]
) -> list[tuple[str, str]]:
    """Return format and file of each report that is to be written to one.

    `name` is the format of the report itself, which goes to `file` where there is one; `reports` are further
    ones as `FORMAT=FILE`. Raises `ConfigError` for a format that is not among the `known`.
    """
    wanted = [(name, file)]
    for text in reports:
        format_, separator, target = text.partition("=")
        if not separator or not target:
            raise ConfigError(Problem(f"--report takes FORMAT=FILE, not `{text}`"))
        wanted.append((format_, target))
    for format_, _ in wanted:
        if format_ not in known:
            hint = suggestion(format_, known) or f"; there are {', '.join(sorted(known))}"
            raise ConfigError(Problem(f"no report format is called `{format_}`{hint}"))
    return [(format_, target) for format_, target in wanted if target]


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


def _top(root: str) -> str:
    """Return the top of the checkout that a directory lies in, or itself outside of any."""
    found = checkout(root)
    return os.path.join(os.path.realpath(root), *[os.pardir] * found[0].count("/")) if found else root
