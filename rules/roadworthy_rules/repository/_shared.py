"""What the rules on the repository have in common."""

from __future__ import annotations

import re
from collections.abc import Callable
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from roadworthy import Unmeasured

if TYPE_CHECKING:
    from roadworthy import Repository, Tree

#: `MIT-LICENSE.txt` and `licenses/` as well as `LICENSE`, but not `license.py`.
LICENSE_TEXT = re.compile(
    r"(?!.*\.pyi?$)([^/]*(licen[cs]e|copying|copyright|eula)[^/]*|(legal|licen[cs]es)/.+)", re.IGNORECASE
)

#: Where test data, examples and copies of others lie.
ASIDE = re.compile(
    r"(.*/)?(tests?|testing|test_?data|fixtures|examples?|vendor|_vendor|third_party)/.*", re.DOTALL
)


def tracked_files(repository: Repository) -> list[str]:
    """Return what Git tracks, sorted; raises `Unmeasured` where there is no index to tell."""
    if repository.tracked is None:
        raise Unmeasured("could not see what Git tracks: there is no index that can be read")
    return sorted(repository.tracked)


def kept_elsewhere(repository: Repository, tree: Tree) -> Callable[[str], bool]:
    """Return what tells whether the content of a file is kept outside of Git: by LFS or git-annex.

    In the checkout, such a file is as large as ever; `.gitattributes` names it (gitattributes(5)).
    """
    patterns: list[str] = []
    if ".gitattributes" in repository.files:
        for row in tree.lines(".gitattributes", strict=False).text.splitlines()[:1000]:
            words = row.split()
            if any(word in ("filter=lfs", "filter=annex", "filter=git-crypt") for word in words[1:]):
                patterns.append(words[0].lstrip("/"))

    def is_elsewhere(path: str) -> bool:
        name = path.rpartition("/")[2]
        return any(
            fnmatchcase(path, one) or fnmatchcase(name, one) or fnmatchcase(path, one.replace("**/", "*"))
            for one in patterns
        )

    return is_elsewhere
