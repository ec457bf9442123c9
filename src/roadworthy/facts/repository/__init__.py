"""What Git knows of the project, read without running it."""

from roadworthy.core.exports import exporter

#: The names that other folders may import, by the module that defines them; `__init__.pyi` is made of it.
HOMES = {
    "code_readme": ("CodeReadme",),
    "repository": (
        "Repository",
        "checkout",
        "ignored_by_git",
        "tracked_files",
    ),
    "surroundings": ("Surroundings",),
}
__getattr__ = exporter(__name__, HOMES)
