"""What a distribution of the checkout would hold: the fact `DistributionContents`, for each build backend."""

from roadworthy.core.exports import exporter

#: The names that other folders may import, by the module that defines them; `__init__.pyi` is made of it.
HOMES = {
    "build_imports": ("BuildImport",),
    "build_script": ("BuildScript",),
    "dynamic_sources": ("DynamicSource",),
    "value": (
        "Archive",
        "DistributionContents",
        "Refusal",
    ),
}
__getattr__ = exporter(__name__, HOMES)
