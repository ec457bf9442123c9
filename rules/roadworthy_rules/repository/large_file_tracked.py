from collections.abc import Iterator

from roadworthy import Finding, Location, Repository, Severity, Tree, rule
from roadworthy_rules.repository._shared import ASIDE, kept_elsewhere, tracked_files

#: What is a model or data by its name, and from how many bytes on it is too much for Git.
_KINDS = {
    "a model": (
        1_000_000,
        ".pkl .pickle .joblib .pt .pth .ckpt .h5 .hdf5 .keras .onnx .safetensors .pb .tflite .cbm".split(),
    ),
    "data": (
        5_000_000,
        ".csv .tsv .parquet .feather .arrow .xlsx .xls .jsonl .npy .npz .json .sqlite .db".split(),
    ),
}


@rule(Severity.WARNING, since="0.1")
def large_file_tracked(repository: Repository, tree: Tree, *, megabytes: int = 10) -> Iterator[Finding]:
    """Git tracks a large file, such as a model or a data set.

    Git keeps every version of the file, and every clone downloads all of them. A model in Git also has no
    record of the data and code that produced it. Store the file with DVC, Git LFS, a model registry or a
    bucket, and track the pointer.

    The rule reports models from 1 MB, data from 5 MB and any other file from `megabytes` MB, once for a
    directory. It ignores tests, examples, and files that `.gitattributes` assigns to LFS.

    ```git bad
    tracked = ["models/churn.pkl"]
    ```
    ```size models/churn.pkl bad
    1_500_000
    ```
    ```git good
    tracked = ["models/churn.pkl", ".gitattributes", "tests/data/rows.csv"]
    ```
    ```size models/churn.pkl good
    1_500_000
    ```
    ```text .gitattributes good
    *.pkl filter=lfs diff=lfs merge=lfs -text
    ```
    """
    is_elsewhere = kept_elsewhere(repository, tree)
    found: dict[tuple[str, str], list[str]] = {}
    for path in tracked_files(repository):
        if ASIDE.fullmatch(path) or not tree.exceeds(path, 999_999):
            continue
        kind, limit = "a file", megabytes * 1_000_000
        for name, (least, suffixes) in _KINDS.items():
            if path.lower().endswith(tuple(suffixes)):
                kind, limit = name, least
        size = repository.files.get(path, 0)
        if size >= limit and not is_elsewhere(path):
            found.setdefault((path.rpartition("/")[0], kind), []).append(path)
    for (directory, kind), paths in found.items():
        path, others = paths[0], len(paths) - 1
        size = repository.files.get(path, 0) // 1_000_000
        more = f", and {others} more in `{directory or '.'}`" if others else ""
        related = tuple(Location(other) for other in paths[1:10])
        yield Finding(
            f"Git tracks `{path}`, {kind} of {size} MB{more}",
            Location(path),
            None,
            related,
            arguments=(path,),
        )
