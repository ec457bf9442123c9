"""Pipelines of CI systems."""

from roadworthy.facts.ci.workflow import CIFiles as CIFiles
from roadworthy.facts.ci.workflow import Workflow as Workflow
