"""Roadworthy: a packaging linter and production-readiness gate for Python projects.

What a rule needs is imported from here; everything else is the engine's own. Type checkers read
`__init__.pyi`, which is made from the table below: `python tests/public_names.py --write`.
"""

from __future__ import annotations

__version__ = "0.1.0"

#: The public names, by the module that defines them.
HOMES = {
    "roadworthy.commands.api": ("check",),
    "roadworthy.core.fact": ("fact",),
    "roadworthy.core.trace": ("extractor",),
    "roadworthy.locate.files": ("Files",),
    "roadworthy.core.fault": (
        "Blocked",
        "ConfigError",
        "Unmeasured",
        "Unreadable",
    ),
    "roadworthy.core.finding": (
        "Append",
        "Create",
        "Finding",
        "Fix",
        "Location",
        "Part",
        "Remove",
        "Replace",
        "Set",
        "Span",
    ),
    "roadworthy.core.names": (
        "nearest",
        "suggestion",
    ),
    "roadworthy.core.practice": (
        "Answer",
        "Practice",
        "kept",
        "lacking",
        "practice",
        "untold",
    ),
    "roadworthy.core.rule": (
        "Rule",
        "Severity",
        "rule",
    ),
    "roadworthy.core.placeholders": ("may_be_placeholder",),
    "roadworthy.core.secrets": ("issued_secrets",),
    "roadworthy.core.versions": (
        "canonical_version",
        "parse_requirement",
        "parse_specifiers",
        "parse_version",
    ),
    "roadworthy.core.verdicts": ("Verdicts",),
    "roadworthy.core.wording": (
        "agreeing",
        "and_more",
        "counted",
    ),
    "roadworthy.data.backend_features": ("BackendFeature", "backend_features"),
    "roadworthy.data.dated": (
        "classifiers_date",
        "url_labels",
    ),
    "roadworthy.data.python_ceilings": ("oldest_for_python",),
    "roadworthy.data.python_floors": ("newest_for_python",),
    "roadworthy.data.python_releases": ("python_releases",),
    "roadworthy.data.removed_names": ("removed_names",),
    "roadworthy.data.standard_library": (
        "always_standard",
        "has_standard_name",
        "is_standard",
        "removed_in",
    ),
    "roadworthy.facts.artifacts": (
        "CoreMetadata",
        "Native",
        "NativeSlice",
        "Sdist",
        "SdistFile",
        "Wheel",
        "WheelCode",
        "WheelModule",
        "WheelFile",
    ),
    "roadworthy.facts.ci": (
        "AUTOMATIC",
        "Act",
        "BEFORE_MERGE",
        "CI",
        "CIFiles",
        "Event",
        "Pipeline",
        "PipelineJob",
        "RanJob",
        "Resolver",
        "Step",
        "Told",
        "Unseen",
        "Verb",
        "Workflow",
    ),
    "roadworthy.facts.container": (
        "Charts",
        "ComposeService",
        "Dockerfile",
        "Instruction",
        "KubernetesObject",
        "is_published_elsewhere",
    ),
    "roadworthy.facts.contents": ("BuildImport", "BuildScript", "DistributionContents", "DynamicSource"),
    "roadworthy.facts.dependencies": (
        "EnvironmentFile",
        "Manager",
        "Dependency",
        "LockFile",
        "LockedPackage",
        "PackageIndex",
        "PipOption",
        "RequirementsFile",
        "Use",
        "Uses",
        "constraint_specifier",
        "declaring_files",
        "distribution_name",
        "is_constraint",
        "known_modules",
        "brought",
        "providers",
        "pypi_name",
        "missing_providers",
        "pdm_hashes",
        "pipfile_hashes",
        "poetry_hashes",
    ),
    "roadworthy.facts.metadata": (
        "ManifestIn",
        "Declared",
        "DeclaredMetadata",
        "Pyproject",
        "SetupFiles",
        "SetuptoolsTable",
        "UvMember",
    ),
    "roadworthy.facts.notebooks": (
        "Code",
        "Cell",
        "CellDefinition",
        "Notebook",
        "NotebookSummary",
    ),
    "roadworthy.facts.operations": ("Level", "Operations", "Concern", "Watched", "asks_hosted"),
    "roadworthy.facts.project": (
        "Command",
        "EntryPoint",
        "ImageUse",
        "ImageUses",
        "KeptCode",
        "Layout",
        "LeftOut",
        "OpenedPath",
        "Profile",
        "Purpose",
        "PythonVersion",
        "PythonVersions",
        "Sign",
        "TreeDate",
        "answers_calls",
        "is_addressed",
        "is_bot",
        "is_model_server",
        "is_page",
        "loads_for_sagemaker",
        "local_model",
        "mentioned",
        "serving_frameworks",
        "takes_event",
    ),
    "roadworthy.facts.proposal": ("Proposal",),
    "roadworthy.facts.python": (
        "Definition",
        "Import",
        "Module",
        "ModuleSummary",
        "bindings_of",
        "bound_by",
        "dotted",
        "is_automagic",
        "last_name",
        "lines_within",
        "nodes_of",
    ),
    "roadworthy.facts.repository": ("CodeReadme", "Repository", "Surroundings"),
    "roadworthy.facts.shell": (
        "ShellCommand",
        "shell_commands",
    ),
    "roadworthy.facts.tests": (
        "ChangedFunction",
        "CoverageSettings",
        "CoveredLines",
        "DeadFunction",
        "Evidence",
        "FeatureFunction",
        "Grade",
        "IdleTest",
        "PublicFunction",
        "PytestSettings",
        "Reached",
        "Suite",
        "SuiteReach",
        "is_skipped",
    ),
    "roadworthy.packs.marker": ("hookimpl",),
    "roadworthy.packs.load": ("facts_in", "practices_in", "reports_in", "rules_in"),
    "roadworthy.settings.config": ("Config",),
    "roadworthy.tree.placeholder": ("has_placeholder",),
    "roadworthy.tree.submodules": ("submodule_paths",),
    "roadworthy.tree.roles": (
        "is_compiled",
        "is_run",
        "is_teaching",
        "path_words",
        "role_of",
    ),
    "roadworthy.core.filekind": ("FileKind",),
    "roadworthy.core.place": ("Place",),
    "roadworthy.core.result": ("ProjectResult", "Report", "ReportedFinding", "RuleResult", "Verdict"),
    "roadworthy.core.rule_run": ("Outcome",),
    "roadworthy.core.score_result": ("GroupScore", "ScoreResult"),
    "roadworthy.tree.ini": ("load_ini",),
    "roadworthy.tree.toml": ("load_toml",),
    "roadworthy.tree.tree": ("Tree",),
    "roadworthy.tree.yaml": ("load_yaml",),
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
