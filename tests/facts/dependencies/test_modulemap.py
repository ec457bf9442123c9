"""The bundled map from modules to distributions, as data."""

from __future__ import annotations

import pytest
from packaging.utils import canonicalize_name

from roadworthy.data.standard_library import is_standard
from roadworthy.facts.dependencies import modulemap
from roadworthy.facts.dependencies.implicit_use import known_modules
from roadworthy.facts.dependencies.modulemap import known_part, modules_of, providers


def test_names_of_distributions_are_normalised() -> None:
    names = [name for known in modulemap._providers().values() for name in known]
    assert [name for name in names if name != canonicalize_name(name)] == []


def test_no_module_of_the_standard_library_is_provided_by_others() -> None:
    assert [module for module in modulemap._providers() if is_standard(module)] == []


@pytest.mark.parametrize(
    ("module", "first"),
    [
        ("yaml", "pyyaml"),
        ("PIL.Image", "pillow"),
        ("google.protobuf.message", "protobuf"),
        ("numpy", "numpy"),
        ("pytorch_lightning", "pytorch-lightning"),
    ],
)
def test_who_provides_a_module(module: str, first: str) -> None:
    assert providers(module)[0] == first


@pytest.mark.parametrize("module", ["google", "azure.unknown", "churn_core"])
def test_what_is_not_known_has_no_provider(module: str) -> None:
    assert providers(module) == ()
    assert known_part(module) == module.partition(".")[0]


def test_a_distribution_may_provide_several_modules() -> None:
    assert modules_of("attrs") == ("attr", "attrs")


@pytest.mark.parametrize("name", ["gunicorn", "types-requests", "pytest-cov", "psycopg2-binary", "acme"])
def test_of_what_is_never_imported_nothing_is_known(name: str) -> None:
    assert known_modules(name) == ()
