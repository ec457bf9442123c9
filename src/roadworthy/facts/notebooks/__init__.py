"""Notebooks and their cells, whatever format they are stored in."""

from roadworthy.core.exports import exporter

#: The names that other folders may import, by the module that defines them; `__init__.pyi` is made of it.
HOMES = {
    "cell": ("Cell",),
    "code": ("Code",),
    "flow": (
        "CellDefinition",
        "CellFlow",
    ),
    "notebook": ("Notebook",),
    "summary": (
        "NotebookSummary",
        "summarise",
    ),
}
__getattr__ = exporter(__name__, HOMES)
