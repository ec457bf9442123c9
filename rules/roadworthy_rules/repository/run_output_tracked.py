import re
from collections.abc import Iterator

from roadworthy import Finding, Location, Repository, Severity, Tree, rule
from roadworthy_rules._run_output import kind_of_output
from roadworthy_rules.repository._shared import ASIDE, kept_elsewhere, tracked_files

#: Directories of data: a log or a database in them may be what the project reads.
_DATA = re.compile(
    r"(?i)(?:.*/)?(?:assets|data(?:sets?)?|docs?|documentation|resources?|static)/.*", re.DOTALL
)
_SQLITE = b"SQLite format 3\0"
#: A larger file is reported by `large-file-tracked`.
_LIMIT = 5_000_000


@rule(Severity.NOTE, since="0.1")
def run_output_tracked(repository: Repository, tree: Tree) -> Iterator[Finding]:
    """Git tracks what a run of the program wrote: a database, a log or predictions.

    Each run changes the file, so it causes conflicts and buries the real changes in every commit. A database
    or log may also contain personal data. Run `git rm --cached` on the file, and add it to `.gitignore`. If
    the program needs an initial database, track the script that creates it.

    The rule reports SQLite databases, logs, event files of TensorBoard, settings that Hydra stores with a
    run, submissions to Kaggle, and data and models in directories such as `results`, `outputs`, `logs` and
    `checkpoints`. It reports all files of one kind together. It ignores directories of data
    and documentation, packages, tests, examples, and files that `.gitattributes` assigns to LFS.

    ```git bad
    tracked = ["main.py", "app.log", "submissions/forest.csv", "runs/events.out.tfevents.1690000000.host"]
    ```
    ```text app.log bad
    2024-05-01 12:00:00 INFO started
    ```

    ```git bad
    tracked = ["main.py", "code/results/scores.npy", "code/results/plot.png"]
    ```
    ```size code/results/scores.npy bad
    12_000
    ```
    ```git bad
    tracked = ["main.py", "results/digits/models/encoder.pytorch"]
    ```
    ```size results/digits/models/encoder.pytorch bad
    12_000
    ```

    An empty database is reported too.

    ```git bad
    tracked = ["main.py", "store.db"]
    ```
    ```text store.db bad
    ```
    ```git good
    tracked = ["main.py", "tests/store.db", "data/requests.log", "submissions/sample_submission.csv"]
    ```

    A database inside a package is part of it, and `.db` is also the suffix of other formats.

    ```git good
    tracked = ["src/demo/__init__.py", "src/demo/zones.sqlite", "words.db"]
    ```
    ```text words.db good
    apple
    pear
    ```
    """
    found: dict[str, list[str]] = {}
    tracked = tracked_files(repository)
    packages = {path.rpartition("/")[0] for path in tracked if path.endswith("/__init__.py")}
    is_elsewhere = kept_elsewhere(repository, tree)
    for path in tracked:
        kind = kind_of_output(path)
        if not kind or ASIDE.fullmatch(path) or is_elsewhere(path):
            continue
        if kind in ("a database", "a log", "a result of a run"):
            inside = any(path.startswith(f"{package}/") for package in packages)
            if inside or _DATA.fullmatch(path) or not _is_written(path, kind, repository, tree):
                continue
        found.setdefault(kind, []).append(path)
    for kind, paths in found.items():
        first, *others = paths
        more = f" and {len(others)} more of the kind" if others else ""
        related = tuple(map(Location, others[:10]))
        yield Finding(f"Git tracks `{first}`, {kind}{more}", Location(first), None, related)


def _is_written(path: str, kind: str, repository: Repository, tree: Tree) -> bool:
    """Tell whether a database is one of SQLite, or still empty, and whether any other output has content."""
    size = repository.files.get(path, 0)
    if kind != "a database":
        return size > 0
    if path.lower().endswith("thumbs.db") or size > _LIMIT or not tree.exists(path):
        return False
    return size == 0 or tree.read(path).startswith(_SQLITE)
