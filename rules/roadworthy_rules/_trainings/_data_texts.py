"""What the text of a module says of the files of data that it reads."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from roadworthy import extractor

if TYPE_CHECKING:
    from roadworthy import Files

_FILE = re.compile(r"\b[\w-]{1,80}\.(?:csv|feather|jsonl?|parquet|tsv)\b")
#: A call that reads a file of data whose name it is given.
_READ_FILE = re.compile(
    r"\bread_(?:csv|excel|feather|json|parquet|table)\(\s{0,40}(?:os\.path\.join\([^\"'\n]{0,80})?"
    r"[rf]{0,2}[\"'](?!https?:)[^\"'\n]{0,200}\.(?:csv|feather|jsonl?|parquet|tsv|xlsx?)[\"']"
)
_READ_BY_NAME = re.compile(
    r"\bread_(?:csv|excel|feather|json|parquet|table)\([ ]?[rf]?[\"'](?:\./)?([\w .-]{1,100}\.\w{2,8})[\"']"
)
#: A call of NumPy that reads arrays.
_READ_ARRAYS = re.compile(r"\b(?:np|numpy)\.load\([rf]{0,2}[\"'][^\"'\n]{0,200}\.np[yz][\"']")
#: A call that reads a table, and one that reads the bytes that a store or a server sent.
_READ_TABLE = re.compile(r"\bread_(?:csv|excel|feather|json|parquet|table)\(")
_READ_BYTES = re.compile(
    r"\bread_(?:csv|excel|feather|json|parquet|table)\(\s{0,40}"
    r"(?:(?:io\.)?(?:BytesIO|StringIO)\(|\w{1,40}\[[\"']Body[\"']\])"
)
#: A question of what something is, and a name.
_ASKS = re.compile(r"\bis(?:[ ]not)?[ ][\w.]{1,100}|\bisinstance\([^()\n]{0,100}\)")
_NAME = re.compile(r"\w+")
#: What a constant for raw data names, and a line that writes a table.
_RAW = re.compile(
    r"(?im)^[ \t]{0,12}\w{0,30}(?:raw|input|source)\w{0,30}[ \t]?=[^\n#]{0,160}?"
    r"\b([\w-]{1,80}\.(?:csv|feather|parquet|tsv|xlsx))\b"
)
_WRITES_TABLE = re.compile(r"(?m)^[^\n]{0,200}\.to_(?:csv|excel|feather|json|parquet)\([^\n]{0,300}$")


@extractor
def reads_file(files: Files, path: str) -> bool:
    """Tell whether a module reads a table of a file that it names."""
    return _READ_FILE.search(files.text(path, strict=False)) is not None


@extractor
def only_asks_for(files: Files, path: str, names: tuple[str, ...]) -> bool:
    """Tell whether a module only asks whether something is one of data sets: `kind is datasets.MNIST`."""
    words = _NAME.findall(_ASKS.sub("", files.text(path, strict=False)))
    return set(names).isdisjoint(words)


@extractor
def tables_in(files: Files, path: str) -> tuple[int, int]:
    """Return how many calls of a module read tables, and how many of these are given bytes."""
    text = files.text(path, strict=False)
    return len(_READ_TABLE.findall(text)), len(_READ_BYTES.findall(text))


@extractor
def raw_in(files: Files, path: str, kept: tuple[str, ...]) -> tuple[list[str], bool]:
    """Return the files of raw data that a module names, and whether it names one of some and reads it."""
    text = _WRITES_TABLE.sub("", files.text(path, strict=False))
    return sorted({found[1] for found in _RAW.finditer(text)}), any(name in text for name in kept)


@extractor
def read_in(files: Files, path: str, tables: tuple[str, ...]) -> list[str]:
    """Return those of some tables that a module reads by their names alone."""
    read = {found[1] for found in _READ_BY_NAME.finditer(files.text(path, strict=False))}
    return [name for name in tables if name in read]


@extractor
def reads_array(files: Files, path: str) -> bool:
    return _READ_ARRAYS.search(files.text(path, strict=False)) is not None


@extractor
def files_in(files: Files, path: str) -> list[str]:
    return sorted(set(_FILE.findall(files.text(path, strict=False))))
