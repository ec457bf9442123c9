import re
from collections.abc import Iterator

from roadworthy import Finding, Location, Repository, Severity, Span, Tree, and_more, counted, rule
from roadworthy_rules._ignored import is_ignored_by_name
from roadworthy_rules.repository._readmes import SIZE, markdown_readme
from roadworthy_rules.repository._shared import tracked_files

#: What a line of a drawn tree has before the name in it.
_MARKS = ("── ", "-- ")
_LINES = "│|├└`+-─ \t\u00a0"
#: Files that a person writes, and commits.
_WRITTEN = re.compile(
    r"(?i).+\.(?:ipynb|py|r|sh)|requirements[\w-]*\.txt|dockerfile|docker-compose\.ya?ml|makefile"
)
#: Names that stand for others.
_PLACEHOLDER = re.compile(r"(?i)(?:your|my|some|example|sample|x{2,})[_-].*")


@rule(Severity.NOTE, since="0.2")
def readme_file_absent(repository: Repository, tree: Tree) -> Iterator[Finding]:
    """The README draws a tree with files that the repository does not have.

    Readers look for tests, scripts or a Dockerfile that were planned and never written, or that have another
    name now. Correct the tree, or remove it: the repository shows its files anyway.

    The rule reads trees such as `├── train.py` in a README of Markdown, and compares code, notebooks, lists
    of requirements and Dockerfiles with what Git tracks, whatever directory they lie in. It stays silent if
    most of the files are missing, because such a tree shows something else.

    ```git bad
    tracked = ["README.md", "src/train.py", "src/load.py"]
    ```
    ```text README.md bad
    # Churn

    ├── src
    │   ├── load.py
    │   ├── train.py
    │   └── evaluate.py
    ```
    ```git good
    tracked = ["README.md", "src/train.py", "src/load.py"]
    ```
    ```text README.md good
    # Churn

    ├── data
    │   └── rows.csv
    ├── src
    │   ├── load.py    # reads the rows
    │   └── train.py
    ```
    """
    path = markdown_readme(repository, tree)
    if path is None:
        return
    known = {name.rpartition("/")[2].lower() for name in (*tracked_files(repository), *tree.files)}
    text = tree.text(path, SIZE, strict=False)
    drawn: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        name = _drawn(line[:300])
        if _WRITTEN.fullmatch(name) and not _PLACEHOLDER.fullmatch(name):
            drawn.setdefault(name, number)
    if len(drawn) < 2:
        return
    absent = [name for name in drawn if name.lower() not in known and not is_ignored_by_name(name, tree)]
    if absent and 2 * len(absent) <= len(drawn):
        places = [Location(path, span=Span(drawn[name], 1, drawn[name], 1)) for name in absent]
        files = counted(len(absent), "file that does", "files that do")
        yield Finding(
            f"`{path}` draws {files} not exist: {and_more(absent, 3)}", places[0], related=tuple(places[1:10])
        )


def _drawn(line: str) -> str:
    """Return the name in a line of a drawn tree; "" where it is none, or stands for several."""
    for mark in _MARKS:
        before, found, rest = line.partition(mark)
        if found and not before.strip(_LINES):
            words = rest.split(maxsplit=1)
            return words[0] if words and not set(words[0]) & set("*<{[/") and ".." not in words[0] else ""
    return ""
