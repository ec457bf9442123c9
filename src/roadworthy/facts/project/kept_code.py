"""The fact `KeptCode`: old code that is kept beside the code that took its place."""

from __future__ import annotations

from roadworthy.core.fact import fact
from roadworthy.core.late_dataclass import dataclass
from roadworthy.tree.roles import Roles, is_scratch


@dataclass(frozen=True, slots=True)
class KeptCode:
    """A directory of old code, or an old version of a file, that no build ships.

    `path` is the directory or the file, `files` are the paths of the modules and notebooks in it, sorted.
    """

    path: str
    files: tuple[str, ...]

    @property
    def is_directory(self) -> bool:
        """Whether it is a whole directory."""
        return self.files != (self.path,)

    @property
    def is_scratch(self) -> bool:
        """Whether it is a directory of what was only tried, by its name: `scratchpads`."""
        return self.is_directory and is_scratch(self.path)


@fact
def kept_code(roles: Roles) -> tuple[KeptCode, ...]:
    """Group the files that names say are old by the directory that holds them."""
    found: dict[str, list[str]] = {}
    for path, holder in roles.kept.items():
        found.setdefault(holder, []).append(path)
    return tuple(KeptCode(holder, tuple(sorted(files))) for holder, files in sorted(found.items()))
