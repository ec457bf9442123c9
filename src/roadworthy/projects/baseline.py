"""The baseline: findings that a project had when it adopted the gate, and the score that it had.

A JSON file with one line for each finding, sorted by path, so that a merge conflicts only where two branches
did the same; the last line of the list is no finding, so that every other one ends with a comma.
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from roadworthy.core import limits
from roadworthy.core.fault import ConfigError, Problem
from roadworthy.core.late_dataclass import dataclass, field
from roadworthy.core.seen import Seen
from roadworthy.tree.opening import open_regular

#: The file that is looked for at a project's root.
NAME = "roadworthy-baseline.json"
SCHEMA = "roadworthy-baseline/1"
_LAST = "end"


@dataclass(frozen=True, slots=True)
class BaselineEntry:
    """A finding that is known: its rule, the path in its place, relative to the project, and its message."""

    rule: str
    path: str
    message: str


@dataclass(frozen=True, slots=True)
class Baseline:
    """The known findings by fingerprint, the score that must be kept (None for none), and the file."""

    file: str
    entries: Mapping[str, BaselineEntry] = field(default_factory=dict)
    score: float | None = None


def read_baseline(file: str, seen: Seen | None, *, asked: bool) -> Baseline | None:
    """Return the baseline that a file holds; None where there is none, and no one `asked` for it.

    Raises `ConfigError`.
    """
    try:
        with open_regular(file, seen, os.path.abspath(file)) as stream:
            data = stream.read(limits.NOTEBOOK_SIZE + 1)
        if seen:
            seen.content(os.path.abspath(file), data)
    except FileNotFoundError:
        if asked:
            raise ConfigError(Problem("there is no baseline: `--accept-new` writes one", file)) from None
        return None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ConfigError(Problem(f"the baseline cannot be read: {reason}", file)) from None
    return parsed(data, file)


def parsed(data: bytes, file: str) -> Baseline:
    """Return the baseline that a file holds; raises `ConfigError` where it holds none."""
    try:
        tree: Any = json.loads(data)
        if tree["schema"] != SCHEMA:
            raise ValueError("it is of another version")
        rows = {key: row for key, row in tree["findings"].items() if key != _LAST}
        entries = {key: BaselineEntry(*map(str, row)) for key, row in rows.items()}
        score = tree["score"]
        if score is not None and not 0 <= score <= 100:
            raise ValueError("its score is not a number from 0 to 100")
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise ConfigError(Problem(f"not a baseline: {error}", file)) from None
    return Baseline(file, entries, score)


def dumped(entries: Mapping[str, BaselineEntry], score: float | None) -> str:
    """Return the text of a baseline."""
    from roadworthy.core.safe import safe_strings

    rows = sorted((entry.path, entry.rule, entry.message, key) for key, entry in entries.items())
    lines = [f" {json.dumps(key)}: {json.dumps([rule, path, text])}," for path, rule, text, key in rows]
    head = [f'"schema": "{SCHEMA}",', f'"score": {json.dumps(score)},', '"findings": {']
    text = "\n".join(["{", *head, *lines, f' "{_LAST}": ""', "}", "}", ""])
    return safe_strings(text)


def stale(
    baseline: Baseline, found: Collection[str], judged: Collection[str], only: Iterable[str]
) -> dict[str, BaselineEntry]:
    """Return the entries that nothing matches any more: of rules that judged all, in what was inspected.

    `found` are the fingerprints of this run, `judged` the rules that could look, `only` what a run was
    narrowed to.
    """
    among = tuple(only)
    return {
        key: entry
        for key, entry in baseline.entries.items()
        if key not in found and entry.rule in judged
        if not among or any(entry.path == p or (p.endswith("/") and entry.path.startswith(p)) for p in among)
    }
