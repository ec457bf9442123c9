"""Inspects changed inputs in this process, and tells of what an inspection must never do."""

from __future__ import annotations

import json
import re
import time
from dataclasses import dataclass
from random import Random

from roadworthy.core.result import ProjectResult
from roadworthy.settings.config import ConfigError
from roadworthy.testing import inspect_files
from tests.fuzz.mutate import changed
from tests.fuzz.seeds import Seed, seeds

#: Seconds of this thread that an inspection of so little may take.
_SLOW = 30.0


@dataclass(frozen=True)
class Trouble:
    """What went wrong: `what` is the same for the same fault, `number` gives the input again."""

    kind: str
    number: int
    what: str
    detail: str


def tried(kind: str, number: int) -> Trouble | None:
    """Inspect the input that a kind and a number stand for; return what went wrong, if anything."""
    seed, data = made(kind, number)
    start = time.thread_time()
    try:
        result = inspect_files({**seed.files, seed.path: data})
    except ConfigError:
        return None  # Faulty settings are an error with a place.
    except Exception as error:
        import traceback

        return Trouble(kind, number, _last(traceback.format_exc()), f"{type(error).__name__}: {error}"[:300])
    if time.thread_time() - start > _SLOW:
        return Trouble(kind, number, "slow", f"{seed.path}: {time.thread_time() - start:.1f} s")
    return _judged(kind, number, result)


def made(kind: str, number: int) -> tuple[Seed, bytes]:
    """Return the seed and the changed file that a kind and a number stand for."""
    random = Random(f"{kind} {number}")
    seed, other = random.choice(seeds()[kind]), random.choice(seeds()[kind])
    return seed, changed(kind, seed.files[seed.path], other.files[other.path], random)


def _judged(kind: str, number: int, result: ProjectResult) -> Trouble | None:
    for crash in result.crashes:
        return Trouble(kind, number, f"{crash.text}: {_last(crash.traceback)}", crash.traceback)
    for finding in result.findings:
        place = finding.place
        if min(place.line, place.column, place.physical.line, place.physical.column) < 1:
            return Trouble(kind, number, f"a place before the text: {finding.rule}", str(place))
        if not finding.message:
            return Trouble(kind, number, f"an empty message: {finding.rule}", str(place))
        json.dumps(finding.message)
    return None


def _last(traceback: str) -> str:
    """Return the innermost line of ours in a traceback, and the exception's type."""
    ours = re.findall(r'File "[^"]*/((?:src|rules)/[^"]+", line \d+)', traceback)
    error = traceback.strip().rpartition("\n")[2].partition(":")[0]
    return f"{ours[-1] if ours else '?'}: {error}"
