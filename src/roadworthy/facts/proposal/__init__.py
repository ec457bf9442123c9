"""What a project lacks, as files made of what it has; nothing is invented."""

from roadworthy.core.exports import exporter

#: The names that other folders may import, by the module that defines them; `__init__.pyi` is made of it.
HOMES = {
    "offer": (
        "Proposal",
        "left_to_do",
        "proposed",
    ),
    "survey": ("Survey",),
}
__getattr__ = exporter(__name__, HOMES)
