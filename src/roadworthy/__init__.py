"""Roadworthy: a packaging linter and production-readiness gate for Python projects.

What a rule needs is imported from here; everything else is the engine's own.
"""

from __future__ import annotations

TYPE_CHECKING = False  # importing typing for it would be a third of the time that `--version` takes

__version__ = "0.1.0"

_HOMES = {
    "roadworthy.config": ("Config",),
    "roadworthy.facts": ("Blocked", "Unmeasured", "Unreadable"),
    "roadworthy.finding": (
        "Append",
        "Create",
        "Finding",
        "Fix",
        "Location",
        "Remove",
        "Replace",
        "Set",
        "Span",
    ),
    "roadworthy.evidence.data": ("Grade",),
    "roadworthy.plugins": ("hookimpl", "rules_in"),
    "roadworthy.project.archive": ("Sdist", "SdistFile", "Wheel", "WheelFile"),
    "roadworthy.project.changes": ("ChangedFunction",),
    "roadworthy.project.coremetadata": ("CoreMetadata",),
    "roadworthy.project.coveredlines": ("CoveredLines",),
    "roadworthy.project.data": (
        "PYTHON_RELEASES",
        "TABLES_CHECKED",
        "URL_LABELS",
        "classifiers_date",
    ),
    "roadworthy.project.declared": ("DeclaredMetadata",),
    "roadworthy.project.setupfiles": ("SetupFiles",),
    "roadworthy.project.setupmetadata": ("Declared", "SaidMetadata"),
    "roadworthy.project.dependency": ("Dependency",),
    "roadworthy.project.dockerfile": ("Dockerfile",),
    "roadworthy.project.evidence": ("Evidence",),
    "roadworthy.project.indexes": ("PackageIndex",),
    "roadworthy.project.features": ("FeatureFunction",),
    "roadworthy.project.layout": ("Layout",),
    "roadworthy.project.lock": ("LockFile", "LockedPackage"),
    "roadworthy.project.module": ("Definition", "Module", "ModuleSummary", "dotted"),
    "roadworthy.project.lockhash": ("pdm_hashes", "pipfile_hashes", "poetry_hashes"),
    "roadworthy.project.mentions": ("mentioned",),
    "roadworthy.project.placeholder": ("has_placeholder",),
    "roadworthy.project.native": ("Native", "NativeSlice"),
    "roadworthy.project.pythons": ("PythonVersion", "PythonVersions"),
    "roadworthy.project.quiet": ("known_modules",),
    "roadworthy.project.settled": ("declaring_files",),
    "roadworthy.project.notebook": ("Cell", "Notebook", "NotebookSummary"),
    "roadworthy.project.profile": ("Profile",),
    "roadworthy.project.public": ("PublicFunction", "Reached"),
    "roadworthy.project.pyproject": ("Pyproject",),
    "roadworthy.project.repository": ("Repository",),
    "roadworthy.project.setuptoolstable": ("SetuptoolsTable",),
    "roadworthy.project.requirements": ("PipOption",),
    "roadworthy.project.roles": ("role_of",),
    "roadworthy.project.suite": ("Suite",),
    "roadworthy.project.treedate": ("TreeDate",),
    "roadworthy.project.uses": ("Use", "Uses"),
    "roadworthy.project.testsettings": ("CoverageSettings", "PytestSettings"),
    "roadworthy.project.wheelcode": ("WheelCode",),
    "roadworthy.project.workflow": ("CIFiles", "Workflow"),
    "roadworthy.rules": ("Rule", "Severity", "rule"),
    "roadworthy.tree": ("Tree",),
}
_HOME_OF = {name: module for module, names in _HOMES.items() for name in names}

if TYPE_CHECKING:
    from typing import Any

    from roadworthy.config import Config as Config
    from roadworthy.evidence.data import Grade as Grade
    from roadworthy.facts import Blocked as Blocked
    from roadworthy.facts import Unmeasured as Unmeasured
    from roadworthy.facts import Unreadable as Unreadable
    from roadworthy.finding import Append as Append
    from roadworthy.finding import Create as Create
    from roadworthy.finding import Finding as Finding
    from roadworthy.finding import Fix as Fix
    from roadworthy.finding import Location as Location
    from roadworthy.finding import Remove as Remove
    from roadworthy.finding import Replace as Replace
    from roadworthy.finding import Set as Set
    from roadworthy.finding import Span as Span
    from roadworthy.plugins import hookimpl as hookimpl
    from roadworthy.plugins import rules_in as rules_in
    from roadworthy.project.archive import Sdist as Sdist
    from roadworthy.project.archive import SdistFile as SdistFile
    from roadworthy.project.archive import Wheel as Wheel
    from roadworthy.project.archive import WheelFile as WheelFile
    from roadworthy.project.changes import ChangedFunction as ChangedFunction
    from roadworthy.project.coremetadata import CoreMetadata as CoreMetadata
    from roadworthy.project.coveredlines import CoveredLines as CoveredLines
    from roadworthy.project.data import PYTHON_RELEASES as PYTHON_RELEASES
    from roadworthy.project.data import TABLES_CHECKED as TABLES_CHECKED
    from roadworthy.project.data import URL_LABELS as URL_LABELS
    from roadworthy.project.data import classifiers_date as classifiers_date
    from roadworthy.project.declared import DeclaredMetadata as DeclaredMetadata
    from roadworthy.project.dependency import Dependency as Dependency
    from roadworthy.project.dockerfile import Dockerfile as Dockerfile
    from roadworthy.project.evidence import Evidence as Evidence
    from roadworthy.project.features import FeatureFunction as FeatureFunction
    from roadworthy.project.indexes import PackageIndex as PackageIndex
    from roadworthy.project.layout import Layout as Layout
    from roadworthy.project.lock import LockedPackage as LockedPackage
    from roadworthy.project.lock import LockFile as LockFile
    from roadworthy.project.lockhash import pdm_hashes as pdm_hashes
    from roadworthy.project.lockhash import pipfile_hashes as pipfile_hashes
    from roadworthy.project.lockhash import poetry_hashes as poetry_hashes
    from roadworthy.project.mentions import mentioned as mentioned
    from roadworthy.project.module import Definition as Definition
    from roadworthy.project.module import Module as Module
    from roadworthy.project.module import ModuleSummary as ModuleSummary
    from roadworthy.project.module import dotted as dotted
    from roadworthy.project.native import Native as Native
    from roadworthy.project.native import NativeSlice as NativeSlice
    from roadworthy.project.notebook import Cell as Cell
    from roadworthy.project.notebook import Notebook as Notebook
    from roadworthy.project.notebook import NotebookSummary as NotebookSummary
    from roadworthy.project.placeholder import has_placeholder as has_placeholder
    from roadworthy.project.profile import Profile as Profile
    from roadworthy.project.public import PublicFunction as PublicFunction
    from roadworthy.project.public import Reached as Reached
    from roadworthy.project.pyproject import Pyproject as Pyproject
    from roadworthy.project.pythons import PythonVersion as PythonVersion
    from roadworthy.project.pythons import PythonVersions as PythonVersions
    from roadworthy.project.quiet import known_modules as known_modules
    from roadworthy.project.repository import Repository as Repository
    from roadworthy.project.requirements import PipOption as PipOption
    from roadworthy.project.roles import role_of as role_of
    from roadworthy.project.settled import declaring_files as declaring_files
    from roadworthy.project.setupfiles import SetupFiles as SetupFiles
    from roadworthy.project.setupmetadata import Declared as Declared
    from roadworthy.project.setupmetadata import SaidMetadata as SaidMetadata
    from roadworthy.project.setuptoolstable import SetuptoolsTable as SetuptoolsTable
    from roadworthy.project.suite import Suite as Suite
    from roadworthy.project.testsettings import CoverageSettings as CoverageSettings
    from roadworthy.project.testsettings import PytestSettings as PytestSettings
    from roadworthy.project.treedate import TreeDate as TreeDate
    from roadworthy.project.uses import Use as Use
    from roadworthy.project.uses import Uses as Uses
    from roadworthy.project.wheelcode import WheelCode as WheelCode
    from roadworthy.project.workflow import CIFiles as CIFiles
    from roadworthy.project.workflow import Workflow as Workflow
    from roadworthy.rules import Rule as Rule
    from roadworthy.rules import Severity as Severity
    from roadworthy.rules import rule as rule
    from roadworthy.tree import Tree as Tree

__all__ = sorted(_HOME_OF)


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for (PEP 562): start-up pays only for what it uses."""
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(_HOME_OF[name]), name)
    globals()[name] = value
    return value
