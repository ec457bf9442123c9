"""What a distribution of the checkout would hold: the fact `DistributionContents`, for each build backend."""

from roadworthy.facts.contents.build_imports import BuildImport as BuildImport
from roadworthy.facts.contents.build_script import BuildScript as BuildScript
from roadworthy.facts.contents.dynamic_sources import DynamicSource as DynamicSource
from roadworthy.facts.contents.value import Archive as Archive
from roadworthy.facts.contents.value import DistributionContents as DistributionContents
from roadworthy.facts.contents.value import Refusal as Refusal
