"""Functions that a decorator hands to a worker, a server or a bot that another module makes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from roadworthy.facts.project.bots import RECEIVING, is_bot
from roadworthy.facts.python import Definition, ModuleSummary, NameTable, last_names

#: What one module makes and others import, and the decorators of these that hand a function to it.
_SHARED = frozenset(
    "AioPikaBroker Celery FastMCP Huey ListQueueBroker MemoryHuey NatsBroker RedisHuey RedisStreamBroker"
    " SqliteHuey".split()
)
_HANDING = frozenset("task tool".split())


def handed_to_workers(names: NameTable, module: ModuleSummary) -> Iterator[Definition]:
    """Yield what a decorator hands to a worker or a server of tools that another module makes."""
    for item, where, kind in _handed(names, module, _HANDING):
        if where != module.path and last_names((kind,)) & _SHARED:
            yield item


def handed_to_bots(
    names: NameTable, module: ModuleSummary, modules: Mapping[str, ModuleSummary]
) -> Iterator[Definition]:
    """Yield what a decorator hands to what receives the messages of a chat, which another module makes.

    `modules` are those of the project, by path.
    """
    for item, where, _ in _handed(names, module, RECEIVING):
        if where != module.path and is_bot(modules[where]):
            yield item


def _handed(
    names: NameTable, module: ModuleSummary, ends: frozenset[str]
) -> Iterator[tuple[Definition, str, str]]:
    """Yield definitions below decorators with some ends, and where what owns these is made, with its kind."""
    for item in module.definitions:
        for decorator in item.decorators:
            owner, _, end = decorator.removesuffix("()").rpartition(".")
            if owner and end in ends:
                root = owner.partition(".")[0]
                for where, kind in names.meaning(module.path, root, ()).objects:
                    yield item, where, kind
