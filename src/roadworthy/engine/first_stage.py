"""The first stage: each file is read, looked up among those that are known, and inspected where it is not.

Whatever is known, and however many processes work, the results are the same, in the order of the paths.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from roadworthy.core import limits
from roadworthy.core.fault import Blocked, Fault, Unmeasured, Unreadable
from roadworthy.core.filekind import FileKind
from roadworthy.core.finding import Location
from roadworthy.core.late_dataclass import dataclass, field
from roadworthy.core.seen import digest_of
from roadworthy.core.skipped import Skipped
from roadworthy.core.store import Store
from roadworthy.engine.budget import Spent, TimeBudget
from roadworthy.engine.facts import Facts
from roadworthy.engine.file_data import loaded
from roadworthy.engine.file_notes import FileNotes
from roadworthy.engine.file_pass import FileResult, Task, inspect_file
from roadworthy.engine.kept_files import KeptFiles
from roadworthy.engine.schedule import FileRules, Schedule
from roadworthy.engine.sweep import Sweep
from roadworthy.engine.timing import Timing
from roadworthy.engine.too_large import over_limit, weight_of
from roadworthy.packs.load import Plugins
from roadworthy.tree.tree import Tree

if TYPE_CHECKING:
    from roadworthy.engine.job import Job


class Teller(Protocol):
    """Who is told what a run is at."""

    def __call__(self, path: str, number: int, count: int) -> None:
        """Hear that a file is at hand, the how manieth of how many."""

    def end(self) -> None:
        """Hear that the run is over."""


@dataclass(frozen=True, slots=True)
class Means:
    """How a run works, which changes nothing of what it finds: processes, what is kept, who is told.

    `salt` tells the programs that run, in the names of what is kept. `progress` gets what is done, and how
    much of how much.
    """

    jobs: int = 1
    store: Store | None = None
    salt: str = ""
    #: Loads the packs once more, in a process that has nothing of this one.
    load: Callable[[], Plugins] | None = None
    progress: Teller | None = None
    timing: Timing | None = None
    #: Results of files that were made just before, as `KeptFiles` takes them.
    fresh: Mapping[tuple[str, str], bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Pending:
    """A task, the rules to run, and the hash of the file's content."""

    task: Task
    rules: FileRules
    digest: str


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
    only: Collection[str] = ()
    sweep: Sweep = field(default_factory=Sweep)
    notes: FileNotes = field(init=False)

    def __post_init__(self) -> None:
        self.notes = FileNotes(self.tree, self.made)

    def results(self) -> list[FileResult]:
        """Return what is learned of each file that is of a kind, in the order of the paths."""
        tasks = list(self._tasks())
        digests: dict[Task, str] = {}
        named = [task for task, _ in tasks if task.is_named]
        together = self._pays(named)
        found: dict[Task, FileResult] = {}
        pending: list[_Pending] = []
        number = 0
        for task, rules in tasks:
            # What is a module as well was just read.
            if not task.is_named and not self.notes.matches(task, rules):
                continue
            self._tell(task, number, len(named))
            number += task.is_named
            result = self._data(task, rules)
            if isinstance(result, bytes):
                one = _Pending(task, rules, digest_of(result) if self.kept or together else "")
                digests[task] = one.digest
                known = self.kept.find(task, one.digest, rules) if self.kept else None
                if known is None and together:
                    pending.append(one)
                    continue
                result = known or self._inspected(one, result)
            if result is not None:
                found[task] = result
        if self._pays(one.task for one in pending):
            found.update(self._inspected_by_others(pending))
        for number, one in enumerate(one for one in pending if one.task not in found):
            self._tell(one.task, number, len(pending))
            data = self.tree.only(one.task.path).read(one.task.path, one.rules.kind.size)
            found[one.task] = self._inspected(one, data)
        self.notes.results(
            (task, self.kept.digest(task, digest) if self.kept else None) for task, digest in digests.items()
        )
        if self.kept:
            self.kept.write()
        return [found[task] for task, _ in tasks if task in found]

    def _tell(self, task: Task, number: int, count: int) -> None:
        if self.means.progress:
            self.means.progress(task.path, number, count)

    def _pays(self, tasks: Iterable[Task]) -> bool:
        """Tell whether there is so much to do that several processes are faster."""
        size = sum(task.size for task in tasks)
        if self.means.jobs < 2 or size < min(limits.FORK_BYTES, limits.SPAWN_BYTES):
            return False
        # Imported late, as all that runs processes: most runs are short, and have no use for it.
        from roadworthy.engine.workers import start_method

        return size >= (limits.FORK_BYTES if start_method() == "fork" else limits.SPAWN_BYTES)

    def _tasks(self) -> Iterator[tuple[Task, FileRules]]:
        """Yield each file with each kind that it may be of, the one that it is named for first."""
        asked: dict[str, tuple[Any, Any]] = {}
        for path in self.tree.files:
            if self.only and path not in self.only:
                continue
            kinds = [rules for rules in self.made.files if rules.known.names(path)]
            size = self.notes.size(path) if kinds else 0
            for rules in sorted(kinds, key=lambda rules: not path.endswith(rules.known.suffix)):
                kind = rules.kind
                if kind.suffix not in asked:
                    asked[kind.suffix] = known(kind.context, self.facts), known(kind.details, self.facts)
                yield Task(path, size, kind.suffix, kind.asks(*asked[kind.suffix], path)), rules

    def _inspected(self, one: _Pending, data: bytes) -> FileResult:
        try:
            with self.budget.step(limits.FILE_SECONDS):
                result = inspect_file(self.tree.only(one.task.path), one.task, data, one.rules)
        except Spent:
            return self._given_up(one, "inspecting it takes too long")
        self.sweep.after(one.task.size)
        if self.kept:
            self.kept.keep_result(one.task, one.digest, result, one.rules)
        return result

    def _given_up(self, one: _Pending, reason: str) -> FileResult:
        self.facts.note(Fault(reason, Location(one.task.path)))
        return FileResult(one.task.path, one.rules.known)

    def _inspected_by_others(self, pending: Sequence[_Pending]) -> Iterator[tuple[Task, FileResult]]:
        """Yield results from several processes; what is not among them is to be done here."""
        from roadworthy.engine.job import prepared
        from roadworthy.engine.workers import Workers, start_method

        by_task = {one.task: one for one in pending}
        if start_method() == "fork":
            for rules in {one.task.kind: one.rules for one in pending}.values():
                rules.load()
        workers = Workers(partial(prepared, self._job()), self.means.jobs)
        said_all = workers.results([one.task for one in pending], lambda: self.budget.spent)
        for number, (task, said) in enumerate(said_all):
            one = by_task[task]
            self._tell(task, number, len(pending))
            if said == "late":
                yield task, self._given_up(one, "inspecting it takes too long")
            elif said != "again" and said[0] == one.digest:
                result = loaded(said[1], task.path, one.rules)
                if self.kept and not result.crashes:
                    self.kept.keep(task, one.digest, said[1])
                yield task, result
        for task in workers.lost:
            yield task, self._given_up(by_task[task], "the processes that inspected it died")

    def _job(self) -> Job:
        from roadworthy.engine.job import Job
        from roadworthy.engine.workers import start_method

        if start_method() == "fork":
            return Job(self.tree, self.made)
        root, made = getattr(self.tree, "root", ""), self.made
        return Job(None, None, root, made.options, self.means.load, made.asked)

    def _data(self, task: Task, rules: FileRules) -> bytes | FileResult | None:
        """Return the bytes of a file; where it cannot be read its result, and None where it is left out."""
        kind = rules.kind
        if self.budget.spent:
            self.skipped.append(Skipped(task.path, "the run has taken too long", "suspicious"))
            return None
        if self.tree.exceeds(task.path, kind.size):
            self._leave_out(task, kind, f"larger than {kind.size // 1024 // 1024} MiB")
            return None
        try:
            data = self.tree.only(task.path).read(task.path, kind.size)
        except Unreadable as unreadable:
            self.notes.all_of(task.path)
            return FileResult(task.path, rules.known, fault=unreadable.fault)
        reason = over_limit(kind, data)
        if reason:
            self._leave_out(task, kind, reason)
        return None if reason else data

    def _leave_out(self, task: Task, kind: FileKind, reason: str) -> None:
        self.notes.all_of(task.path)
        self.skipped.append(Skipped(task.path, reason, weight_of(kind, self.tree, task.path)))


def known(key: type | None, facts: Facts) -> Any:
    """Return the value of a fact that a kind of file asks for; None where there is none."""
    try:
        return None if key is None else facts.get(key)
    except (Blocked, Unmeasured):
        return None
