"""The facts of one project: each computed when it is first asked for, and once."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from roadworthy.core.fault import Absent, Blocked, Fault, Unmeasured, Unreadable
from roadworthy.core.finding import Location
from roadworthy.core.late_dataclass import dataclass, field
from roadworthy.core.registry import Provider, Registry
from roadworthy.core.rule_run import Crash
from roadworthy.core.signature import Key, Need, Signature, every, item_of, key_of, loaded, show
from roadworthy.engine.budget import Spent
from roadworthy.engine.crash import crash_of, name_of


def _is_of(item: Any, only: Collection[str]) -> bool:
    """Tell whether an item is of one of these files, or does not say of which; any is where none is named."""
    found = getattr(item, "file", None) or getattr(item, "path", None)
    return not only or not isinstance(found, str) or found in only


@dataclass(slots=True)
class Facts:
    """The facts of one project, computed when first asked for."""

    registry: Registry
    #: By key; what is given here may be told by the classes themselves.
    known: dict[Any, Any] = field(default_factory=dict)
    #: Broken files met so far, one for each place.
    faults: dict[Location, Fault] = field(default_factory=dict)
    #: Providers that raised what they should not.
    crashes: list[Crash] = field(default_factory=list)
    #: The items of a key that are of the files asked for, where others are not to be read.
    _of_files: dict[Key, tuple[Any, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.known = {key_of(key): value for key, value in self.known.items()}

    def get(self, asked: type | Key) -> Any:
        """Return the value for a key: None where absent, a tuple of the readable ones for `tuple[X, ...]`.

        A class stands for its name. Raises `Blocked` or `Unmeasured` where the value cannot be had.
        """
        key = key_of(asked)
        value = self._value(key)
        if isinstance(value, (Blocked, Unmeasured)):
            # Where it was raised before holds all that was at hand there.
            raise value.with_traceback(None)
        if item_of(key):
            return tuple(item for item in value if not isinstance(item, (Blocked, Unmeasured)))
        return value

    def needed(self, need: Need) -> Any:
        """Return the value for a parameter; where it is blocked, the reason, if the parameter allows that."""
        try:
            return self.get(need.key)
        except Blocked as blocked:
            if need.tolerant:
                return blocked
            raise

    def subjects(self, asked: type | Key, only: Collection[str] = ()) -> list[Any]:
        """Return what a rule with this first parameter runs on; items may be `Blocked` exceptions.

        What is absent or empty is nothing to run on. With `only`, no file but these is read for an item; they
        are the same for all rules.
        """
        key = key_of(asked)
        if not self.registry.has(key):
            return list(self._items_of(key, only) if only else self._items(key))
        value = self.get(key)
        return [value] if value and _is_of(value, only) else []

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
            return self._mapped(provider, self._items(needs[0].key))
        except (Blocked, Unmeasured) as outcome:
            return self._noted(outcome)
        except (Exception, Spent) as error:
            return self._crashed(provider, "the project", error)

    def _items(self, kind: Key) -> tuple[Any, ...]:
        value = self._value(every(str(kind)))
        if isinstance(value, (Blocked, Unmeasured)):
            # Where it was raised before holds all that was at hand there.
            raise value.with_traceback(None)
        return tuple(value)

    def _items_of(self, kind: Key, only: Collection[str]) -> tuple[Any, ...]:
        """Return the items of these files, and those that do not say which file they are of."""
        if kind not in self._of_files:
            provider = self.registry.providers.get(every(str(kind)))
            if provider is not None and provider.mapped and every(str(kind)) not in self.known:
                items = self._mapped(provider, self._items_of(provider.signature.needs[0].key, only))
            else:
                items = self._items(kind)
            self._of_files[kind] = tuple(item for item in items if _is_of(item, only))
        return self._of_files[kind]

    def _mapped(self, provider: Provider, items: Iterable[Any]) -> tuple[Any, ...]:
        """Call a provider for each item; one that is blocked stays so."""
        name = provider.signature.needs[0].name
        return tuple(
            item if isinstance(item, (Blocked, Unmeasured)) else self._caught(provider, {name: item})
            for item in items
        )

    def _caught(self, provider: Provider, given: dict[str, Any]) -> Any:
        try:
            return self.call(provider.signature, given)
        except (Blocked, Unmeasured) as outcome:
            return self._noted(outcome)
        except (Exception, Spent) as error:
            return self._crashed(provider, name_of(next(iter(given.values()))), error)

    def _crashed(self, provider: Provider, subject: str, error: BaseException) -> Blocked:
        """Keep what a provider raised, once: rules that ask for its fact find it blocked."""
        name = show(provider.key)
        self.crashes.append(crash_of(name, subject, error, "fact"))
        return Blocked(f"the fact `{name}` crashed")

    def _noted(self, outcome: Blocked | Unmeasured) -> Blocked | Unmeasured:
        outcome.__traceback__ = None
        if isinstance(outcome, Unreadable):
            self.note(outcome.fault)
        return outcome

    def note(self, fault: Fault) -> None:
        """Keep a fault, unless there is one at its place."""
        self.faults.setdefault(fault.location, fault)

    def call(self, signature: Signature, given: dict[str, Any]) -> Any:
        """Call a function with the facts that it asks for and the arguments `given` by name.

        A parameter that allows None gets it where a fact is absent, or cannot be measured; one that allows
        `Blocked` gets the reason where a fact is blocked. Raises `Absent` where a fact is absent and the
        parameter does not allow None.
        """
        arguments = dict(given)
        for need in signature.needs:
            if need.name not in arguments:
                try:
                    value = self.needed(need)
                except Unmeasured:
                    if not need.optional:
                        raise
                    value = None
                if value is None and not need.optional:
                    if signature.maybe:
                        return None
                    raise Absent(show(need.key))
                arguments[need.name] = value
        return loaded(signature.function)(**arguments)
