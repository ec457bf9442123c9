"""What watches a model that is served: by which calls, and what leads to them."""

from roadworthy.core.exports import exporter

#: The names that other folders may import, by the module that defines them; `__init__.pyi` is made of it.
HOMES = {
    "levels": (
        "Level",
        "Operations",
        "Watched",
    ),
    "signals": ("Concern",),
    "stores": ("asks_hosted",),
}
__getattr__ = exporter(__name__, HOMES)
