"""Dockerfiles."""

from roadworthy.core.exports import exporter

#: The names that other folders may import, by the module that defines them; `__init__.pyi` is made of it.
HOMES = {
    "dockerfile": (
        "Dockerfile",
        "read_dockerfile",
    ),
}
__getattr__ = exporter(__name__, HOMES)
