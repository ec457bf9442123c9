"""Pipelines of CI systems: what starts them, and what they really run."""

from roadworthy.core.exports import exporter

#: The names that other folders may import, by the module that defines them; `__init__.pyi` is made of it.
HOMES = {
    "joined": (
        "AUTOMATIC",
        "BEFORE_MERGE",
        "CI",
        "RanJob",
        "Told",
        "ci_of",
    ),
    "model": (
        "Event",
        "Pipeline",
        "PipelineJob",
        "Step",
        "Unseen",
    ),
    "resolver": ("Resolver",),
    "verbs": (
        "Act",
        "Verb",
    ),
    "workflow": (
        "CIFiles",
        "Workflow",
    ),
}
__getattr__ = exporter(__name__, HOMES)
