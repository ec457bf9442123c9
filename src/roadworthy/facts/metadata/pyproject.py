"""The fact `Pyproject`: pyproject.toml as it stands (PEP 518, PEP 621, PEP 735)."""

from __future__ import annotations

from roadworthy.core.fact import fact
from roadworthy.core.late_dataclass import dataclass
from roadworthy.locate.document import Document
from roadworthy.tree.toml import load_toml
from roadworthy.tree.tree import Tree


@dataclass(frozen=True, slots=True)
class Pyproject(Document):
    """pyproject.toml, whatever is in it."""

    @property
    def is_package(self) -> bool:
        """Tell whether it describes a distribution to build, rather than only configuring tools."""
        if self.get(bool, "tool", "uv", "package") is False:
            return False
        if self.get(bool, "tool", "poetry", "package-mode") is False:
            return False
        return any(self.has(*route) for route in (("project",), ("build-system",), ("tool", "poetry")))

    @property
    def is_workspace_root(self) -> bool:
        """Tell whether it only gathers the members of a uv workspace, each of which is a project of its own.

        uv calls such a root virtual: it has `[tool.uv.workspace]` and describes no distribution itself.
        """
        described = any(self.has(*route) for route in (("project",), ("build-system",), ("tool", "poetry")))
        return self.has("tool", "uv", "workspace") and not described

    @property
    def backend(self) -> str:
        """The top module of `build-backend` (PEP 517); "" where there is none or it lies in the project."""
        name = self.get(str, "build-system", "build-backend")
        if name is None or self.has("build-system", "backend-path"):
            return ""
        return name.replace(":", ".").partition(".")[0].strip()

    @property
    def is_private(self) -> bool:
        """Tell whether a classifier says that it is never to be published."""
        return any(text.startswith("Private ::") for _, text in self.each(str, "project", "classifiers"))


@fact(reads="file")
def pyproject(tree: Tree) -> Pyproject | None:
    """Read pyproject.toml at the root."""
    if "pyproject.toml" not in tree.files:
        return None
    return Pyproject("pyproject.toml", load_toml(tree, "pyproject.toml"))
