"""What a distribution would hold: the values of the fact `DistributionContents`, and how reading stops."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Literal

from roadworthy.core.finding import Location
from roadworthy.core.late_dataclass import dataclass, field
from roadworthy.tree.roles import role_of

Kind = Literal["missing", "ambiguous"]


class BuildRefused(Exception):
    """The backend would stop; holds a `Refusal`."""

    def __init__(
        self, kind: Kind, message: str, names: Sequence[str] = (), at: Location | None = None
    ) -> None:
        super().__init__(message)
        self.refusal = Refusal(kind, message, tuple(names), at)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a backend would build no wheel: it does not find the package, or finds several, the `names`."""

    kind: Kind
    message: str
    names: tuple[str, ...] = ()
    at: Location | None = None


@dataclass(frozen=True, slots=True)
class Archive:
    """The files of the checkout that a wheel or an sdist would hold.

    `files` leads from paths in the archive to paths in the tree, `why` from the latter to what takes them in.
    In a wheel, paths begin with `.dist-info/` and `.data/` for what goes into these directories. What the
    backend itself writes (METADATA, RECORD, PKG-INFO, egg-info) is not among them. `left_out` says of files
    that a setting or an ignore file, rather than nothing, keeps out. `unknown` says why nothing is known,
    `more` why there may be further files; both are empty where `files` are all.
    """

    files: Mapping[str, str] = field(default_factory=dict)
    why: Mapping[str, str] = field(default_factory=dict)
    left_out: Mapping[str, str] = field(default_factory=dict)
    unknown: str = ""
    more: str = ""

    @property
    def is_certain(self) -> bool:
        """Whether it holds these files, and no others."""
        return not (self.unknown or self.more)

    @property
    def sources(self) -> frozenset[str]:
        """The paths in the tree of all its files."""
        return frozenset(self.files.values())

    @property
    def modules(self) -> Mapping[str, str]:
        """The Python files that can be imported once installed, by path in the wheel."""
        return {
            path: source
            for path, source in self.files.items()
            if path.endswith((".py", ".pyi")) and not path.startswith((".data/", ".dist-info/"))
        }

    def reason(self, path: str) -> str:
        """Return why a file of the tree is in the archive, or why not."""
        return self.why.get(path) or self.left_out.get(path) or self.unknown or "nothing takes it"


@dataclass(frozen=True)
class DistributionContents:
    """What the build backend would put into the wheel and the sdist of this checkout.

    `backend` is the top module of the backend (`setuptools`, `hatchling`). With a `refusal` both archives are
    empty, for nothing would be built. `packages` are what setuptools was told or found, as dotted names
    with their directories, empty for other backends.
    """

    backend: str
    wheel: Archive
    sdist: Archive
    refusal: Refusal | None = None
    packages: Mapping[str, str] = field(default_factory=dict)
    #: Commands of MANIFEST.in that match nothing: the line (from 1), and the pattern.
    unmatched: tuple[tuple[int, str], ...] = ()
    #: Whether packages are looked for, and only those with an `__init__.py` are taken.
    needs_init: bool = False
    #: Whether packages are looked for at all, so that no one named them one by one.
    searched: bool = False
    #: The project's name as an import name.
    name: str = ""

    @cached_property
    def tops(self) -> Mapping[str, str]:
        """The packages and modules that the wheel installs, by import name, with their paths in the tree.

        Tests, examples and the like that a search for packages has swept in are not among them.
        """
        found: dict[str, str] = {}
        for target, source in self.wheel.modules.items():
            top, _, rest = target.partition("/")
            name = top.removesuffix(".py")
            if name.isidentifier() and (rest or top.endswith(".py")):
                inner = f"/{rest}" if rest else ""
                path = source.removesuffix(inner) if source.endswith(inner) else ""
                found.setdefault(name, path) if path else None
        own = {name: path for name, path in found.items() if not self._is_aside(name, path)}
        return own or found

    def _is_aside(self, name: str, path: str) -> bool:
        return self.searched and name.lower() != self.name and role_of(f"{path}/x.py") != "source"
