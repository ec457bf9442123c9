"""Inspects changed inputs in this process, and tells of what an inspection must never do."""

from __future__ import annotations

import json
import re
import signal
import time
import traceback
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from random import Random

import tomli

from roadworthy.core.fault import ConfigError
from roadworthy.core.result import ProjectResult
from tests.fuzz.ends import to_the_end
from tests.fuzz.mutate import changed
from tests.fuzz.seeds import Seed, seeds

#: Seconds of this thread that an inspection of so little may take.
_SLOW = 30.0
#: Seconds after which one that does not end is given up.
_HANGS = 300.0
#: What settings that an input made faulty are told as: an error with a place, so no trouble.
_FAULTY = "faulty settings"

#: Kinds of files that mean the same under a name of their own.
_MOVABLE = ("notebook", "prose", "python", "requirements", "yaml")

#: What stands for an input: its kind, and a number.
Input = tuple[str, int]


class Hang(BaseException):
    """An inspection does not end."""


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
    trouble = _inspected({**seed.files, seed.path: data}, (kind, number))
    return None if trouble and trouble.what == _FAULTY else trouble


def _inspected(files: Mapping[str, bytes], first: Input) -> Trouble | None:
    start = time.thread_time()
    try:
        with _one_timer():
            result = to_the_end(files)
    except ConfigError as error:
        return Trouble(*first, _FAULTY, str(error))
    except (Exception, Hang) as error:
        text = traceback.format_exc()
        return Trouble(*first, _last(text), text if isinstance(error, Hang) else f"{error!r}"[:300])
    if time.thread_time() - start > _SLOW:
        return Trouble(*first, "slow", f"{sorted(files)}: {time.thread_time() - start:.1f} s")
    return _judged(*first, result)


@contextmanager
def _one_timer() -> Iterator[None]:
    """Set one timer for a whole inspection: the engine then sets none for each rule, which takes long."""

    def ring(*_: object) -> None:
        raise Hang

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, _HANGS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def tried_together(inputs: Sequence[Input]) -> tuple[list[Trouble], list[Input]]:
    """Inspect many inputs as one project; return what went wrong, and the inputs that did not fit in.

    An inspection takes nearly as long for one changed file as for ten. What blocks most rules (a
    pyproject.toml that is no TOML, faulty settings) is tried alone, and so is each input of a project in
    which anything goes wrong, so that a trouble names the input that makes it.
    """
    files: dict[str, bytes] = {}
    changes: dict[str, tuple[bytes, Input]] = {}
    found: list[Trouble | None] = []
    rest: list[Input] = []
    for kind, number in inputs:
        seed, data = made(kind, number)
        path = seed.path
        if path in changes and kind in _MOVABLE:
            folder, slash, name = path.rpartition("/")
            path = f"{folder}{slash}more-{number}-{name}" if "." in name[1:] else f"more-{number}/{path}"
        if path in changes:
            rest.append((kind, number))
        elif path == "pyproject.toml" and not _is_toml(data):
            found.append(tried(kind, number))
        else:
            files.update(seed.files)
            changes[path] = data, (kind, number)
    files.update({path: data for path, (data, _) in changes.items()})
    together = _inspected(files, inputs[0]) if changes else None
    if together is not None:
        alone = [tried(*one) for _, one in changes.values()]
        found += alone
        if together.what != _FAULTY and not any(alone):
            found.append(
                replace(together, what=f"together: {together.what}", detail=f"{inputs}\n{together.detail}")
            )
    return [trouble for trouble in found if trouble is not None], rest


def _is_toml(data: bytes) -> bool:
    try:
        tomli.loads(data.decode())
    except (ValueError, RecursionError):
        return False
    return True


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
