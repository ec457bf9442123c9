"""What the first stage depends on of each file, noted so that it can be asked again after a change."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator

from roadworthy.core.fault import Unreadable
from roadworthy.core.late_dataclass import dataclass, field
from roadworthy.core.trace import Judged, Trace
from roadworthy.engine.file_pass import Task
from roadworthy.engine.schedule import FileRules, Schedule
from roadworthy.tree.tree import DirectoryTree, Tree


@dataclass(slots=True)
class FileNotes:
    """Notes in the trace of a tree, where it has one."""

    tree: Tree
    made: Schedule
    _matched: dict[Task, tuple[dict[str, bool], bool]] = field(default_factory=dict)

    def size(self, path: str) -> int:
        """Return the size of a file, for what only plans the work by it."""
        tree = self.tree
        return tree.sizes.unnoted(path) if isinstance(tree, DirectoryTree) else tree.files[path]

    def matches(self, task: Task, rules: FileRules) -> bool:
        """Tell whether a file that may be of a kind is, by its content; one that cannot be read is none."""
        kind, names = rules.kind, Names(self.tree.files)
        try:
            data = self.tree.only(task.path).read(task.path, kind.size)
            found = kind.matches(names, task.path, task.asked, data)
        except Unreadable:
            self.all_of(task.path)
            return False
        self._matched[task] = names.asked, found
        return found

    def all_of(self, path: str) -> None:
        """Note that all of a file is depended on."""
        if isinstance(self.tree, DirectoryTree):
            self.tree.texts.note(path)

    def results(self, found: Iterable[tuple[Task, str | None]]) -> None:
        """Note the hashes of results, as they are kept; a file whose result is not depends on all of it."""
        tree, trace = self.tree, self._trace()
        if trace is None or not isinstance(tree, DirectoryTree):
            return
        number = self._rules(trace)
        for task, digest in (*found, *self._others()):
            if number is None or digest is None:
                tree.texts.note(task.path)
                continue
            names, _ = self._matched.get(task, ({}, True))
            judged = Judged(number, task.kind, task.asked, names, digest or None)
            trace.of(tree.texts.root, task.path).judged.append(judged)

    def _others(self) -> Iterator[tuple[Task, str]]:
        """Yield files that are not of a kind which they may be of."""
        yield from ((task, "") for task, (_, is_of) in self._matched.items() if not is_of)

    def _trace(self) -> Trace | None:
        seen = self.tree.kept.seen if isinstance(self.tree, DirectoryTree) else None
        return seen.trace if seen else None

    def _rules(self, trace: Trace) -> int | None:
        """Note the schedule, unless its options are no plain data."""
        options = self.made.options
        try:
            if json.loads(json.dumps(options)) != options:
                return None
        except (TypeError, ValueError):
            return None
        return trace.rules(options)


@dataclass(slots=True)
class Names:
    """The paths of a tree, which remembers those that were asked for."""

    paths: Collection[str]
    asked: dict[str, bool] = field(default_factory=dict)

    def __contains__(self, path: object) -> bool:
        """Tell whether there is such a path."""
        found = path in self.paths
        self.asked[str(path)] = found
        return found
