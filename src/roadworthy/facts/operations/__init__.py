"""What watches a model that is served: by which calls, and what leads to them."""

from roadworthy.facts.operations.evidence import Level as Level
from roadworthy.facts.operations.evidence import Operations as Operations
from roadworthy.facts.operations.evidence import Watched as Watched
from roadworthy.facts.operations.signals import Concern as Concern
