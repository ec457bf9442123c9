# Made by tests/public_names.py from the table in __init__.py.
from roadworthy.facts.tests.changes import ChangedFunction as ChangedFunction
from roadworthy.facts.tests.changes import between as between
from roadworthy.facts.tests.coveragesettings import CoverageSettings as CoverageSettings
from roadworthy.facts.tests.coveredlines import CoveredLines as CoveredLines
from roadworthy.facts.tests.evidence import Evidence as Evidence
from roadworthy.facts.tests.given import DiffBase as DiffBase
from roadworthy.facts.tests.given import NamedCoverage as NamedCoverage
from roadworthy.facts.tests.idle import IdleTest as IdleTest
from roadworthy.facts.tests.idle import is_skipped as is_skipped
from roadworthy.facts.tests.measured import Grade as Grade
from roadworthy.facts.tests.ml_features import FeatureFunction as FeatureFunction
from roadworthy.facts.tests.public import DeadFunction as DeadFunction
from roadworthy.facts.tests.public import PublicFunction as PublicFunction
from roadworthy.facts.tests.reach import Reached as Reached
from roadworthy.facts.tests.suite import Suite as Suite
from roadworthy.facts.tests.suitereach import SuiteReach as SuiteReach
from roadworthy.facts.tests.testsettings import PytestSettings as PytestSettings

HOMES: dict[str, tuple[str, ...]]
