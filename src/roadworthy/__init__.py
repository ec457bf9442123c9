"""Roadworthy: a packaging linter and production-readiness gate for Python projects.

What a rule needs is imported from here; everything else is the engine's own. Type checkers read
`__init__.pyi`, which is made from the table below: `python tests/public_names.py --write`.
"""

from __future__ import annotations

__version__ = "0.1.0"

#: The public names, by the module that defines them.
HOMES = {
    "roadworthy.core.fact": ("fact",),
    "roadworthy.core.fault": (
        "Blocked",
        "Unmeasured",
        "Unreadable",
    ),
    "roadworthy.core.finding": (
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
    "roadworthy.core.rule": (
        "Rule",
        "Severity",
        "rule",
    ),
    "roadworthy.core.versions": (
        "parse_requirement",
        "parse_specifiers",
        "parse_version",
    ),
    "roadworthy.facts.artifacts": (
        "CoreMetadata",
        "Native",
        "NativeSlice",
        "Sdist",
        "SdistFile",
        "Wheel",
        "WheelCode",
        "WheelFile",
    ),
    "roadworthy.facts.ci": (
        "CIFiles",
        "Workflow",
    ),
    "roadworthy.facts.container": ("Dockerfile",),
    "roadworthy.facts.dependencies": (
        "Dependency",
        "LockFile",
        "LockedPackage",
        "PackageIndex",
        "PipOption",
        "Use",
        "Uses",
        "declaring_files",
        "known_modules",
        "pdm_hashes",
        "pipfile_hashes",
        "poetry_hashes",
    ),
    "roadworthy.facts.metadata": (
        "Declared",
        "DeclaredMetadata",
        "Pyproject",
        "SaidMetadata",
        "SetupFiles",
        "SetuptoolsTable",
    ),
    "roadworthy.facts.notebooks": (
        "Cell",
        "Notebook",
        "NotebookSummary",
    ),
    "roadworthy.facts.project": (
        "Layout",
        "Profile",
        "PythonVersion",
        "PythonVersions",
        "TreeDate",
        "mentioned",
    ),
    "roadworthy.facts.python": (
        "Module",
        "ModuleSummary",
        "dotted",
    ),
    "roadworthy.facts.repository": ("Repository",),
    "roadworthy.facts.tests": (
        "ChangedFunction",
        "CoverageSettings",
        "CoveredLines",
        "Evidence",
        "FeatureFunction",
        "Grade",
        "PublicFunction",
        "PytestSettings",
        "Reached",
        "Suite",
    ),
    "roadworthy.packs.hookspecs": ("hookimpl",),
    "roadworthy.packs.load": (
        "facts_in",
        "rules_in",
    ),
    "roadworthy.tree.tree": ("Tree",),
}
_HOME_OF = {name: module for module, names in HOMES.items() for name in names}

__all__ = sorted(_HOME_OF)


def __getattr__(name: str) -> object:
    """Import a public name when it is first asked for (PEP 562): start-up pays only for what it uses."""
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value: object = getattr(import_module(_HOME_OF[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOME_OF})
