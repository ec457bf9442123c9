"""Facts: values computed on demand, once, and asked for by type.

A provider is a plain annotated function: its return type is the key, its parameters are other facts.
`-> Pyproject | None` gives one value that may be absent. `-> tuple[Wheel, ...]` makes `Wheel` a
subject: a rule that asks for `Wheel` runs once for each. A provider whose first parameter is itself a
subject (`def wheel(file: WheelFile) -> Wheel`) is called for each, so that one broken file hides no other.

A provider that asks for one file of a kind (`Module`) or for a node of its syntax tree is called in the first
stage, while the file is at hand: `def loads(node: ast.Call, module: Module) -> Load | None`. The second stage
gets what it gave, `tuple[Load, ...]`, and never the tree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import pairwise
from typing import Any

from roadworthy.core.fact import Reads, reads_of
from roadworthy.core.fault import Problem
from roadworthy.core.filekind import FileKind, KnownKind, known_kind
from roadworthy.core.late_dataclass import dataclass
from roadworthy.core.onefile import OneFile, of_one_file
from roadworthy.core.signature import (
    Key,
    Signature,
    SignatureFault,
    every,
    is_kind,
    item_of,
    key_of,
    read_signature,
    show,
)
from roadworthy.core.verdicts import Verdicts

#: What knows verdicts of earlier runs changes none: who asks for it may read one file all the same.
_VERDICTS = key_of(Verdicts)


@dataclass(frozen=True, slots=True)
class Provider:
    """A function that gives `key`; `mapped` where it is called for each item of its first need."""

    signature: Signature
    key: Key
    mapped: bool
    reads: Reads


@dataclass(frozen=True, slots=True)
class FileFact:
    """A provider of the first stage: `key` is `tuple[X, ...]`, what it gave, in the order of the files."""

    signature: Signature
    key: Key
    place: OneFile


class Registry:
    """Which provider gives which key: every asked key has exactly one, and there are no cycles."""

    def __init__(
        self,
        functions: Iterable[Callable[..., Any]],
        given: Iterable[type | Key] = (),
        kinds: Iterable[FileKind | KnownKind] = (),
        *,
        sound: bool = False,
    ) -> None:
        """Register providers; `given` are the keys that the engine supplies, other than summaries of `kinds`.

        Faulty providers are left out and listed in `faults`. With `sound`, it is known that there are none.
        """
        self.kinds = tuple(kind if isinstance(kind, KnownKind) else known_kind(kind) for kind in kinds)
        summaries = (every(kind.summary) for kind in self.kinds)
        self.given: frozenset[Key] = frozenset((*map(key_of, given), *summaries))
        self.providers: dict[Key, Provider] = {}
        self.file_facts: dict[Key, FileFact] = {}
        self.faults: list[Problem] = []
        #: What `file_of` found: hundreds of rules ask for few keys.
        self._files: dict[Key, Key | None] = {}
        waiting: list[Signature] = []
        for function in functions:
            try:
                signature = read_signature(function)
                place = of_one_file(signature, self.kinds)
            except SignatureFault as fault:
                self.faults.append(fault.problem)
            else:
                if place is None:
                    waiting.append(signature)
                else:
                    self._add_file_fact(signature, place)
        known: set[Key] = {signature.gives for signature in waiting} | self.given | self.file_facts.keys()
        # What is made of each item may be mapped over in turn, so that one round can bring about the next.
        mapped: set[int] = set()
        while more := {
            number
            for number, signature in enumerate(waiting)
            if number not in mapped and self._is_mapped(signature, known)
        }:
            mapped |= more
            known |= {every(str(waiting[number].gives)) for number in more}
            known -= {waiting[number].gives for number in more}
        for number, signature in enumerate(waiting):
            self._add(signature, number in mapped)
        if not sound:
            self._drop_unservable()

    def _is_mapped(self, signature: Signature, known: set[Key]) -> bool:
        first = signature.needs[0].key if signature.needs else ()
        return isinstance(first, str) and is_kind(first) and every(first) in known and first not in known

    def _add_file_fact(self, signature: Signature, place: OneFile) -> None:
        key = signature.gives if item_of(signature.gives) else every(str(signature.gives))
        if self._is_free(key, signature):
            self.file_facts[key] = FileFact(signature, key, place)

    def _is_free(self, key: Key, signature: Signature) -> bool:
        """Tell whether no one gives a key yet; else that is a fault."""
        if taken := self.has(key):
            taken_by = SignatureFault(f"`{show(key)}` already has a provider", signature.function)
            self.faults.append(taken_by.problem)
        return not taken

    def _add(self, signature: Signature, mapped: bool) -> None:
        key = every(str(signature.gives)) if mapped else signature.gives
        if self._is_free(key, signature):
            reads = reads_of(signature.function) or "files"
            self.providers[key] = Provider(signature, key, mapped, reads)

    def _drop_unservable(self) -> None:
        """Drop providers that ask for what no one gives, or for themselves, until all can be served."""
        while True:
            lacking = [(p, text) for p in self.providers.values() if (text := self._lacking(p))]
            bad = lacking or self._cycle()
            if not bad:
                return
            for provider, text in bad:
                del self.providers[provider.key]
                self.faults.append(SignatureFault(text, provider.signature.function).problem)

    def _lacking(self, provider: Provider) -> str | None:
        for number, need in enumerate(provider.signature.needs):
            # Only the first parameter may stand for each item of a kind.
            if not (self.serves(need.key) if provider.mapped and not number else self.has(need.key)):
                return f"no provider gives `{show(need.key)}`, which parameter `{need.name}` asks for"
        return None

    def _cycle(self) -> list[tuple[Provider, str]]:
        """Return providers that need one another in a circle, if there is one, each with what is wrong."""
        from graphlib import CycleError, TopologicalSorter

        graph = {key: self._needed(provider).keys() for key, provider in self.providers.items()}
        try:
            TopologicalSorter(graph).prepare()
        except CycleError as error:
            return [
                (self.providers[key], self._needs_itself(key, needed))
                for needed, key in pairwise(error.args[1])
            ]
        return []

    def _needs_itself(self, key: Key, needed: Key) -> str:
        parameter = self._needed(self.providers[key])[needed]
        return f"`{show(key)}` needs itself through parameter `{parameter}`"

    def _needed(self, provider: Provider) -> dict[Key, str]:
        """Return the keys of the providers that one needs, each with the parameter that asks for it."""
        needs = provider.signature.needs
        found = ((self._provider(need.key), need.name) for need in needs)
        return {provider.key: name for provider, name in found if provider}

    def has(self, key: Key) -> bool:
        """Tell whether someone gives exactly `key`."""
        return key in self.given or key in self.providers or key in self.file_facts

    def serves(self, key: Key) -> bool:
        """Tell whether `key` can be had, as one value or for each item of a kind."""
        return self.has(key) or (isinstance(key, str) and is_kind(key) and self.has(every(key)))

    def _provider(self, key: Key) -> Provider | None:
        """Return who gives a key, as one value or for each item of a kind."""
        found = self.providers.get(key)
        if found is None and isinstance(key, str) and is_kind(key):
            found = self.providers.get(every(key))
        return found

    def file_of(self, key: Key) -> Key | None:
        """Return the fact that each value of a key is made of, where that reads one file alone; else None."""
        if key not in self._files:
            self._files[key] = self._file_of(key)
        return self._files[key]

    def _file_of(self, key: Key) -> Key | None:
        provider = self._provider(key) if is_kind(key) else None
        if provider is None or not provider.signature.needs:
            return None
        if provider.reads != "files" or self.of_artifacts(key):
            return provider.key
        needs = [need for need in provider.signature.needs if need.key != _VERDICTS]
        found = {self.file_of(need.key) for need in needs}
        return found.pop() if len(found) == 1 else None

    def of_artifacts(self, key: Key) -> bool:
        """Tell whether the values of a key come from artifacts, and need no project beside them."""
        while provider := self._provider(key):
            if provider.reads == "artifacts":
                return True
            if not provider.signature.needs:
                return False
            key = provider.signature.needs[0].key
        return False
