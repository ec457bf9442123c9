"""What the first stage learned of files in an earlier run, by their contents and by what it would do now."""

from __future__ import annotations

import json
from collections.abc import Mapping

from roadworthy.core.late_dataclass import dataclass, field
from roadworthy.core.seen import digest_of
from roadworthy.core.store import Store
from roadworthy.engine.file_data import dumped, loaded
from roadworthy.engine.file_pass import FileResult, Task
from roadworthy.engine.schedule import FileRules, Schedule


@dataclass(slots=True)
class KeptFiles:
    """The results of one project's files: those of the last run, and those of this one to be kept.

    `name` tells the project, and all that a result depends on beside its file; `name_of` makes it. A result
    is kept as it was written, and read only where it is used. `fresh` are results that were made just before,
    by the name and what `key_of` gives.
    """

    store: Store
    name: str
    fresh: Mapping[tuple[str, str], bytes]
    _data: memoryview
    _places: dict[str, tuple[int, int]]
    _used: dict[str, bytes | memoryview] = field(default_factory=dict)
    _new: bool = False

    def find(self, task: Task, digest: str, rules: FileRules) -> FileResult | None:
        """Return the result for a task on a file with this hash."""
        key = key_of(task, digest)
        place = self._places.get(key)
        data = self._data[slice(*place)] if place else self.fresh.get((self.name, key))
        if data is None:
            return None
        self._used[key] = data
        self._new = self._new or place is None
        return loaded(data, task.path, rules)

    def keep(self, task: Task, digest: str, data: bytes) -> None:
        """Keep the result of a task, as `dumped` gives it."""
        self._used[key_of(task, digest)] = data
        self._new = True

    def keep_result(self, task: Task, digest: str, result: FileResult, rules: FileRules) -> None:
        """Keep the result of a task, unless something in it is no plain data, or a rule crashed."""
        if not result.crashes:
            try:
                self.keep(task, digest, dumped(result, rules))
            except (TypeError, ValueError):
                return

    def digest(self, task: Task, digest: str) -> str | None:
        """Return the hash of the result that this run used or learned of a file with this hash."""
        data = self._used.get(key_of(task, digest))
        return None if data is None else digest_of(data)

    def write(self) -> None:
        """Write what this run used and learned, and hold it no longer; what it did not use is forgotten."""
        if self._new or len(self._used) != len(self._places):
            places, at = {}, 0
            for key, data in self._used.items():
                places[key] = (at, at + len(data))
                at += len(data)
            head = json.dumps(places, separators=(",", ":")).encode()
            self.store.write(self.name, b"%d\n" % len(head), head, *self._used.values())
        self._used, self._places, self._data = {}, {}, memoryview(b"")


def opened(store: Store, name: str, fresh: Mapping[tuple[str, str], bytes]) -> KeptFiles:
    """Return what is kept of a project, beside results that are `fresh`."""
    view = store.view(name) or memoryview(b"2\n{}")
    length, _, _ = bytes(view[:20]).partition(b"\n")
    start = len(length) + 1
    end = start + int(length)
    return KeptFiles(store, name, fresh, view[end:], json.loads(bytes(view[start:end])))


def name_of(salt: str, root: str, made: Schedule) -> str:
    """Return the name of what is kept of a project.

    `salt` tells the programs that run, `root` the project's directory, as a real path.
    """
    does = [
        [
            rules.known.suffix,
            sorted((one.rule.name, repr(sorted(one.options.items()))) for one in rules.scheduled),
            [repr(fact.key) for fact in rules.gathered],
        ]
        for rules in made.files
    ]
    question = json.dumps([salt, root, does]).encode("utf-8", "surrogatepass")
    return "files" + digest_of(question)


def key_of(task: Task, digest: str) -> str:
    """Return what tells the result of a task on a file with this hash from others."""
    return digest_of(json.dumps([task.path, task.kind, task.asked, digest]).encode("utf-8", "surrogatepass"))
