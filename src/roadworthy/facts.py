"""Facts: values computed on demand, once, and asked for by type.

A provider is a plain annotated function: its return type is the key, its parameters are other facts.
`-> Pyproject | None` gives one value that may be absent. `-> tuple[Wheel, ...]` makes `Wheel` a
subject: a rule that asks for `Wheel` runs once for each. A provider whose first parameter is itself a
subject (`def wheel(file: WheelFile) -> Wheel`) is called for each, so that one broken file hides no other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from roadworthy.finding import Location
from roadworthy.signature import (
    Key,
    Signature,
    SignatureFault,
    every,
    item_of,
    members_of,
    read_signature,
    show,
)


class Blocked(Exception):
    """A fact cannot be had because of something that is reported elsewhere."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Fault:
    """What `Unreadable` told of a file, as plain data: what the rule `unreadable-file` runs on."""

    message: str
    location: Location


class Unreadable(Blocked):
    """A file is broken: reported once, as `unreadable-file`, at `location`."""

    def __init__(self, message: str, location: Location) -> None:
        super().__init__(message)
        self.message = message
        self.location = location

    @property
    def fault(self) -> Fault:
        """What it tells, as plain data."""
        return Fault(self.message, self.location)


class Unmeasured(Exception):
    """There is nothing to judge by, so the rules that asked are neither passed nor failed."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Absent(Unmeasured):
    """A fact that a function insists on does not exist in this project."""


@dataclass(frozen=True, slots=True)
class Provider:
    """A function that gives `key`; `mapped` where it is called for each item of its first need."""

    signature: Signature
    key: Key
    mapped: bool


class Registry:
    """Which provider gives which key: every asked key has exactly one, and there are no cycles."""

    def __init__(self, functions: Iterable[Callable[..., Any]], given: Iterable[Key] = ()) -> None:
        """Register providers; `given` are the keys that the engine itself will supply.

        Faulty providers are left out and listed in `faults`.
        """
        self.given = frozenset(given)
        self.providers: dict[Key, Provider] = {}
        self.faults: list[SignatureFault] = []
        waiting: list[Signature] = []
        for function in functions:
            try:
                waiting.append(read_signature(function))
            except SignatureFault as fault:
                self.faults.append(fault)
        known = {self._result(signature) for signature in waiting} | self.given
        # What is made of each item may be mapped over in turn, so that one round can bring about the next.
        mapped: set[int] = set()
        while more := {
            number
            for number, signature in enumerate(waiting)
            if number not in mapped and self._is_mapped(signature, known)
        }:
            mapped |= more
            known |= {every(self._result(waiting[number])) for number in more}
            known -= {self._result(waiting[number]) for number in more}
        for number, signature in enumerate(waiting):
            self._add(signature, number in mapped)
        self._drop_unservable()

    def _result(self, signature: Signature) -> Key:
        kinds = [kind for kind in members_of(signature.gives) if kind is not type(None)]
        return kinds[0] if len(kinds) == 1 else tuple(kinds)

    def _is_mapped(self, signature: Signature, known: set[Key]) -> bool:
        first = signature.needs[0].key if signature.needs else None
        return isinstance(first, type) and every(first) in known and first not in known

    def _add(self, signature: Signature, mapped: bool) -> None:
        key = self._result(signature)
        key = every(key) if mapped else key
        if key in self.given or key in self.providers:
            self.faults.append(SignatureFault(f"`{show(key)}` already has a provider", signature.function))
        else:
            self.providers[key] = Provider(signature, key, mapped)

    def _drop_unservable(self) -> None:
        """Drop providers that ask for what nobody gives, or for themselves, until all can be served."""
        while True:
            bad = [(p, text) for p in self.providers.values() if (text := self._unservable(p))]
            if not bad:
                return
            for provider, text in bad:
                del self.providers[provider.key]
                self.faults.append(SignatureFault(text, provider.signature.function))

    def _unservable(self, provider: Provider) -> str | None:
        for number, need in enumerate(provider.signature.needs):
            # Only the first parameter may stand for each item of a kind.
            if not (self.serves(need.key) if provider.mapped and not number else self.has(need.key)):
                return f"no provider gives `{show(need.key)}`, which parameter `{need.name}` asks for"
        stack, seen = [provider], set[Key]()
        while stack:
            for need in stack.pop().signature.needs:
                key = need.key if need.key in self.providers else every(need.key)
                if key == provider.key:
                    return f"`{show(provider.key)}` needs itself through parameter `{need.name}`"
                if key in self.providers and key not in seen:
                    seen.add(key)
                    stack.append(self.providers[key])
        return None

    def has(self, key: Key) -> bool:
        """Tell whether somebody gives exactly `key`."""
        return key in self.given or key in self.providers

    def serves(self, key: Key) -> bool:
        """Tell whether `key` can be had, as one value or for each item of a kind."""
        return self.has(key) or (isinstance(key, type) and self.has(every(key)))


@dataclass(slots=True)
class Facts:
    """The facts of one project, computed when first asked for."""

    registry: Registry
    known: dict[Key, Any] = field(default_factory=dict)
    #: Broken files met so far, one for each place.
    faults: dict[Location, Fault] = field(default_factory=dict)

    def get(self, key: Key) -> Any:
        """Return the value for a key: None where absent, a tuple of the readable ones for `tuple[X, ...]`.

        Raises `Blocked` or `Unmeasured` where the value cannot be had.
        """
        value = self._value(key)
        if isinstance(value, (Blocked, Unmeasured)):
            raise value
        if item_of(key):
            return tuple(item for item in value if not isinstance(item, (Blocked, Unmeasured)))
        return value

    def subjects(self, key: Key) -> list[Any]:
        """Return what a rule with this first parameter runs on; items may be `Blocked` exceptions."""
        if self.registry.has(key):
            value = self.get(key)
            return [] if value is None else [value]
        value = self._value(every(key))
        if isinstance(value, (Blocked, Unmeasured)):
            raise value
        return list(value)

    def _value(self, key: Key) -> Any:
        if key not in self.known:
            self.known[key] = self._compute(self.registry.providers[key])
        return self.known[key]

    def _compute(self, provider: Provider) -> Any:
        needs = provider.signature.needs
        try:
            if not provider.mapped:
                value = self.call(provider.signature, {})
                return tuple(value) if item_of(provider.key) else value
            return tuple(
                item
                if isinstance(item, (Blocked, Unmeasured))
                else self._caught(provider, {needs[0].name: item})
                for item in self._items(needs[0].key)
            )
        except (Blocked, Unmeasured) as outcome:
            return self._noted(outcome)

    def _items(self, kind: type) -> tuple[Any, ...]:
        value = self._value(every(kind))
        if isinstance(value, (Blocked, Unmeasured)):
            raise value
        return tuple(value)

    def _caught(self, provider: Provider, given: dict[str, Any]) -> Any:
        try:
            return self.call(provider.signature, given)
        except (Blocked, Unmeasured) as outcome:
            return self._noted(outcome)

    def _noted(self, outcome: Blocked | Unmeasured) -> Blocked | Unmeasured:
        outcome.__traceback__ = None
        if isinstance(outcome, Unreadable):
            self.note(outcome.fault)
        return outcome

    def note(self, fault: Fault) -> None:
        """Keep a fault, unless there is one at its place."""
        self.faults.setdefault(fault.location, fault)

    def call(self, signature: Signature, given: dict[str, Any]) -> Any:
        """Call a function with the facts that it asks for, besides the arguments `given` by name.

        A parameter that allows None gets it where a fact is absent, or cannot be measured. Raises `Absent`
        where a fact is absent and the parameter does not allow None.
        """
        arguments = dict(given)
        for need in signature.needs:
            if need.name not in arguments:
                try:
                    value = self.get(need.key)
                except Unmeasured:
                    if not need.optional:
                        raise
                    value = None
                if value is None and not need.optional:
                    if type(None) in members_of(signature.gives):
                        return None
                    raise Absent(show(need.key))
                arguments[need.name] = value
        return signature.function(**arguments)
