from collections.abc import Iterator

from roadworthy import Finding, Location, Repository, Severity, Tree, path_words, rule
from roadworthy_rules.repository._shared import ASIDE, kept_elsewhere, tracked_files

#: Suffixes of what data sets and the results of runs consist of.
_SUFFIXES = tuple(
    ".bmp .dcm .flac .jpeg .jpg .mat .mid .mp3 .nii .nii.gz .npy .npz .pkl .png .pt .pth .tif .tiff"
    " .wav".split()
)
#: What cameras and microphones record: many of them are a load, wherever they lie.
_RECORDED = (".bmp", ".dcm", ".flac", ".jpeg", ".jpg", ".mp3", ".tif", ".tiff", ".wav")
#: Directories of what readers and browsers see.
_SHOWN = frozenset(
    "asset assets doc docs documentation figure figures icon icons image images img imgs media public"
    " resource resources static textures www".split()
)
#: Smaller files are no load, however many there are.
_SIZE = 9_999
#: `large-file-tracked` reports larger ones.
_LARGE = 10_000_000


@rule(Severity.NOTE, since="0.2")
def data_files_tracked(
    repository: Repository, tree: Tree, *, files: int = 100, megabytes: int = 100
) -> Iterator[Finding]:
    """Git tracks a data set, or the results of many runs, as single files.

    Each clone downloads every version of them, `git status` gets slow, and nothing says where the data came
    from. Store the files with DVC, in a bucket or a data registry, and write down how to get them.

    The rule reports directories at the root with at least `files` files of one kind, such as `.npy`, `.wav`,
    `.jpg` or `.pt`, each of 10 kB or more. It ignores tests, examples, documentation, images for readers, and
    files that `.gitattributes` assigns to LFS. Photographs and recordings of `megabytes` MB together are
    reported in any directory at the root but those of tests and examples.

    ```toml bad
    [tool.roadworthy.rules.data-files-tracked]
    files = 2
    ```
    ```git bad
    tracked = ["train.py", "rows/1.npy", "rows/2.npy"]
    ```
    ```size rows/1.npy bad
    20_000
    ```
    ```size rows/2.npy bad
    20_000
    ```

    ```toml bad
    [tool.roadworthy.rules.data-files-tracked]
    megabytes = 1
    ```
    ```git bad
    tracked = ["train.py", "images/raw/1.jpg", "images/raw/2.jpg"]
    ```
    ```size images/raw/1.jpg bad
    600_000
    ```
    ```size images/raw/2.jpg bad
    600_000
    ```
    ```toml good
    [tool.roadworthy.rules.data-files-tracked]
    megabytes = 1
    ```
    ```git good
    tracked = ["train.py", "images/1.jpg", "images/2.png", "tests/data/3.jpg"]
    ```
    ```size images/1.jpg good
    600_000
    ```
    ```size images/2.png good
    600_000
    ```
    ```size tests/data/3.jpg good
    2_000_000
    ```

    ```toml good
    [tool.roadworthy.rules.data-files-tracked]
    files = 2
    ```
    ```git good
    tracked = ["train.py", "rows/1.npy", "docs/1.png", "docs/2.png"]
    ```
    ```size rows/1.npy good
    20_000
    ```
    ```size docs/1.png good
    20_000
    ```
    ```size docs/2.png good
    20_000
    ```
    """
    is_elsewhere = kept_elsewhere(repository, tree)
    found: dict[tuple[str, str], list[str]] = {}
    recorded: dict[str, list[str]] = {}
    for path in tracked_files(repository):
        name = path.lower()
        top, slash, rest = path.partition("/")
        if not slash or not name.endswith(_SUFFIXES) or ASIDE.fullmatch(path):
            continue
        if name.endswith(_RECORDED):
            recorded.setdefault(top, []).append(path)
        if _SHOWN.isdisjoint(path_words(f"{top}/{rest}".rpartition("/")[0])):
            suffix = next(suffix for suffix in reversed(_SUFFIXES) if name.endswith(suffix))
            found.setdefault((top, suffix), []).append(path)
    for (top, suffix), paths in found.items():
        if len(paths) < files:
            continue
        large = [path for path in paths if tree.exceeds(path, _SIZE) and not is_elsewhere(path)]
        if len(large) >= files:
            message = f"Git tracks {len(large)} files of the kind `{suffix}` in `{top}`"
            recorded.pop(top, None)
            yield Finding(message, Location(large[0]), None, arguments=(top, suffix))
    for top, paths in recorded.items():
        sizes = [(repository.files.get(path, 0), path) for path in paths]
        if sum(size for size, _ in sizes) < megabytes * 1_000_000:
            continue
        kept = [(size, path) for size, path in sizes if size < _LARGE and not is_elsewhere(path)]
        total = sum(size for size, _ in kept) // 1_000_000
        if total >= megabytes:
            message = f"Git tracks {total} MB of photographs and recordings in `{top}`"
            yield Finding(message, Location(max(kept)[1]), None, arguments=(top,))
