# Made by tests/public_names.py from the table in __init__.py.
from roadworthy.facts.ci.joined import AUTOMATIC as AUTOMATIC
from roadworthy.facts.ci.joined import BEFORE_MERGE as BEFORE_MERGE
from roadworthy.facts.ci.joined import CI as CI
from roadworthy.facts.ci.joined import RanJob as RanJob
from roadworthy.facts.ci.joined import Told as Told
from roadworthy.facts.ci.joined import ci_of as ci_of
from roadworthy.facts.ci.model import Event as Event
from roadworthy.facts.ci.model import Pipeline as Pipeline
from roadworthy.facts.ci.model import PipelineJob as PipelineJob
from roadworthy.facts.ci.model import Step as Step
from roadworthy.facts.ci.model import Unseen as Unseen
from roadworthy.facts.ci.resolver import Resolver as Resolver
from roadworthy.facts.ci.verbs import Act as Act
from roadworthy.facts.ci.verbs import Verb as Verb
from roadworthy.facts.ci.workflow import CIFiles as CIFiles
from roadworthy.facts.ci.workflow import Workflow as Workflow

HOMES: dict[str, tuple[str, ...]]
