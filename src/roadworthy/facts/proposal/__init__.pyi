# Made by tests/public_names.py from the table in __init__.py.
from roadworthy.facts.proposal.offer import Proposal as Proposal
from roadworthy.facts.proposal.offer import left_to_do as left_to_do
from roadworthy.facts.proposal.offer import proposed as proposed
from roadworthy.facts.proposal.survey import Survey as Survey

HOMES: dict[str, tuple[str, ...]]
