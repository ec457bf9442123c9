"""Tests, what they reach, and what was measured while they ran."""

from roadworthy.core.exports import exporter

#: The names that other folders may import, by the module that defines them; `__init__.pyi` is made of it.
HOMES = {
    "changes": (
        "ChangedFunction",
        "between",
    ),
    "coveragesettings": ("CoverageSettings",),
    "coveredlines": ("CoveredLines",),
    "evidence": ("Evidence",),
    "given": ("DiffBase", "NamedCoverage"),
    "idle": (
        "IdleTest",
        "is_skipped",
    ),
    "measured": ("Grade",),
    "ml_features": ("FeatureFunction",),
    "public": (
        "DeadFunction",
        "PublicFunction",
    ),
    "reach": ("Reached",),
    "suite": ("Suite",),
    "suitereach": ("SuiteReach",),
    "testsettings": ("PytestSettings",),
}
__getattr__ = exporter(__name__, HOMES)
