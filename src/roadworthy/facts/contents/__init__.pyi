# Made by tests/public_names.py from the table in __init__.py.
from roadworthy.facts.contents.build_imports import BuildImport as BuildImport
from roadworthy.facts.contents.build_script import BuildScript as BuildScript
from roadworthy.facts.contents.dynamic_sources import DynamicSource as DynamicSource
from roadworthy.facts.contents.value import Archive as Archive
from roadworthy.facts.contents.value import DistributionContents as DistributionContents
from roadworthy.facts.contents.value import Refusal as Refusal

HOMES: dict[str, tuple[str, ...]]
