"""Clients of models that a provider hosts: the table of the same name."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from functools import cache

from roadworthy.core.late_dataclass import dataclass
from roadworthy.data.tables import read_table


@dataclass(frozen=True, slots=True)
class HostedModel:
    """A library: its module, what makes a client of it, and the ends of what asks a model.

    A `chained` client is a part of other objects, and these are asked.
    """

    module: str
    makers: frozenset[str]
    asked: tuple[str, ...]
    chained: bool

    def has(self, name: str) -> bool:
        """Tell whether a full dotted name is of the library."""
        return name.startswith(self.module if self.chained else f"{self.module}.")

    @property
    def is_module(self) -> bool:
        """Whether the module itself is asked, too."""
        return not self.chained and self.asked != ("*",)

    def asks(self, attribute: str) -> bool:
        """Tell whether a dotted attribute of a client, or of the module, asks a model."""
        return self.asked == ("*",) or any(f".{attribute}".endswith(f".{one}") for one in self.asked)

    def asks_by_parts(self, uses: AbstractSet[str]) -> bool:
        """Tell whether all parts of a dotted attribute that asks a model are used: `.completions`, `.create`.

        So are the attributes of an object that is not known. One part alone may be of anything.
        """
        dotted = (one.split(".") for one in self.asked if "." in one)
        return any(all(f".{part}" in uses for part in parts) for parts in dotted)


@cache
def hosted_models() -> tuple[HostedModel, ...]:
    """Return the libraries, in the order of the table."""
    found: list[HostedModel] = []
    for row in read_table("hosted_models").rows:
        (module, *makers), asked = (part.split() for part in row.split(":"))
        found.append(HostedModel(module.rstrip("*"), frozenset(makers), tuple(asked), module.endswith("*")))
    return tuple(found)


@cache
def asking_ends() -> tuple[str, ...]:
    """Return the dotted ends by which hosted models are asked for an answer: `.chat.complete`.

    What gives the vector of a text, or only opens a chat, is no answer.
    """
    asked = {one for row in hosted_models() for one in row.asked if "." in one}
    return tuple(sorted(f".{one}" for one in asked if "mbed" not in one and not one.startswith("chats.")))


def model_families() -> tuple[str, ...]:
    """Return how the names of hosted language models begin."""
    return read_table("model_families").rows
