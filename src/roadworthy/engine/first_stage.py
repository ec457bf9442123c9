"""The first stage: each file is read, looked up among those that are known, and inspected where it is not.

Whatever is known, and however many processes work, the results are the same, in the order of the paths.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from roadworthy.core import limits
from roadworthy.core.fault import Blocked, Fault, Unmeasured, Unreadable
from roadworthy.core.filekind import FileKind
from roadworthy.core.finding import Location
from roadworthy.core.result import Skipped
from roadworthy.core.seen import digest_of
from roadworthy.core.signature import Key
from roadworthy.core.store import Store
from roadworthy.engine.budget import Spent, TimeBudget
from roadworthy.engine.facts import Facts
from roadworthy.engine.file_pass import FileResult, Task, inspect_file
from roadworthy.engine.kept_files import KeptFiles
from roadworthy.engine.schedule import FileRules, Schedule
from roadworthy.tree.tree import Tree


@dataclass(frozen=True, slots=True)
class Means:
    """How a run works, which changes nothing of what it finds: processes, what is kept, who is told.

    `salt` tells the programs that run, in the names of what is kept. `progress` gets what is done, and how
    much of how much.
    """

    jobs: int = 1
    store: Store | None = None
    salt: str = ""
    progress: Callable[[str, int, int], None] | None = None


@dataclass(slots=True)
class FirstStage:
    """What the first stage works on, and where it notes what it leaves out."""

    tree: Tree
    made: Schedule
    facts: Facts
    skipped: list[Skipped]
    budget: TimeBudget
    means: Means
    kept: KeptFiles | None = None

    def results(self) -> list[FileResult]:
        """Return what is learned of each file that is of a kind, in the order of the paths."""
        tasks = list(self._tasks())
        found: dict[str, FileResult] = {}
        for number, (task, rules) in enumerate(tasks):
            if self.means.progress:
                self.means.progress(task.path, number, len(tasks))
            result = self._result(task, rules)
            if result is not None:
                found[task.path] = result
        if self.kept:
            self.kept.write()
        return list(found.values())

    def _tasks(self) -> Iterator[tuple[Task, FileRules]]:
        asked = {
            files.kind: (known(files.kind.context, self.facts), known(files.kind.details, self.facts))
            for files in self.made.files
        }
        for path, size in self.tree.files.items():
            rules = next((files for files in self.made.files if files.kind.names(path)), None)
            if rules is not None and (
                path.endswith(rules.kind.suffix) or _is_of(rules.kind, self.tree, path)
            ):
                yield Task(path, size, rules.kind.asks(*asked[rules.kind], path)), rules

    def _result(self, task: Task, rules: FileRules) -> FileResult | None:
        """Return what is learned of a file; None where it is left out."""
        data = self._data(task, rules.kind)
        if not isinstance(data, bytes):
            return data
        digest = digest_of(data) if self.kept else ""
        result = self.kept.find(task, digest, rules) if self.kept else None
        if result is None:
            try:
                with self.budget.step(limits.FILE_SECONDS):
                    result = inspect_file(self.tree, task, data, rules)
            except Spent:
                self.facts.note(Fault("inspecting it takes too long", Location(task.path)))
                return FileResult(task.path, rules.kind)
            if self.kept:
                self.kept.keep_result(task, digest, result, rules)
        return result

    def _data(self, task: Task, kind: FileKind) -> bytes | FileResult | None:
        """Return the bytes of a file; where it cannot be read its result, and None where it is left out."""
        if self.budget.spent:
            self.skipped.append(Skipped(task.path, "the run has taken too long", "suspicious"))
            return None
        if task.size > kind.size:
            self.skipped.append(Skipped(task.path, f"larger than {kind.size // 1024 // 1024} MiB"))
            return None
        try:
            data = self.tree.read(task.path, kind.size)
        except Unreadable as unreadable:
            return FileResult(task.path, kind, fault=unreadable.fault)
        reason = _too_many(data, kind)
        if reason:
            self.skipped.append(Skipped(task.path, reason))
        return None if reason else data


def _too_many(data: bytes, kind: FileKind) -> str:
    """Return why a file is left out that has more than fits into memory once it is parsed; else nothing."""
    if kind.lines is None:
        return ""
    if data.count(b"\n") > kind.lines:
        return f"more than {kind.lines} lines"
    return f"more than {limits.COMMAS} commas: data, and no code" if data.count(b",") > limits.COMMAS else ""


def _is_of(kind: FileKind, tree: Tree, path: str) -> bool:
    """Tell whether a file that may be of a kind is, by its content; one that cannot be read is none."""
    try:
        return kind.matches(tree.files, path, tree.read(path, kind.size))
    except Unreadable:
        return False


def known(key: Key | None, facts: Facts) -> Any:
    """Return the value of a fact that a kind of file asks for; None where there is none."""
    try:
        return None if key is None else facts.get(key)
    except (Blocked, Unmeasured):
        return None
