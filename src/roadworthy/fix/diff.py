"""Showing what would be written: a unified diff, as Git writes it."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from itertools import islice

from roadworthy.core.late_re import re
from roadworthy.core.redact import masked
from roadworthy.core.secrets import is_plain

_HUNK = re.compile(r"@@ -(\d+)(?:,\d+)? \+(\d+)")


def diff(old: Mapping[str, bytes], new: Mapping[str, bytes]) -> str:
    """Return a unified diff, as Git writes it, from the files of `old` to those that are in `new`.

    Secrets in it are masked, so that a patch with one does not apply.
    """
    return "".join(line for path in sorted(new) for line in _changes(path, old.get(path), new[path]))


def _changes(path: str, old: bytes | None, new: bytes) -> Iterator[str]:
    if old == new:
        return
    source = "/dev/null" if old is None else _name("a/" + path)
    before, after = _lines(old or b""), _lines(new)
    if not before and not after:
        yield f"--- {source}\n+++ {_name('b/' + path)}\n"
    hunks = difflib.unified_diff(before, after, source, _name("b/" + path))
    for line in _masked(hunks, path, before, after):
        yield line if line.endswith("\n") else line + "\n\\ No newline at end of file\n"


def _masked(diff: Iterator[str], path: str, before: list[str], after: list[str]) -> Iterator[str]:
    """Yield the lines of a diff without secrets, which are known by the whole texts: a key has many lines."""
    plain = is_plain(path)
    old = masked("".join(before), plain=plain).split("\n")
    new = masked("".join(after), plain=plain).split("\n")
    yield from islice(diff, 2)
    removed = added = 0
    for line in diff:
        hunk = _HUNK.match(line)
        if hunk:
            removed, added = int(hunk[1]) - 1, int(hunk[2]) - 1
            yield line
            continue
        text = new[added] if line[0] == "+" else old[removed]
        removed += line[0] != "+"
        added += line[0] != "-"
        yield f"{line[0]}{text}\n" if line.endswith("\n") else line[0] + text


def _lines(data: bytes) -> list[str]:
    # Not str.splitlines: a form feed or a lone CR does not end a line of a diff.
    lines = data.decode("utf-8", "replace").split("\n")
    return [line + "\n" for line in lines[:-1]] + [line for line in lines[-1:] if line]


def _name(path: str) -> str:
    """Return a file name as Git quotes it; a blank in it needs a tab behind it."""
    if path.isprintable() and not set(path) & set('"\\'):
        return path + "\t" if " " in path else path
    octets = path.encode("utf-8", "surrogateescape")
    safe = set(range(0x20, 0x7F)) - set(b'"\\')
    quoted = (chr(octet) if octet in safe else f"\\{octet:03o}" for octet in octets)
    return f'"{"".join(quoted)}"'
