import re
from collections.abc import Iterator

from roadworthy import Files, Finding, Location, Repository, Severity, Span, Tree, extractor, rule
from roadworthy_rules.repository._shared import ASIDE

_SIZE = 500_000
_TEXT = (
    ".cfg",
    ".css",
    ".html",
    ".ini",
    ".json",
    ".md",
    ".py",
    ".rst",
    ".sh",
    ".toml",
    ".txt",
    ".yaml",
    ".yml",
)
#: A marker stands alone on its line, and the three of them in order.
_MARKERS = re.compile(rb"(?m)^<<<<<<< [^\r\n]++\r?$")


@rule(Severity.ERROR, since="0.1")
def conflict_marker(repository: Repository, tree: Tree) -> Iterator[Finding]:
    """A file still contains the markers of a merge conflict.

    A merge was committed before the conflict was resolved, so the file contains both versions and most
    programs cannot read it. Choose the version you want and delete the lines with `<<<<<<<`, `=======` and
    `>>>>>>>`.

    ```text settings.yaml bad
    <<<<<<< HEAD
    threshold: 0.5
    =======
    threshold: 0.7
    >>>>>>> feature
    ```
    ```text README.rst good
    Threshold
    =======
    The line above is a title, and `<<<<<<< HEAD` a text.
    ```
    """
    for path in repository.files:
        if not path.endswith(_TEXT) or tree.exceeds(path, _SIZE) or ASIDE.fullmatch(path):
            continue
        if line := tree.extract(path, _line_of_conflict):
            yield Finding(
                "the file contains the markers of a merge conflict",
                Location(path, (), Span(line, 1, line, 8)),
            )


@extractor
def _line_of_conflict(files: Files, path: str) -> int:
    """Return the first line of a conflict; 0 where there is none."""
    data = files.read(path)
    # To look for a text takes a fraction of the time of the expression.
    found = _MARKERS.search(data) if b"<<<<<<< " in data else None
    if found and b"\n=======" in data and b"\n>>>>>>> " in data[found.end() :]:
        return data.count(b"\n", 0, found.start()) + 1
    return 0
