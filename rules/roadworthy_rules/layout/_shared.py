"""What the rules on the layout have in common."""

from roadworthy import Pyproject

#: Tables in which each backend is told what to package; where one is there, its discovery does not run.
_TOLD = {
    "setuptools": (("packages",), ("py-modules",), ("ext-modules",)),
    "hatch": (("build",),),
    "poetry": (("packages",), ("include",)),
}


def backend_of(pyproject: Pyproject | None) -> str:
    """Return what builds the project by pyproject.toml: `setuptools`, `hatchling`, `uv_build`, ...; or ""."""
    if pyproject is None or not pyproject.is_package:
        return ""
    if not pyproject.has("build-system", "build-backend"):
        return "setuptools" if pyproject.has("project", "name") else ""
    return pyproject.backend


def is_configured(pyproject: Pyproject, tool: str) -> bool:
    """Tell whether pyproject.toml says to a backend's tool what to package."""
    return any(pyproject.has("tool", tool, *route) for route in _TOLD[tool])
