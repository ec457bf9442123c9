# Made by tests/public_names.py from the table in __init__.py.
from roadworthy.facts.operations.levels import Level as Level
from roadworthy.facts.operations.levels import Operations as Operations
from roadworthy.facts.operations.levels import Watched as Watched
from roadworthy.facts.operations.signals import Concern as Concern
from roadworthy.facts.operations.stores import asks_hosted as asks_hosted

HOMES: dict[str, tuple[str, ...]]
