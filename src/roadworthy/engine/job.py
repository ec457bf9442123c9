"""What another process needs to know to inspect files as this one would."""

from __future__ import annotations

import gc
import warnings
from collections.abc import Callable, Mapping
from typing import Any

from roadworthy.core import limits
from roadworthy.core.late_dataclass import dataclass, field
from roadworthy.core.seen import digest_of
from roadworthy.core.signature import Key
from roadworthy.engine.budget import Spent, TimeBudget
from roadworthy.engine.file_data import dumped
from roadworthy.engine.file_pass import Task, inspect_file
from roadworthy.engine.schedule import Schedule, schedule
from roadworthy.engine.sweep import Sweep
from roadworthy.engine.workers import Said, Work
from roadworthy.locate.files import Files
from roadworthy.packs.load import Plugins
from roadworthy.tree.kept import Kept
from roadworthy.tree.tree import texts_of


@dataclass(frozen=True, slots=True)
class Job:
    """The files and the rules themselves for a forked process; for any other what leads to them.

    That is the `root`, the names of the rules with their options, and what loads the packs.
    """

    files: Files | None
    made: Schedule | None
    root: str = ""
    options: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    load: Callable[[], Plugins] | None = None
    #: What others than rules ask for.
    asked: tuple[Key, ...] = ()


def prepared(job: Job) -> Work:
    """Return what inspects a file, in a process of its own."""
    files, made = job.files, job.made
    if files is None or made is None:
        assert job.load is not None
        gc.disable()
        warnings.simplefilter("ignore")
        plugins = job.load()
        rules = [plugins.rules[name] for name in job.options]
        files = texts_of(job.root, Kept())
        made = schedule(rules, plugins.registry, job.options, job.asked)
    return _Inspector(files, made)


@dataclass(frozen=True, slots=True)
class _Inspector:
    """Inspects files: called with a task, as `Work` says."""

    files: Files
    made: Schedule
    sweep: Sweep = field(default_factory=Sweep)

    def __call__(self, task: Task) -> Said:
        """Return what `Said` says of a file."""
        rules = next(rules for rules in self.made.files if rules.known.suffix == task.kind)
        data = self.files.read(task.path, rules.kind.size)
        try:
            with TimeBudget().step(limits.FILE_SECONDS):
                result = inspect_file(self.files, task, data, rules)
        except Spent:
            return "late"
        said = digest_of(data), dumped(result, rules)
        del result
        self.sweep.after(task.size)
        return said
