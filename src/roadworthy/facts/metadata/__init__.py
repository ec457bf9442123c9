"""What a project states about itself: pyproject.toml, setup.py and setup.cfg."""

from roadworthy.core.exports import exporter

#: The names that other folders may import, by the module that defines them; `__init__.pyi` is made of it.
HOMES = {
    "declared": ("DeclaredMetadata",),
    "manifest_in": ("ManifestIn",),
    "pyproject": ("Pyproject",),
    "setup_files": (
        "Declared",
        "SetupFiles",
    ),
    "setuptools_table": ("SetuptoolsTable",),
    "uv_member": ("UvMember",),
}
__getattr__ = exporter(__name__, HOMES)
