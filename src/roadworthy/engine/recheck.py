"""Whether files that have changed change anything that an earlier run depended on.

All that the run asked of them is asked again, as `core/trace.py` noted it. A run is the same from one
question to the next while the answers are: where all of them are as they were, so is the report. The first
that is not ends it, and the run is made anew.
"""

from __future__ import annotations

import gc
import os
import warnings
from collections.abc import Mapping, Sequence
from typing import Any

from roadworthy.core import limits
from roadworthy.core.fault import Blocked
from roadworthy.core.late_dataclass import dataclass, field
from roadworthy.core.seen import Change, digest_of
from roadworthy.core.signature import imported
from roadworthy.core.trace import digest_of_data, is_extractor
from roadworthy.engine.budget import Spent, TimeBudget
from roadworthy.engine.file_data import dumped
from roadworthy.engine.file_pass import Task, inspect_file
from roadworthy.engine.kept_files import key_of, name_of
from roadworthy.engine.schedule import Schedule, schedule
from roadworthy.engine.too_large import over_limit
from roadworthy.locate.place import quotable
from roadworthy.packs.load import Plugins
from roadworthy.tree.kept import Kept
from roadworthy.tree.texts import Texts
from roadworthy.tree.tree import texts_of

#: How many files, and bytes of them, are looked at: where more have changed, a run is made anew at once.
_FILES, _BYTES = 20, 1_000_000
#: What may be imported for an extractor beside the packs.
_OWN = ("roadworthy",)


@dataclass(slots=True)
class Recheck:
    """Asks again what a trace tells of; `salt` tells the programs that run.

    `quoted` gets the paths of files whose text the report may quote, and `fresh` what the first stage made of
    files, for a run that has to be made anew: see `KeptFiles`.
    """

    trace: Mapping[str, Any]
    plugins: Plugins
    salt: str = ""
    quoted: set[str] = field(default_factory=set)
    fresh: dict[tuple[str, str], bytes] = field(default_factory=dict)
    _schedules: dict[int, Schedule] = field(default_factory=dict)

    def holds(self, changes: Sequence[Change]) -> dict[str, str] | None:
        """Return the hashes of the changed files' contents where they change nothing; else None."""
        if len(changes) > _FILES or sum(change.size for change in changes) > _BYTES:
            return None
        collecting = gc.isenabled()
        gc.disable()
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return self._digests(changes)
        finally:
            if collecting:
                gc.enable()

    def _digests(self, changes: Sequence[Change]) -> dict[str, str] | None:
        digests = {}
        for change in changes:
            notes = self.trace["files"].get(change.path)
            if not notes:
                return None
            kept = Kept()
            try:
                digests[change.path] = self._content(change, kept, notes[0])
                if not all(self._same(change, kept, note) for note in notes):
                    return None
            except (Blocked, Spent):
                return None
            except Exception:
                # What crashes now is for a run to tell.
                return None
        return digests

    def _content(self, change: Change, kept: Kept, note: Sequence[Any]) -> str:
        """Read a file once for all that is asked of it; return the hash."""
        if not change.is_read:
            return ""
        return digest_of(texts_of(note[0], kept).read(note[1], _BYTES))

    def _same(self, change: Change, kept: Kept, note: Sequence[Any]) -> bool:
        root, path, least, most, extracts, judged = note
        if not least < change.size <= most:
            return False
        texts = texts_of(root, kept)
        return all(self._extracts_same(texts, change, path, *pair) for pair in extracts) and all(
            self._judged_same(texts, path, *one) for one in judged
        )

    def _extracts_same(self, texts: Texts, change: Change, path: str, number: int, digest: str) -> bool:
        module, name, given = self.trace["questions"][number]
        packs = {pack.module.partition(".")[0] for pack in self.plugins.packs}
        if module.partition(".")[0] not in (*_OWN, *packs):
            return False
        function = imported(module, name)
        if not is_extractor(function):
            return False
        if function is quotable:
            self.quoted.add(change.path)
        return digest_of_data(texts.extract(path, function, *map(_frozen, given))) == digest

    def _judged_same(
        self,
        texts: Texts,
        path: str,
        number: int,
        suffix: str,
        asked: Sequence[Any],
        names: Mapping[str, bool],
        digest: str | None,
    ) -> bool:
        """Tell whether the first stage would make the same of a file."""
        rules = next(one for one in self._schedule(number).files if one.known.suffix == suffix)
        kind, data = rules.kind, texts.read(path, rules.kind.size)
        task = Task(path, len(data), suffix, tuple(asked))
        if not task.is_named:
            of_kind = kind.matches(_Known(names), path, task.asked, data)
            if not of_kind or digest is None:
                return of_kind == (digest is not None)
        if over_limit(kind, data):
            return False
        with TimeBudget().step(limits.FILE_SECONDS):
            result = inspect_file(texts.only(path), task, data, rules)
        if result.crashes:
            return False
        made = dumped(result, rules)
        name = name_of(self.salt, os.path.realpath(texts.root), self._schedule(number))
        self.fresh[name, key_of(task, digest_of(data))] = made
        return digest_of(made) == digest

    def _schedule(self, number: int) -> Schedule:
        if number not in self._schedules:
            options = self.trace["rules"][number]
            rules = [self.plugins.rules[name] for name in options]
            self._schedules[number] = schedule(rules, self.plugins.registry, options, self.plugins.asked)
        return self._schedules[number]


@dataclass(frozen=True, slots=True)
class _Known:
    """The paths of a tree of which it is known whether they are there; raises `KeyError` for another."""

    names: Mapping[str, bool]

    def __contains__(self, path: object) -> bool:
        """Tell whether there is such a path."""
        return self.names[str(path)]


def _frozen(value: Any) -> Any:
    """Return an argument as it was given: JSON makes lists of tuples."""
    return tuple(map(_frozen, value)) if isinstance(value, list) else value
