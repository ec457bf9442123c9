from collections.abc import Iterator

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from roadworthy import Finding, Pyproject, Severity, rule

#: The distributions that bring a backend, by the module it is imported from.
_BRINGS = {
    "setuptools": {"setuptools"},
    "hatchling": {"hatchling"},
    "flit_core": {"flit-core", "flit"},
    "poetry": {"poetry-core", "poetry"},
    "pdm": {"pdm-backend", "pdm-pep517", "pdm"},
    "uv_build": {"uv-build"},
    "mesonpy": {"meson-python"},
    "scikit_build_core": {"scikit-build-core"},
    "maturin": {"maturin"},
}


@rule(Severity.ERROR, since="0.1")
def build_backend_not_required(pyproject: Pyproject) -> Iterator[Finding]:
    """The build backend is not among the requirements of the build.

    A frontend builds in an environment of its own, into which it installs what `requires` names and nothing
    else (PEP 518), so importing the backend fails. Add the distribution that brings it.

    ```toml bad
    [build-system]
    requires = ["setuptools"]
    build-backend = "hatchling.build"
    ```
    ```toml good
    [build-system]
    requires = ["hatchling"]
    build-backend = "hatchling.build"
    ```
    """
    backend = pyproject.get(str, "build-system", "build-backend")
    requires = pyproject.get(list, "build-system", "requires")
    if backend is None or requires is None or pyproject.has("build-system", "backend-path"):
        return
    brings = _BRINGS.get(backend.partition(":")[0].partition(".")[0])
    names = set()
    for text in requires:
        try:
            requirement = Requirement(text)
        except (InvalidRequirement, TypeError):
            return  # what cannot be read might be the one
        names.add(canonicalize_name(requirement.name))
    # Plugins bring their backend with them (`hatch-vcs` needs hatchling), so only known ones are sure.
    plain = {name for known in _BRINGS.values() for name in known} | {"wheel", "cython", "numpy"}
    if brings and not names & brings and names <= plain:
        yield Finding(f"`{backend}` is not brought by `requires`", pyproject.at("build-system", "requires"))
