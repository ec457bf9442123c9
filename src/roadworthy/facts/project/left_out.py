"""The fact `LeftOut`: modules of the project's packages that the wheel would lack, and who imports them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from roadworthy.core.fact import fact
from roadworthy.core.finding import Location
from roadworthy.core.late_dataclass import dataclass
from roadworthy.facts.contents import DistributionContents
from roadworthy.facts.metadata import DeclaredMetadata
from roadworthy.facts.project.entry_points import declared_entries
from roadworthy.facts.python import ModuleSummary
from roadworthy.tree.roles import Role, role_of
from roadworthy.tree.tree import Tree


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A module in a package's directory that the build leaves out.

    `name` is what it would be imported as, `path` where it lies, `why` the reason in words. `used` are the
    places of the imports in shipped modules, and of the commands, that fail without it. `bare` tells whether
    a missing `__init__.py` is the reason: `directory` is the outermost that lacks it. `unlisted` is the
    package that the list of packages for setuptools lacks, where that is the reason, else "".
    """

    name: str
    path: str
    why: str
    used: tuple[Location, ...]
    bare: bool
    directory: str
    role: Role
    unlisted: str = ""


@fact
def left_out(
    contents: DistributionContents | None,
    modules: tuple[ModuleSummary, ...],
    metadata: DeclaredMetadata | None,
    tree: Tree,
) -> tuple[LeftOut, ...]:
    """Compare the packages' directories with the wheel, where all of it is known."""
    if contents is None or not contents.wheel.is_certain or not contents.tops:
        return ()
    by_path = {module.path: module for module in modules}
    lost = dict(_lost(contents, by_path))
    if not lost:
        return ()
    used = _used(contents, by_path, metadata, lost)
    return tuple(
        _described(path, name, contents, by_path, tree, used.get(path, ())) for path, name in lost.items()
    )


def _lost(contents: DistributionContents, by_path: Mapping[str, ModuleSummary]) -> Iterator[tuple[str, str]]:
    """Yield paths and import names of modules below the packages' directories that are not in the wheel."""
    sources = contents.wheel.sources
    for path in sorted(by_path):
        if path in sources:
            continue
        for top, directory in contents.tops.items():
            if path.startswith(f"{directory}/"):
                inner = path[len(directory) + 1 :].removesuffix(".py").removesuffix("__init__").rstrip("/")
                name = ".".join([top, *filter(None, inner.split("/"))])
                if all(part.isidentifier() for part in name.split(".")):
                    yield path, name


def _used(
    contents: DistributionContents,
    by_path: Mapping[str, ModuleSummary],
    metadata: DeclaredMetadata | None,
    lost: Mapping[str, str],
) -> dict[str, tuple[Location, ...]]:
    """Return the places where shipped modules import, and commands start, what is left out, by its path."""
    names = {name: path for path, name in lost.items()}
    shipped = {_dotted(path): source for path, source in contents.wheel.modules.items()}
    # A directory that is left out as a whole is a name as well.
    for path, name in lost.items():
        parts = name.split(".")
        for length in range(2, len(parts)):
            outer = ".".join(parts[:length])
            if not any(other == outer or other.startswith(f"{outer}.") for other in shipped):
                names.setdefault(outer, path)
    found: dict[str, list[Location]] = {}
    for name, source in shipped.items():
        module = by_path.get(source)
        if module is None or module.role == "test":
            continue
        for item in module.imports:
            if item.guarded:
                continue
            parts = item.target(name.split("."), is_package=source.endswith("__init__.py"))
            target = ".".join(parts)
            inner = f"{target}.{item.name}" if item.name else ""
            package = by_path.get(shipped.get(target, ""))
            missed = target if target in names else "" if _binds(package, item.name) else inner
            if missed in names:
                found.setdefault(names[missed], []).append(Location(source, span=item.span))
    for entry in declared_entries(metadata) if metadata is not None else ():
        if entry.module in names:
            found.setdefault(names[entry.module], []).append(entry.at)
    return {path: tuple(places) for path, places in found.items()}


def _binds(package: ModuleSummary | None, name: str | None) -> bool:
    """Tell whether a package has a name of its own, or may have any."""
    if package is None:
        return False
    if any(definition.name == name for definition in package.definitions):
        return True
    bound = {item.binds for item in package.imports if not item.level}
    return name in bound or "__getattr__" in package.mentioned or name in package.names


def _dotted(path: str) -> str:
    return path.rpartition(".")[0].removesuffix("/__init__").replace("/", ".")


def _described(
    path: str,
    name: str,
    contents: DistributionContents,
    by_path: Mapping[str, ModuleSummary],
    tree: Tree,
    used: tuple[Location, ...],
) -> LeftOut:
    bare = ""
    if contents.needs_init:
        parts = path.split("/")[:-1]
        heads = ["/".join(parts[:length]) for length in range(1, len(parts) + 1)]
        inside = [
            head for head in heads if any(f"{head}/".startswith(f"{top}/") for top in contents.tops.values())
        ]
        bare = next((head for head in inside if f"{head}/__init__.py" not in tree.files), "")
    why, unlisted = contents.wheel.left_out.get(path, ""), ""
    if bare:
        why = f"`{bare}` has no `__init__.py`"
    elif not why and contents.backend == "setuptools":
        unlisted = name if path.endswith("/__init__.py") else name.rpartition(".")[0]
        why = f"`packages` does not take `{unlisted}`"
    # Below the package, what its own directory is called says nothing.
    role = role_of(f"x/{name.partition('.')[2].replace('.', '/')}.py")
    return LeftOut(name, path, why or "no setting takes it", used, bool(bare), bare, role, unlisted)
