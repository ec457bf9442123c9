"""What an editor builds for those who work on a project: its development container."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from roadworthy import Dockerfile, Tree

#: What says how an editor builds a development container, and the Dockerfile in it.
_EDITORS = ".devcontainer/devcontainer.json"
_BUILT = re.compile(r"(?i)\"dockerfile\"\s{0,20}:\s{0,20}\"([^\"\n]{1,200})\"")
_SIZE = 100_000


def is_for_editors(file: Dockerfile, tree: Tree) -> bool:
    """Tell whether an editor starts the image as its development container."""
    if tree.files.get(_EDITORS, _SIZE + 1) > _SIZE:
        return False
    named = _BUILT.findall(tree.text(_EDITORS, strict=False))
    return any(posixpath.normpath(posixpath.join(".devcontainer", path)) == file.path for path in named)
