"""Which reports of a run go to which files, and how a file is written: whole, or not at all."""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence

from roadworthy.core.names import suggestion
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


def write(file: str, text: str) -> None:
    """Write a report; raises `ConfigError` where that cannot be done, and leaves what was there."""
    temporary = f"{file}.{os.getpid()}.tmp"
    try:
        with open(temporary, "w", encoding="utf-8", errors="backslashreplace", newline="") as stream:
            stream.write(text)
        os.replace(temporary, file)
    except OSError as error:
        if os.path.exists(temporary):
            os.unlink(temporary)
        raise ConfigError(Problem(f"the report cannot be written: {error.strerror}", file)) from None
