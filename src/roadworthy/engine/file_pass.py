"""The first stage: what is learned from one file alone."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from roadworthy.core import limits
from roadworthy.core.fault import Fault, Unreadable
from roadworthy.core.finding import Finding
from roadworthy.core.result import Crash
from roadworthy.engine.directives import Directive, directives
from roadworthy.engine.schedule import Plan, Planned
from roadworthy.facts.notebooks import Cell, Notebook, NotebookSummary, summarise
from roadworthy.facts.python import Details, Module, ModuleSummary, detailed, read_module, walk
from roadworthy.tree.tree import Tree


@dataclass(slots=True)
class FileResult:
    """One file's findings by rule, its summary, its ignores, and what went wrong."""

    path: str
    summary: ModuleSummary | NotebookSummary | None = None
    findings: list[tuple[str, Finding]] = field(default_factory=list)
    directives: list[Directive] = field(default_factory=list)
    crashes: list[Crash] = field(default_factory=list)
    fault: Fault | None = None


def run_rule(
    name: str,
    subject: str,
    crashes: list[Crash],
    call: Callable[[], Iterable[Finding]],
    note: Callable[[Fault], None] = lambda fault: None,
) -> list[Finding]:
    """Return a rule's findings on one subject; what it raises becomes a `Crash`, or a fault to `note`."""
    found: list[Finding] = []
    try:
        for finding in call():
            if not isinstance(finding, Finding):
                raise TypeError(f"a rule yields findings, not {type(finding).__name__}")
            found.append(finding)
    except Unreadable as unreadable:
        note(unreadable.fault)
    except Exception:
        crashes.append(Crash(name, subject, traceback.format_exc(limit=-4)))
        return []
    return found


def inspect_module(tree: Tree, path: str, plan: Plan, details: Details) -> FileResult:
    """Parse a `.py` file, run the first stage's rules on it, and summarise it with the details asked for."""
    result = FileResult(path)
    try:
        data = tree.read(path)
        module = read_module(tree, path)
    except Unreadable as unreadable:
        result.fault = unreadable.fault
        return result
    summary = walk(module, _handlers(plan, Module, module, result))
    result.summary = detailed(summary, module, data, details)
    for planned in plan.modules:
        _run(planned, result, module)
    if b"roadworthy:" in data:
        result.directives.extend(directives(path, module.lines, python=True))
    return result


def inspect_notebook(tree: Tree, path: str, plan: Plan) -> FileResult:
    """Parse a notebook, run the first stage's rules on it and its cells, and summarise it."""
    result = FileResult(path)
    try:
        notebook = Notebook.parse(path, tree.read(path, limits.NOTEBOOK_SIZE))
    except Unreadable as unreadable:
        result.fault = unreadable.fault
        return result
    for cell in notebook.code:
        handlers = _handlers(plan, Cell, cell, result)
        if cell.tree is not None and handlers:
            as_module = Module(path, cell.source, cell.tree, notebook.role, cell.text_lines)
            walk(as_module, handlers)
        if "roadworthy:" in cell.source:
            result.directives.extend(directives(path, cell.text_lines, python=True, cell=cell.index + 1))
    for planned in plan.notebooks:
        _run(planned, result, notebook)
    result.summary = summarise(notebook)
    return result


def _run(planned: Planned, result: FileResult, *arguments: Any) -> None:
    name = planned.rule.name
    found = run_rule(name, result.path, result.crashes, lambda: planned.call(*arguments))
    result.findings.extend((name, finding) for finding in found)


def _handlers(
    plan: Plan, kind: type, context: Any, result: FileResult
) -> dict[Any, list[Callable[[Any], None]]]:
    def handler(planned: Planned) -> Callable[[Any], None]:
        return lambda node: _run(planned, result, node, context)

    return {node: list(map(handler, rules)) for node, rules in plan.nodes[kind].items()}
