"""What packs offer, as plain data: so that a run imports what it uses, and nothing else.

An index is made of packs that were imported, and stands for them: rules, practices, providers, kinds of files
and formats, each by the module that has it and its name there. It is data, so that it can be kept; its
keeper knows when it is out of date.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields
from typing import Any

from roadworthy.core.fact import reads_of
from roadworthy.core.filekind import FileKind, KnownKind
from roadworthy.core.pack import Pack
from roadworthy.core.practice import Practice
from roadworthy.core.registry import Registry
from roadworthy.core.rule import Rule, Severity
from roadworthy.core.signature import Deferred, Key, Need, SignatureFault, imported, read_signature
from roadworthy.packs.load import Plugins

_NAMELESS = "it has no name in its module, by which it could be found again"


def index_of(plugins: Plugins) -> bytes | None:
    """Return the index of packs that were imported; None where they have faults, or offer what has no name.

    Such packs are imported whole each time, so that what is wrong with them is always said.
    """
    if plugins.faults:
        return None
    try:
        data = {
            "rules": [[*_rule(rule), plugins.packs_of_rules[name]] for name, rule in plugins.rules.items()],
            "practices": [_practice(practice) for practice in plugins.practices],
            "facts": [
                _provider(function) for function in plugins.offered if not isinstance(function, FileKind)
            ],
            "kinds": [_kind(kind) for kind in plugins.registry.kinds],
            "reports": [[name, *_home(render)] for name, render in plugins.reports.items()],
        }
    except SignatureFault:
        return None
    return json.dumps(data, separators=(",", ":")).encode()


def indexed(data: bytes, packs: list[Pack], given: Iterable[Key]) -> Plugins:
    """Return what the packs of an index offer, with nothing of them imported."""
    found = json.loads(data)
    rules, packs_of_rules = {}, {}
    for told, function, pack in found["rules"]:
        name, severity, *others = told
        rules[name] = Rule(name, _deferred(function), Severity(severity), *map(_frozen, others))
        packs_of_rules[name] = pack
    kinds = [
        KnownKind(suffix, tuple(others), subject, tuple(contexts), summary, Deferred(*home))
        for home, suffix, others, subject, contexts, summary in found["kinds"]
    ]
    practices = tuple(
        Practice(name, _deferred(function), points, tuple(of), group)
        for name, function, points, of, group in found["practices"]
    )
    reports: dict[str, Callable[..., str]] = {name: Deferred(*home) for name, *home in found["reports"]}
    registry = Registry(map(_deferred, found["facts"]), given, kinds, sound=True)
    return Plugins(packs, rules, packs_of_rules, registry, reports, (), practices)


def built_index(packs: Iterable[Pack]) -> bytes | None:
    """Return the index that was built into this distribution, where it stands for all of the packs."""
    if any(pack.distribution != "roadworthy" for pack in packs):
        return None
    try:
        with open(os.path.join(os.path.dirname(__file__), "index.json"), "rb") as stream:
            return stream.read()
    except OSError:
        return None


def _rule(rule: Rule) -> Iterator[Any]:
    # In the order of the fields, as `Rule` takes them.
    yield [rule.name, rule.severity.value, *(getattr(rule, field.name) for field in fields(rule)[3:])]
    yield _asking(rule.function)


def _practice(practice: Practice) -> list[Any]:
    function = _asking(practice.function)
    return [practice.name, function, practice.points, practice.rules, practice.group]


def _provider(function: Callable[..., Any]) -> list[Any]:
    signature = read_signature(function)
    return [*_asking(function), signature.gives, signature.maybe, reads_of(function) or "files"]


def _kind(kind: KnownKind) -> list[Any]:
    whole = kind.whole
    home = sys.modules[whole.parse.__module__]
    name = next((name for name, value in vars(home).items() if value is whole), None)
    if name is None:
        raise SignatureFault(_NAMELESS, whole.parse)
    return [[home.__name__, name], kind.suffix, kind.others, kind.subject, kind.contexts, kind.summary]


def _asking(function: Callable[..., Any]) -> list[Any]:
    """Return where a function is, the names of its options, and what it asks for."""
    signature = read_signature(function)
    needs = [[need.name, need.key, need.optional, need.tolerant] for need in signature.needs]
    return [*_home(function), signature.options, needs]


def _home(function: Callable[..., Any]) -> tuple[str, str]:
    """Return the module of a function and its name there, which a rule or practice that holds it may have."""
    module, name = function.__module__, function.__qualname__
    try:
        found = imported(module, name)
    except (AttributeError, ImportError):
        found = None
    if getattr(found, "function", found) is not function:
        raise SignatureFault(_NAMELESS, function)
    return module, name


def _deferred(data: list[Any]) -> Deferred:
    module, name, options, asked, *result = data
    needs = tuple(Need(need, _frozen(key), *allowed) for need, key, *allowed in asked)
    gives, maybe, reads = result or ("", False, "")
    return Deferred(module, name, needs, _frozen(gives), maybe, tuple(options), reads)


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
