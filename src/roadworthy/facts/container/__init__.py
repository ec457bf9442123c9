"""Dockerfiles, and the manifests and Compose files that run their images."""

from roadworthy.core.exports import exporter

#: The names that other folders may import, by the module that defines them; `__init__.pyi` is made of it.
HOMES = {
    "compose": (
        "ComposeService",
        "compose_services",
    ),
    "dockerfile": (
        "Dockerfile",
        "Instruction",
        "dockerfiles_of",
        "read_dockerfile",
    ),
    "helm": ("Charts",),
    "kubernetes": ("KubernetesObject",),
    "published": ("is_published_elsewhere",),
}
__getattr__ = exporter(__name__, HOMES)
