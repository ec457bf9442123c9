"""Fixing a project: fixes applied in passes, each followed by a new inspection, all in memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from roadworthy.core.fault import Unreadable
from roadworthy.core.finding import Create, Fix
from roadworthy.core.late_dataclass import dataclass, field
from roadworthy.core.limits import NOTEBOOK_SIZE
from roadworthy.core.rule import Rule
from roadworthy.engine.inspect import inspect
from roadworthy.fix.apply import apply
from roadworthy.packs.load import Plugins
from roadworthy.projects.discover import Project
from roadworthy.tree.tree import DirectoryTree, Tree

#: Fixes that clash wait for the next pass; what is not done after so many never will be.
PASSES = 10


@dataclass(frozen=True, slots=True)
class FixedProject:
    """The files of a project that fixes changed, as they were and as they are to be, by path.

    A file that is to be created is not among `before`. `dropped` are fixes that did not prove themselves.
    """

    before: Mapping[str, bytes] = field(repr=False)
    after: Mapping[str, bytes] = field(repr=False)
    applied: int
    dropped: tuple[tuple[Fix, str], ...]


def fix_project(project: Project, plugins: Plugins, rules: Sequence[Rule], *, unsafe: bool) -> FixedProject:
    """Return what the fixes of a project's findings do; nothing is written.

    Accepted findings are left alone, and so is what only an unsafe fix would fix, unless `unsafe`.
    """
    tree = project.tree
    assert isinstance(tree, DirectoryTree)
    before: dict[str, bytes] = {}
    after: dict[str, bytes] = {}
    applied = 0
    dropped: list[tuple[Fix, str]] = []
    for _ in range(PASSES):
        inspection = inspect(tree, plugins, rules, project.config)
        given_up = [fix for fix, _ in dropped]
        fixes = [
            finding.fix
            for item in inspection.judged
            for _, finding in item.findings
            if finding.fix is not None and (finding.fix.safe or unsafe)
            if inspection.acceptance.of(finding) is None and finding.fix not in given_up
            if not project.only or finding.at.file.startswith(project.only)
        ]
        contents = _contents(tree, fixes)
        done = apply(contents, fixes)
        dropped.extend(done.dropped)
        if not done.files:
            break
        applied += len(done.applied)
        for path in done.files:
            # What the fix was made on, and not what the disk may hold by now.
            if path not in after and path in contents:
                before[path] = contents[path]
        after.update(done.files)
        tree = replace(tree, overlay={**tree.overlay, **after})
    return FixedProject(before, after, applied, tuple(dropped))


def _contents(tree: Tree, fixes: Sequence[Fix]) -> dict[str, bytes]:
    """Return the contents of the files that fixes are about, of those that exist and can be read."""
    paths = {edit.file if isinstance(edit, Create) else edit.at.file for fix in fixes for edit in fix.edits}
    found: dict[str, bytes] = {}
    for path in sorted(paths & tree.files.keys()):
        try:
            found[path] = tree.read(path, NOTEBOOK_SIZE)
        except Unreadable:
            continue
    return found
