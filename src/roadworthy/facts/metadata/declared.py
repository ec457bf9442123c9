"""The fact `DeclaredMetadata`: what a project says of itself, whichever backend it uses, and where."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from roadworthy.core.fact import fact
from roadworthy.core.finding import Location
from roadworthy.core.late_dataclass import dataclass
from roadworthy.facts.metadata.pyproject import Pyproject
from roadworthy.facts.metadata.setup_files import Declared, SetupFiles
from roadworthy.locate.document import Document

T = TypeVar("T")

_BACKENDS = {
    "setuptools": "setuptools",
    "hatchling": "hatchling",
    "flit_core": "flit",
    "flit": "flit",
    "poetry": "poetry",
    "pdm": "pdm",
    "uv_build": "uv_build",
    "mesonpy": "meson-python",
    "scikit_build_core": "scikit-build-core",
    "maturin": "maturin",
}
_POETRY = {
    "extras": "optional-dependencies",
    "plugins": "entry-points",
    "homepage": "urls",
    "repository": "urls",
    "documentation": "urls",
    **{key: key for key in ("name", "version", "description", "readme", "license", "authors", "maintainers")},
    **{key: key for key in ("keywords", "classifiers", "urls", "dependencies", "scripts")},
}
_FLIT = {
    "dist-name": "name",
    "description-file": "readme",
    "license": "license",
    "requires-python": "requires-python",
    "requires": "dependencies",
    "requires-extra": "optional-dependencies",
    "author": "authors",
    "maintainer": "maintainers",
    "keywords": "keywords",
    "classifiers": "classifiers",
    "urls": "urls",
}


@dataclass(frozen=True, slots=True)
class DeclaredMetadata:
    """All that is declared statically.

    `dynamic` names the fields that a backend or code supplies: of these, absence says nothing. `complete`
    is false where any field may be supplied unseen: `setup(**options)`, an unknown backend.
    """

    values: tuple[Declared, ...]
    dynamic: frozenset[str]
    backend: str
    complete: bool

    def get(self, kind: type[T], field: str) -> tuple[Location, T] | None:
        """Return the place and value of a field where it is declared and of `kind`, else None."""
        return next(self.each(kind, field), None)

    def each(self, kind: type[T], field: str) -> Iterator[tuple[Location, T]]:
        """Yield the place and value of every declaration of a field that is of `kind`."""
        for declared in self.values:
            if declared.field == field and isinstance(declared.value, kind):
                yield declared.at, declared.value

    def lacks(self, field: str) -> bool:
        """Tell whether a field is certainly not declared anywhere."""
        known = field in self.dynamic or any(declared.field == field for declared in self.values)
        return self.complete and not known


@fact
def declared_metadata(pyproject: Pyproject | None, setup: SetupFiles) -> DeclaredMetadata | None:
    """Gather what is declared; None where nothing describes a distribution."""
    document = pyproject or Pyproject("pyproject.toml", {})
    backend = _backend(document)
    project = document.get(dict, "project")
    values = [Declared(key, value, document.at("project", key)) for key, value in (project or {}).items()]
    values = [declared for declared in values if declared.field != "dynamic"]
    dynamic = {name for _, name in document.each(str, "project", "dynamic")}
    # What [project] neither states nor calls dynamic no backend may supply (PEP 621).
    complete = project is not None or backend != "unknown"
    if document.has("project", "dynamic") and document.get(list, "project", "dynamic") is None:
        complete = False

    def add(more: list[Declared]) -> None:
        # What [project] states holds; elsewhere only what it leaves to the backend is looked for.
        present = {declared.field for declared in values}
        values.extend(declared for declared in more if declared.field not in present)

    if backend == "poetry":
        add(_poetry(document))
    elif backend == "flit" and project is None:
        add(_renamed(document, ("tool", "flit", "metadata"), _FLIT))
        dynamic |= {"name", "version", "description"}
    elif backend == "setuptools":
        dynamic |= set(document.get(dict, "tool", "setuptools", "dynamic") or {})
        add([one for one in setup.values if project is None or one.field in dynamic])
        if project is None:
            dynamic |= setup.dynamic
            complete = complete and setup.complete
        if not values and not setup.found:
            return None
    elif project is None and document.has("build-system", "backend-path"):
        # A backend of the project's own mostly wraps setuptools, and may change what that is told.
        add(list(setup.values))
        dynamic |= setup.dynamic
    if project is None and not values and not dynamic:
        return None
    return DeclaredMetadata(tuple(values), frozenset(dynamic), backend, complete)


def _backend(document: Pyproject) -> str:
    if document.get(str, "build-system", "build-backend") is None:
        # Without a backend of its own a project is built by setuptools (PEP 517).
        old_poetry = document.has("tool", "poetry") and not document.has("build-system")
        return "poetry" if old_poetry else "setuptools"
    return _BACKENDS.get(document.backend, "unknown")


def _poetry(document: Document) -> list[Declared]:
    """Return what Poetry's table says, the Python that it lists among the dependencies included."""
    route = ("tool", "poetry", "dependencies", "python")
    python = document.get(str, *route)
    required = [] if python is None else [Declared("requires-python", python, document.at(*route))]
    return [*_renamed(document, ("tool", "poetry"), _POETRY), *required]


def _renamed(document: Document, route: tuple[str, ...], names: dict[str, str]) -> list[Declared]:
    table = document.get(dict, *route) or {}
    return [
        Declared(names[key], value, document.at(*route, key)) for key, value in table.items() if key in names
    ]
