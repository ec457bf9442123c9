"""Jupyter notebooks and their cells."""

from roadworthy.core.exports import exporter

#: The names that other folders may import, by the module that defines them; `__init__.pyi` is made of it.
HOMES = {
    "code": ("Code",),
    "notebook": (
        "Cell",
        "Notebook",
        "NotebookSummary",
        "summarise",
    ),
}
__getattr__ = exporter(__name__, HOMES)
