"""Which findings are accepted, by whom and why; and which ignores are themselves at fault."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Literal

from roadworthy.core.fault import Blocked
from roadworthy.core.finding import Finding, Fix, Location, Part, Remove, Replace
from roadworthy.core.late_dataclass import dataclass
from roadworthy.core.names import suggestion
from roadworthy.core.result import Accepted
from roadworthy.core.rule_run import Outcome, RuleRun
from roadworthy.engine.directives import Directive, directives
from roadworthy.locate.place import Placer
from roadworthy.settings.config import Config
from roadworthy.tree.kinds import Kind, kind_of
from roadworthy.tree.patterns import IgnoreSpec
from roadworthy.tree.tree import Tree


@dataclass(frozen=True, slots=True)
class IgnoreFault:
    """An ignore that does nothing, or says too little: `kind` is "unused", "unknown" or "malformed"."""

    kind: Literal["unused", "unknown", "malformed"]
    message: str
    at: Location
    fix: Fix | None = None
    #: The name of the rule that it is about, if any.
    rule: str = ""


@dataclass(frozen=True, slots=True)
class RuleNames:
    """The rules that exist, and those that ran: an ignore of one that did not run is not called unused."""

    known: frozenset[str]
    ran: frozenset[str]


@dataclass(frozen=True, slots=True)
class Acceptance:
    """The accepted findings, by identity, and the faults of ignores."""

    by_finding: Mapping[int, Accepted]
    faults: tuple[IgnoreFault, ...]

    def of(self, finding: Finding | Part) -> Accepted | None:
        """Return why a finding is accepted, if it is; one that joins others is where all of these are."""
        return self.by_finding.get(id(finding))

    def open_parts(self, finding: Finding) -> tuple[Finding | Part, ...]:
        """Return the findings that one joins, or itself, without those that are accepted."""
        return tuple(part for part in finding.each if self.of(part) is None)


def accept(
    judged: Iterable[RuleRun],
    found: Sequence[Directive],
    config: Config,
    placer: Placer,
    tree: Tree,
    names: RuleNames,
    parsed: Collection[str] = (),
    only: Collection[str] = (),
) -> Acceptance:
    """Match findings with the settings and the inline ignores of the tree.

    `found` are the ignores in the files `parsed`; all others of a kind that has comments are searched here,
    or with `only`, those among these.
    """
    known = [*found, *_in_text_files(tree, parsed, only)]
    covering: dict[tuple[str, int | None, int], list[Directive]] = {}
    for directive in known:
        for line in directive.lines if directive.reason else ():
            covering.setdefault((directive.file, directive.cell, line), []).append(directive)
    used: set[tuple[Directive, str]] = set()
    judged = list(judged)
    settled, matched = _by_config(config)
    accepted: dict[int, Accepted] = {}
    for item in judged:
        own = (item.rule.name, *item.rule.aliases)
        for _, whole in item.findings:
            for finding in whole.each:
                place = placer.place(finding.at)
                near = covering.get((finding.at.file, place.counted_in, place.line), ())
                inline = _by_comment(own, near, place.path, used)
                if by := settled(own, finding.at.file) or inline:
                    accepted[id(finding)] = by
            if all(id(finding) in accepted for finding in whole.each):
                accepted[id(whole)] = accepted[id(whole.each[0])]
    unmatched = _unmatched(config, matched, judged)
    return Acceptance(accepted, (*_faults(known, used, names), *unmatched))


def _by_comment(
    own: Iterable[str], near: Iterable[Directive], path: str, used: set[tuple[Directive, str]]
) -> Accepted | None:
    """Return why the inline ignores of a line accept a finding of a rule with the names `own`, if they do.

    `used` gets each ignore that names the rule, with that name.
    """
    found = [(directive, name) for directive in near for name in own if name in directive.rules]
    used.update(found)
    return Accepted(found[0][0].reason, f"{path}:{found[0][0].line}") if found else None


def _by_config(
    config: Config,
) -> tuple[Callable[[tuple[str, ...], str], Accepted | None], set[tuple[str, ...]]]:
    """Return what tells, for a rule's names and a file, why the settings accept its findings there.

    The routes of those settings that did are gathered in the set.
    """
    matched: set[tuple[str, ...]] = set()
    specs: dict[str, list[tuple[str, str, IgnoreSpec]]] = {}
    for pattern, reasons in config["per-file-ignores"].items():
        spec = IgnoreSpec([pattern])
        for name, reason in reasons.items():
            specs.setdefault(name, []).append((pattern, reason, spec))

    @cache
    def settled(names: tuple[str, ...], file: str) -> Accepted | None:
        for name in names:
            if name in config["ignore"]:
                matched.add(("ignore", name))
                return Accepted(config["ignore"][name], _origin(config, "ignore", name))
            for pattern, reason, spec in specs.get(name, ()):
                if spec.match_file(file):
                    matched.add(("per-file-ignores", pattern, name))
                    return Accepted(reason, _origin(config, "per-file-ignores", pattern, name))
        return None

    return settled, matched


def _unmatched(
    config: Config, matched: set[tuple[str, ...]], judged: Iterable[RuleRun]
) -> Iterator[IgnoreFault]:
    """Yield a fault for each ignore in the project's own settings that matched nothing, of rules that ran."""
    looked = {
        name
        for item in judged
        # The engine's own rules look at every run; without a fault there is no subject.
        if item.outcome in (Outcome.PASSED, Outcome.FAILED) or item.rule.group == "engine"
        for name in (item.rule.name, *item.rule.aliases)
    }
    routes: list[tuple[str, ...]] = [("ignore", name) for name in config["ignore"]]
    for pattern, names in config["per-file-ignores"].items():
        routes += [("per-file-ignores", pattern, name) for name in names]
    for route in routes:
        name = route[-1]
        source = config.source(*route)
        # Settings above the project, and extended ones, are for others, too.
        if name in looked and route not in matched and source is not None and source.own:
            where = f"in files that match `{route[1]}` " if len(route) > 2 else ""
            at = Location(source.file, (*source.route, *route))
            fix = Fix("Remove the ignore", Remove(at))
            yield IgnoreFault("unused", f"nothing {where}violates `{name}`", at, fix, name)


def _origin(config: Config, *route: str) -> str:
    source = config.source(*route)
    return f"{source.file}:{source.place(*route)[0]}" if source else "settings"


def _in_text_files(tree: Tree, parsed: Collection[str], only: Collection[str]) -> Iterable[Directive]:
    for path in (path for path in tree.files if not only or path in only):
        kind = kind_of(path)
        if kind.comments is not None and path not in parsed:
            try:
                lines = tree.lines(path, strict=False)
            except Blocked:
                continue
            if "roadworthy:" in lines.text:
                yield from directives(path, lines, python=kind is Kind.PYTHON)


def _faults(
    found: Sequence[Directive], used: set[tuple[Directive, str]], names: RuleNames
) -> Iterable[IgnoreFault]:
    unknown = {name for directive in found for name in directive.rules} - names.known
    near = {name: suggestion(name, names.known) for name in unknown}
    for directive in found:
        if not directive.rules:
            text = "an ignore needs a rule: `# roadworthy: ignore[rule-name] reason`"
            yield IgnoreFault("malformed", text, directive.at)
        elif not directive.reason:
            yield IgnoreFault("malformed", "an ignore without a reason does not count", directive.at)
        for name in directive.rules if directive.reason else ():
            if name in near:
                text = f"no rule is called `{name}`{near[name]}"
                yield IgnoreFault("unknown", text, directive.at, rule=name)
            elif name in names.ran and (directive, name) not in used:
                fix = (
                    Fix("Remove the ignore", Replace(directive.at, "")) if len(directive.rules) == 1 else None
                )
                yield IgnoreFault("unused", f"nothing here violates `{name}`", directive.at, fix, name)
