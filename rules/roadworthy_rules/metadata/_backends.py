"""Build backends: which distribution provides which `build-backend`, and which table configures it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from roadworthy import parse_requirement, parse_version

if TYPE_CHECKING:
    from packaging.specifiers import SpecifierSet

    from roadworthy import Pyproject

#: Known backends: the top of `build-backend`, the distributions that provide it, and its tables.
BACKENDS = {
    "setuptools": (("setuptools",), ("setuptools",)),
    "hatchling": (("hatchling",), ("hatch",)),
    "flit_core": (("flit-core",), ("flit",)),
    "flit": (("flit",), ("flit",)),
    "poetry": (("poetry-core", "poetry"), ("poetry",)),
    "pdm": (("pdm-backend", "pdm-pep517"), ("pdm",)),
    "uv_build": (("uv-build",), ("uv",)),
    "mesonpy": (("meson-python",), ("meson-python",)),
    "scikit_build_core": (("scikit-build-core",), ("scikit-build",)),
    "maturin": (("maturin",), ("maturin",)),
}
#: Since which version a backend takes a licence expression in `project.license` (PEP 639).
EXPRESSIONS_SINCE = {
    "setuptools": "77.0",
    "hatchling": "1.27",
    "flit-core": "3.11",
    "poetry-core": "2.2",
    "pdm-backend": "2.4",
    "uv-build": "0.7",
    "meson-python": "0.18",
    "scikit-build-core": "0.11",
    "maturin": "1.9.2",
}
#: Of these, which stop at an expression before that version, and do not take it for a text (all tried).
REFUSE_EXPRESSIONS = {name: EXPRESSIONS_SINCE[name] for name in ("setuptools", "flit-core", "pdm-backend")}
#: Since which version a licence classifier beside an expression stops the build (all tried with the newest).
_REFUSE_CLASSIFIERS = {name: EXPRESSIONS_SINCE[name] for name in ("setuptools", "flit-core", "pdm-backend")}


def refuses_license_classifiers(pyproject: Pyproject) -> bool:
    """Tell whether the newest admitted version of the backend refuses classifiers beside an expression."""
    backends = BACKENDS.get(pyproject.backend, ((), ()))[0]
    specifiers = required(pyproject)
    return any(
        name in _REFUSE_CLASSIFIERS and name in specifiers and specifiers[name].contains("9999")
        for name in backends
    )


def required(pyproject: Pyproject) -> dict[str, SpecifierSet]:
    """Return the distributions that the build requires, normalised, with their `SpecifierSet`s."""
    from packaging.requirements import InvalidRequirement
    from packaging.utils import canonicalize_name

    found: dict[str, SpecifierSet] = {}
    for _, text in pyproject.each(str, "build-system", "requires"):
        try:
            requirement = parse_requirement(text)
        except InvalidRequirement:
            continue
        found[canonicalize_name(requirement.name)] = requirement.specifier
    return found


def takes_expressions(pyproject: Pyproject) -> bool:
    """Tell whether the lowest version of the backend that may build this takes licence expressions."""
    from packaging.version import Version

    for name, specifiers in required(pyproject).items():
        if name in EXPRESSIONS_SINCE:
            floors = [
                parse_version(s.version)
                for s in specifiers
                if s.operator in (">=", "==", "~=", ">") and not s.version.endswith("*")
            ]
            return bool(floors) and max(floors) >= Version(EXPRESSIONS_SINCE[name])
    return False
