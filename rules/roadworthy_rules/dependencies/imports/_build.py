"""What build requirements bring with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from roadworthy import distribution_name, is_standard

if TYPE_CHECKING:
    from roadworthy import Pyproject

#: What setuptools itself brings, with what it carries along (`setuptools/_vendor`, since 71); `pkg_resources`
#: is judged by `setuptools-feature-removed`. pip is not there: it installs into the environment from outside.
_BROUGHT = frozenset(
    "setuptools distutils pkg_resources autocommand backports importlib_metadata jaraco more_itertools"
    " packaging platformdirs tomli wheel zipp".split()
)

#: Distributions that provide a module under another name, or require what does.
_PROVIDE = {
    "Cython": ("cython",),
    "Cython.Build": ("cython",),
    "numpy": ("numpy", "oldest-supported-numpy", "scipy", "pybind11-numpy"),
    "skbuild": ("scikit-build",),
    "setuptools_scm": ("setuptools-scm",),
    "setuptools_rust": ("setuptools-rust",),
    "jupyter_packaging": ("jupyter-packaging",),
    "yaml": ("pyyaml", "types-pyyaml"),
    "mypyc": ("mypy",),
    "cffi": ("cffi",),
    "pybind11": ("pybind11",),
    "typing_extensions": ("typing-extensions", "setuptools-scm"),
    "ez_setup": ("ez-setup",),
    "attr": ("attrs",),
    "semantic_version": ("semantic-version", "setuptools-rust"),
    "extension_helpers": ("extension-helpers",),
    "versioningit": ("versioningit",),
    "sphinx": ("sphinx",),
    "babel": ("babel",),
}


def providing(module: str) -> frozenset[str]:
    """Return the distributions that bring a module, by their normalised names."""
    return frozenset((distribution_name(module), *_PROVIDE.get(module, ())))


def required(pyproject: Pyproject | None) -> frozenset[str]:
    """Return the distributions that the build requires, by their normalised names."""
    texts = pyproject.each(str, "build-system", "requires") if pyproject is not None else ()
    return frozenset(distribution_name(text) for _, text in texts)


def missing(module: str, distributions: frozenset[str]) -> str:
    """Return the top of a module's name where nothing in the build's environment provides it, else ""."""
    top = module.partition(".")[0]
    there = top in _BROUGHT or is_standard(top) or top.startswith("_")
    return "" if there or not distributions.isdisjoint(providing(top)) else top


def runs_setup_py(pyproject: Pyproject | None) -> bool:
    """Tell whether a build runs setup.py, in an environment that the project's own backends do not change."""
    if pyproject is None:
        return True
    return pyproject.backend in ("", "setuptools") and not pyproject.has("build-system", "backend-path")
