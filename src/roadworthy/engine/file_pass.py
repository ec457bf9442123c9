"""The first stage: what is learned from one file alone."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from roadworthy.core import limits
from roadworthy.core.fault import Blocked, Fault, Unmeasured, Unreadable
from roadworthy.core.filekind import FileKind, Handlers, KnownKind
from roadworthy.core.finding import Finding
from roadworthy.core.late_dataclass import dataclass, field
from roadworthy.core.registry import FileFact
from roadworthy.core.rule_run import Crash
from roadworthy.core.signature import Key, is_asked, item_of, key_of, loaded, show
from roadworthy.engine.crash import crash_of
from roadworthy.engine.directives import Directive, directives
from roadworthy.engine.foreign_comments import ForeignComment, foreign_comments
from roadworthy.engine.schedule import FileRules, Scheduled
from roadworthy.locate.files import Files


@dataclass(frozen=True, slots=True)
class Task:
    """A file to inspect as one of a kind: its size in bytes, and what `FileKind.asks` says of it."""

    path: str
    size: int
    #: The kind's suffix.
    kind: str
    asked: tuple[str | bool | None, ...] = ()

    @property
    def is_named(self) -> bool:
        """Whether the file's name says that it is of the kind; if not, its content may."""
        return self.path.endswith(self.kind)


@dataclass(slots=True)
class FileResult:
    """One file's findings by rule, its summary and other facts, its ignores, and what went wrong."""

    path: str
    known: KnownKind
    summary: Any = None
    #: What the providers of the first stage gave, by their keys; `Blocked` where one crashed.
    facts: dict[Key, list[Any]] = field(default_factory=dict)
    findings: list[tuple[str, Finding]] = field(default_factory=list)
    directives: list[Directive] = field(default_factory=list)
    #: The comments for other tools; None where the file was not looked at for them.
    foreign: tuple[ForeignComment, ...] | None = None
    crashes: list[Crash] = field(default_factory=list)
    fault: Fault | None = None
    #: Whether the file says itself that a tool wrote it.
    generated: bool = False

    @property
    def kind(self) -> FileKind:
        """The kind of the file."""
        return self.known.whole


def run_rule(
    name: str,
    subject: str,
    crashes: list[Crash],
    call: Callable[[], Iterable[Finding]],
    note: Callable[[Fault], None] = lambda fault: None,
) -> list[Finding]:
    """Return a rule's findings on one subject; what it raises becomes a `Crash`, or a fault to `note`.

    Raises `Unmeasured` where the rule does, for it cannot tell.
    """
    found: list[Finding] = []
    try:
        for finding in call():
            if not isinstance(finding, Finding):
                raise TypeError(f"a rule yields findings, not {type(finding).__name__}")
            if len(found) >= limits.FINDINGS:
                text = f"it found more than {limits.FINDINGS} places"
                crashes.append(Crash(name, subject, text, stopped=True))
                break
            found.append(finding)
    except Unreadable as unreadable:
        note(unreadable.fault)
    except Unmeasured:
        raise
    except Exception as error:
        crashes.append(crash_of(name, subject, error))
        return []
    return found


def inspect_file(files: Files, task: Task, data: bytes, rules: FileRules) -> FileResult:
    """Parse a file, run the first stage's rules on it, and summarise it."""
    kind, path = rules.kind, task.path
    result = FileResult(path, rules.known)
    try:
        subject = kind.parse(files, path, data, task.asked)
    except Unreadable as unreadable:
        result.fault = unreadable.fault
        return result
    result.generated = kind.is_generated(path, data)
    try:
        handlers = partial(_handlers, rules, result)
        result.summary = kind.summarise(subject, handlers, task.asked)
    except Exception as error:
        # One file that we fail on hides no other: the run is incomplete, and says why.
        result.crashes.append(crash_of(show(key_of(kind.summary)), path, error, "fact"))
        return result
    for scheduled in rules.whole:
        _run(scheduled, result, subject, *([result.summary] if len(scheduled.signature.needs) > 1 else []))
    for fact in rules.gathered:
        if fact.place.context is None:
            _gather(fact, result, subject, *([result.summary] if fact.place.summary else []))
    statements = kind.statements(subject)
    if statements is not None:
        ((lines, _),) = kind.texts(subject)
        result.foreign = tuple(foreign_comments(lines, statements))
    if b"roadworthy:" in data:
        for lines, cell in kind.texts(subject):
            result.directives.extend(directives(path, lines, python=True, cell=cell))
    return result


def _run(scheduled: Scheduled, result: FileResult, *arguments: Any) -> None:
    name = scheduled.rule.name
    call = partial(loaded(scheduled.rule.function), *arguments, **scheduled.options)
    if found := run_rule(name, result.path, result.crashes, call):
        result.findings.extend((name, finding) for finding in found)


def _gather(fact: FileFact, result: FileResult, *arguments: Any) -> None:
    """Keep what a provider gives of one file or node; the file itself was read already."""
    values = result.facts.setdefault(fact.key, [])
    try:
        given = loaded(fact.signature.function)(*arguments)
        values.extend(given if item_of(fact.signature.gives) else [] if given is None else [given])
    except Exception as error:
        name = show(fact.key)
        result.crashes.append(crash_of(name, result.path, error, "fact"))
        values.append(Blocked(f"the fact `{name}` crashed"))


def _handlers(rules: FileRules, result: FileResult, context: Any) -> Handlers:
    def handler(scheduled: Scheduled) -> Callable[[Any], None]:
        function, options = loaded(scheduled.rule.function), scheduled.options
        ask = partial(function, **options) if options else function

        def handle(node: Any) -> None:
            # Nearly all nodes are fine. The rule is asked again where one is not, or where it raises.
            try:
                for _ in ask(node, context):
                    break
                else:
                    return
            except Exception:
                pass
            _run(scheduled, result, node, context)

        return handle

    def gatherer(fact: FileFact) -> Callable[[Any], None]:
        function, many = loaded(fact.signature.function), item_of(fact.signature.gives) is not None

        def handle(node: Any) -> None:
            try:
                if not many and function(node, context) is None:
                    return
            except Exception:
                pass
            _gather(fact, result, node, context)

        return handle

    within = key_of(type(context))
    handlers: dict[type[ast.AST], list[Callable[[Any], None]]] = {}
    for name, found in rules.nodes[within].items():
        for scheduled in found:
            if is_asked(loaded(scheduled.rule.function), context):
                handlers.setdefault(_node(name), []).append(handler(scheduled))
    for fact in rules.gathered:
        if fact.place.context == within and is_asked(loaded(fact.signature.function), context):
            for name in fact.place.nodes:
                handlers.setdefault(_node(name), []).append(gatherer(fact))
    return handlers


def _node(name: str) -> type[ast.AST]:
    """Return a type of nodes, which a signature names `ast.Call`."""
    found: type[ast.AST] = getattr(ast, name.removeprefix("ast."))
    return found
