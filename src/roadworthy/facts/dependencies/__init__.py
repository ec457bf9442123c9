"""Dependencies: what is declared, locked and used."""

from roadworthy.core.exports import exporter

#: The names that other folders may import, by the module that defines them; `__init__.pyi` is made of it.
HOMES = {
    "constraints": (
        "constraint_specifier",
        "is_constraint",
    ),
    "dependency": (
        "Dependency",
        "distribution_name",
    ),
    "environments": ("EnvironmentFile",),
    "fully_declared": ("declaring_files",),
    "implicit_use": ("known_modules",),
    "indexes": ("PackageIndex",),
    "lock": (
        "LockedPackage",
        "LockFile",
    ),
    "lockhash": (
        "pdm_hashes",
        "pipfile_hashes",
        "poetry_hashes",
    ),
    "locking": ("Manager",),
    "modulemap": ("brought", "providers", "pypi_name"),
    "provided": ("missing_providers",),
    "requirements": ("PipOption",),
    "requirementsfile": ("RequirementsFile",),
    "uses": (
        "Use",
        "Uses",
    ),
}
__getattr__ = exporter(__name__, HOMES)
