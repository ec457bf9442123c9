from collections.abc import Iterator

from roadworthy import Finding, Location, Repository, Severity, Tree, path_words, rule
from roadworthy_rules.repository._shared import ASIDE, kept_elsewhere, tracked_files

#: Suffixes of what data sets and the results of runs consist of.
_SUFFIXES = tuple(
    ".bmp .dcm .flac .jpeg .jpg .mat .mid .mp3 .nii .nii.gz .npy .npz .pkl .png .pt .pth .tif .tiff"
    " .wav".split()
)
#: Directories of what readers and browsers see.
_SHOWN = frozenset(
    "asset assets doc docs documentation figure figures icon icons image images img imgs media public"
    " resource resources static textures www".split()
)
#: Smaller files are no load, however many there are.
_SIZE = 9_999


@rule(Severity.NOTE, since="0.2")
def data_files_tracked(repository: Repository, tree: Tree, *, files: int = 100) -> Iterator[Finding]:
    """Git tracks a data set, or the results of many runs, as single files.

    Each clone downloads every version of them, `git status` gets slow, and nothing says where the data came
    from. Store the files with DVC, in a bucket or a data registry, and write down how to get them.

    The rule reports directories at the root with at least `files` files of one kind, such as `.npy`, `.wav`,
    `.jpg` or `.pt`, each of 10 kB or more. It ignores tests, examples, documentation, images for readers, and
    files that `.gitattributes` assigns to LFS.

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
    for path in tracked_files(repository):
        name = path.lower()
        top, slash, rest = path.partition("/")
        if not slash or not name.endswith(_SUFFIXES) or ASIDE.fullmatch(path):
            continue
        if _SHOWN.isdisjoint(path_words(f"{top}/{rest}".rpartition("/")[0])):
            suffix = next(suffix for suffix in reversed(_SUFFIXES) if name.endswith(suffix))
            found.setdefault((top, suffix), []).append(path)
    for (top, suffix), paths in found.items():
        if len(paths) < files:
            continue
        large = [path for path in paths if tree.exceeds(path, _SIZE) and not is_elsewhere(path)]
        if len(large) >= files:
            message = f"Git tracks {len(large)} files of the kind `{suffix}` in `{top}`"
            yield Finding(message, Location(large[0]), None, arguments=(top, suffix))
