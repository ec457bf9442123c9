"""CI systems that run a project without a file of their own in it, as its documents say."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from roadworthy import Tree

_DOCUMENT = re.compile(r"(?i)(readme|contributing|development|hacking|testing)[^/]*|docs?/[^/]*test[^/]*")
#: Systems that are not read, in a sentence on tests.
_SYSTEM = re.compile(
    r"(?i)\b(appveyor|bamboo|buildkite|cirrus ci|cloud build|codebuild|codefresh|codepipeline|concourse"
    r"|drone ci|prow|semaphore ci|teamcity|tekton|travis(?: ci)?|woodpecker|zuul)\b"
)
#: Where such systems answer.
_HOST = re.compile(r"(?i)\bhttps?://((?:ci|drone|jenkins|teamcity)\.[\w.-]+)")
_TESTS = re.compile(r"(?i)\b(tests?|tested)\b")
_SIZE = 200_000


def tested_elsewhere(tree: Tree) -> str:
    """Return the name or host of a CI system, as a document of the project says; else nothing."""
    for path in sorted(tree.files):
        if not _DOCUMENT.fullmatch(path) or tree.exceeds(path, _SIZE):
            continue
        for line in tree.text(path, strict=False).splitlines():
            found = _SYSTEM.search(line[:2000])
            if found and _TESTS.search(line[:2000]):
                return found[1]
            if host := _HOST.search(line[:2000]):
                return host[1]
    return ""
