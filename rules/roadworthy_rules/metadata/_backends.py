"""Build backends: which distribution provides which `build-backend`, and which table configures it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from roadworthy import backend_features, parse_requirement, parse_specifiers

if TYPE_CHECKING:
    from packaging.specifiers import SpecifierSet

    from roadworthy import BackendFeature, Pyproject

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
#: The version of a release that is still to come.
_NEWEST = "9999"


def refuses_license_classifiers(pyproject: Pyproject) -> bool:
    """Tell whether the newest admitted version of the backend refuses classifiers beside an expression."""
    backends = BACKENDS.get(pyproject.backend, ((), ()))[0]
    return any(
        specifiers.contains(_NEWEST) and not releases("license-classifier", name).contains(_NEWEST)
        for name, specifiers in required(pyproject).items()
        if name in backends
    )


def releases(feature: str, distribution: str) -> SpecifierSet:
    """Return which releases of a distribution can do something; all of them where the table is silent."""
    row = _row(feature, distribution)
    return parse_specifiers(row.releases if row else "")


def _row(feature: str, distribution: str) -> BackendFeature | None:
    rows = (row for row in backend_features() if (row.feature, row.distribution) == (feature, distribution))
    return next(rows, None)


def admits(allowed: SpecifierSet, other: SpecifierSet) -> bool:
    """Tell whether a release can be in both sets: at one of their bounds, right above or below, or far on."""
    versions = {_NEWEST, "0"}
    for item in (*allowed, *other):
        bound = item.version.removesuffix(".*")
        versions.update((bound, f"{bound}.0.0.1", f"{bound}.9999"))
    # `packaging` takes no text that is no version, as `===` may hold one, into a set of other operators.
    return any(
        allowed.contains(version, prereleases=True) and other.contains(version, prereleases=True)
        for version in versions
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
    """Tell whether the lowest version of the backend that may build this takes the keys of PEP 639.

    Each that takes `license-files` takes licence expressions.
    """
    for name, specifiers in required(pyproject).items():
        row = _row("license-files", name)
        if row is not None:
            floors = [item.version for item in specifiers if item.operator in (">=", "==", "~=", ">")]
            return any(
                parse_specifiers(row.releases).contains(floor, prereleases=True)
                for floor in floors
                if not floor.endswith("*")
            )
    return False
