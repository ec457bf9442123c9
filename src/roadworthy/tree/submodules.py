"""The submodules of Git that a tree names: their files may be absent from a checkout."""

from __future__ import annotations

from roadworthy.core.late_re import re
from roadworthy.tree.tree import Tree

_FILE = ".gitmodules"
_PATH = re.compile(r"(?m)^[ \t]*path[ \t]*=[ \t]*(\S.{0,200}?)[ \t/]*$")
#: A larger file is none that people write.
_SIZE = 100_000


def submodule_paths(tree: Tree) -> tuple[str, ...]:
    """Return the directories of the submodules, without a slash at the end.

    Git's documentation, gitmodules(5): `submodule.<name>.path`.
    """
    if _FILE not in tree.files or tree.exceeds(_FILE, _SIZE):
        return ()
    return tuple(_PATH.findall(tree.text(_FILE, strict=False)))
