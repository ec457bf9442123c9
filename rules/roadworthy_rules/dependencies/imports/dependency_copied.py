import re
from collections.abc import Iterator

from packaging.utils import canonicalize_name

from roadworthy import DeclaredMetadata, Dependency, Finding, Location, Severity, Tree, rule

#: The version that a package writes out, as libraries do.
_VERSION = re.compile(r"""(?m)^__version__(?:: str)? = ["'](\d[\w.+-]*)["']""")
#: Files by which a project is built, maybe under a name that only their code knows.
_BUILDS = ("setup.py", "setup.cfg")
_SIZE = 64 * 1024


@rule(Severity.NOTE, since="0.3", handwritten=True)
def dependency_copied(
    dependencies: tuple[Dependency, ...], declared: DeclaredMetadata | None, tree: Tree
) -> Iterator[Finding]:
    """The project holds a copy of a library that it also declares as a dependency.

    Programs at the root import the copy, and others import the release that is installed: the two may differ,
    and no correction of the library reaches the copy. Delete the copy. If you changed it, remove the
    dependency instead, rename the directory, and keep the library's licence beside it.

    The rule looks for packages at the root that have the name of a dependency and write out a `__version__`.
    It stays silent on the project itself, and on dependencies with a path or an address.

    ```requirements bad
    numpy==2.1.0
    row-tools~=0.11
    ```
    ```python row_tools/__init__.py bad
    __version__ = "0.13.0"
    ```
    ```requirements good
    numpy==2.1.0
    row-tools~=0.11
    ```
    ```python rows/__init__.py good
    __version__ = "0.13.0"
    ```

    ```toml good
    [project]
    name = "row-tools"
    version = "0.13.0"
    [dependency-groups]
    dev = ["row-tools[plot]"]
    ```
    ```python row_tools/__init__.py good
    __version__ = "0.13.0"
    ```
    """
    name = declared.get(str, "name") if declared else None
    if name is None and any(file in tree.files for file in _BUILDS):
        return
    told: set[str] = {canonicalize_name(name[1])} if name else set()
    for dependency in dependencies:
        if dependency.name in told or dependency.source:
            continue
        told.add(dependency.name)
        requirement = dependency.requirement
        start = f"{dependency.name.replace('-', '_')}/__init__.py"
        if requirement is None or requirement.url or start not in tree.files or tree.exceeds(start, _SIZE):
            continue
        version = _VERSION.search(tree.text(start, _SIZE, strict=False))
        if version is not None:
            message = (
                f"the project holds a copy of `{dependency.name}` {version[1]}, and declares `{requirement}`"
            )
            yield Finding(message, dependency.at, related=(Location(start),))
