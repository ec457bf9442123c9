"""A rule's examples as tests, and builders of artifacts: for packs of any distribution."""

from roadworthy.testing.builders import build_sdist as build_sdist
from roadworthy.testing.builders import build_wheel as build_wheel
from roadworthy.testing.builders import git_index as git_index
from roadworthy.testing.pages import Example as Example
from roadworthy.testing.pages import build_notebook as build_notebook
from roadworthy.testing.pages import examples as examples
from roadworthy.testing.pages import faults as faults
from roadworthy.testing.pages import findings as findings
from roadworthy.testing.pages import inspect_files as inspect_files
from roadworthy.testing.pages import installed_rules as installed_rules
