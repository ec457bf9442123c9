"""The files of data that Git keeps: which they are, and which of them code or settings name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from roadworthy import Blocked, extractor, path_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from roadworthy import Files, Repository, Tree

#: Data that Git keeps: names of folders, and ends of files.
_FOLDERS = frozenset("data dataset datasets raw train training".split())
_DATA = tuple(
    ".arff .csv .data .dta .feather .gz .jsonl .mat .npy .npz .parquet .sas7bdat .sav .tsv .xls .xlsx .xpt"
    " .zip".split()
)
_PIECES = (".bmp", ".jpeg", ".jpg", ".png", ".txt", ".wav")
#: Words of folders and files that a training or a test of it writes.
_RESULTS = frozenset(
    "confusion evaluation figure figures log logs matrices matrix metric metrics output outputs plots"
    " predictions report reports result results".split()
)
#: What has results that no training wrote.
_ASKED = frozenset("census election elections exam match matches poll race survey surveys".split())
#: A folder before the name of a file.
_ABOVE = re.compile(r"([\w-]{1,80})[/\\]\Z")
_WRITTEN = (".cfg", ".env", ".ini", ".json", ".toml", ".yaml", ".yml")
#: Files that are larger are data themselves.
_SIZE = 100_000


def first_named(files: Sequence[str], modules: Sequence[str], tree: Tree, *, settings: bool = True) -> str:
    """Return the first data file whose name stands in code or in a file of settings; else an empty text."""
    others = (
        path
        for path in (tree.files if settings else ())
        if path.endswith(_WRITTEN) and not tree.exceeds(path, _SIZE)
    )
    paths = tuple(files)
    found: set[str] = set()
    for path in (*modules, *others):
        try:
            found.update(tree.extract(path, _named, paths))
        except Blocked:
            continue
    return next((file for file in files if file in found), "")


@extractor
def _named(files: Files, path: str, data: tuple[str, ...]) -> list[str]:
    """Return the files of data that stand in a text, with their suffix or as a whole string without it.

    A text that names another folder before the name, such as one that Git ignores, names another file.
    """
    text = files.text(path, strict=False)
    plain = text.replace('"', "'")
    found: list[str] = []
    for one in data:
        above, _, name = one.rpartition("/")
        stem = name.partition(".")[0]
        if name not in text:
            name = _unpacked(name)
        if name in text:
            folder = above.rpartition("/")[2].lower()
            befores = (_ABOVE.search(part[-81:]) for part in text.split(name)[:-1])
            if not folder or any(word is None or word[1].lower() == folder for word in befores):
                found.append(one)
        elif len(stem) > 3 and f"{stem}'" in plain:
            found.append(one)
    return found


def _unpacked(name: str) -> str:
    """Return the name of a packed file of data as it is unpacked: `rows.csv` of `rows.csv.gz`."""
    inner = name.removesuffix(".gz").removesuffix(".zip")
    return inner if inner.lower().endswith(_DATA) else name


def pieces(repository: Repository, beside: set[str]) -> str:
    """Return the first of many pictures, sounds or texts that Git keeps in a folder for data."""
    kept = _all_pieces(repository, beside)
    return kept[0] if len(kept) >= 20 else ""


def pieces_by_folder(repository: Repository, beside: set[str]) -> dict[str, list[str]]:
    """Return the names of pictures, sounds or texts that Git keeps in folders for data, by the folder."""
    found: dict[str, list[str]] = {}
    for path in _all_pieces(repository, beside):
        folder, _, name = path.rpartition("/")
        found.setdefault(folder, []).append(name)
    return found


def _all_pieces(repository: Repository, beside: set[str]) -> list[str]:
    found = [path for path in sorted(repository.files) if path.lower().endswith(_PIECES)]
    return [path for path in found if _is_held(path, beside)]


def is_data(path: str, beside: set[str]) -> bool:
    """Tell whether a file is data that training may read: in a folder for it, or beside the training."""
    words = path_words(path)
    results = words & (_RESULTS - {"result", "results"} if words & _ASKED else _RESULTS)
    if not path.lower().endswith(_DATA) or results:
        return False
    return _is_held(path, beside) or path.rpartition("/")[0] in beside


def _is_held(path: str, beside: set[str]) -> bool:
    *folders, _ = path.lower().split("/")
    held = next((at for at, one in enumerate(folders) if path_words(one) & _FOLDERS), None)
    return held is not None and any(_is_near(folders[:held], one.lower()) for one in beside)


def _is_near(above: list[str], folder: str) -> bool:
    """Tell whether a folder with data and one with training have the same first folder, or one has none."""
    first = folder.split("/")[0]
    return not above or not first or above[0] == first
