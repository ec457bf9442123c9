"""Which rules run, on what, with which options: signatures checked once, before anything is read."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from roadworthy.core.pack import PackFault
from roadworthy.core.registry import Registry
from roadworthy.core.rule import Rule
from roadworthy.core.signature import Signature, SignatureFault, read_signature, show
from roadworthy.facts.notebooks import Cell, Notebook
from roadworthy.facts.python import Module


@dataclass(frozen=True, slots=True)
class Planned:
    """A rule with its signature and the options in force."""

    rule: Rule
    signature: Signature
    options: Mapping[str, Any]

    def call(self, *arguments: Any) -> Iterable[Any]:
        """Run the rule's function on positional arguments."""
        return self.rule.function(*arguments, **self.options)


@dataclass(slots=True)
class Plan:
    """The chosen rules by when they run: the first stage's by subject, and the second stage's."""

    modules: list[Planned] = field(default_factory=list)
    notebooks: list[Planned] = field(default_factory=list)
    #: By what the node lies in (`Module` or `Cell`), then by node type.
    nodes: dict[type, dict[type[ast.AST], list[Planned]]] = field(
        default_factory=lambda: {Module: {}, Cell: {}}
    )
    facts: list[Planned] = field(default_factory=list)
    #: The first stage's rules by name, with the suffix of the files that they run on.
    suffixes: dict[str, tuple[Rule, str]] = field(default_factory=dict)
    faults: list[PackFault] = field(default_factory=list)


def plan(rules: Iterable[Rule], registry: Registry, options: Mapping[str, Mapping[str, Any]]) -> Plan:
    """Sort `rules` by what their signatures ask for; a signature that cannot be served is a fault."""
    made = Plan()
    for rule in rules:
        try:
            _place(Planned(rule, read_signature(rule.function), options.get(rule.name, {})), registry, made)
        except SignatureFault as fault:
            message = f"rule `{rule.name}`: {fault.message}"
            made.faults.append(PackFault(rule.group, message, fault.file, fault.line))
    return made


def _place(planned: Planned, registry: Registry, made: Plan) -> None:
    needs, function = planned.signature.needs, planned.rule.function
    if not needs:
        raise SignatureFault("it has no parameters, so nothing says when it runs", function)
    first = needs[0].key
    kinds = first if isinstance(first, tuple) else (first,)
    if all(isinstance(kind, type) and issubclass(kind, ast.AST) for kind in kinds):
        if len(needs) != 2 or needs[1].key not in made.nodes:
            raise SignatureFault("a rule on a node asks for the node, then its `Module` or `Cell`", function)
        made.suffixes[planned.rule.name] = planned.rule, ".py" if needs[1].key is Module else ".ipynb"
        for kind in kinds:
            made.nodes[needs[1].key].setdefault(kind, []).append(planned)
    elif first is Module or first is Notebook:
        if len(needs) != 1:
            text = f"a rule on a `{show(first)}` may ask for nothing else: ask for its summary instead"
            raise SignatureFault(text, function)
        made.suffixes[planned.rule.name] = planned.rule, ".py" if first is Module else ".ipynb"
        (made.modules if first is Module else made.notebooks).append(planned)
    else:
        for need in needs:
            if not registry.serves(need.key) or (need is not needs[0] and not registry.has(need.key)):
                text = f"no provider gives `{show(need.key)}`, which parameter `{need.name}` asks for"
                raise SignatureFault(text, function)
        made.facts.append(planned)
