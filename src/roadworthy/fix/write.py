"""Writing files, and showing what would be written."""

from __future__ import annotations

import contextlib
import difflib
import os
import re
import secrets
import stat
from collections.abc import Iterator, Mapping
from itertools import islice

from roadworthy.core.redact import masked
from roadworthy.core.secrets import is_plain

_HUNK = re.compile(r"@@ -(\d+)(?:,\d+)? \+(\d+)")


def write(root: str, files: Mapping[str, bytes]) -> None:
    """Write files below `root`, each at once, and none of them where one cannot be prepared.

    A file keeps its mode. Raises OSError, also for a path that leads out of the root.
    """
    targets = [(_target(root, path), data) for path, data in sorted(files.items())]
    prepared: list[tuple[str, str]] = []
    try:
        for target, data in targets:
            os.makedirs(os.path.dirname(target), exist_ok=True)
            prepared.append((_temporary(target, data), target))
        while prepared:
            os.replace(*prepared[0])
            del prepared[0]
    finally:
        for temporary, _ in prepared:
            with contextlib.suppress(OSError):
                os.unlink(temporary)


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


def _target(root: str, path: str) -> str:
    """Return where the file at a path really is; raises OSError where that is not a file in the root."""
    parts = path.split("/")
    if os.path.isabs(path) or os.path.splitdrive(path)[0] or not {"", ".", ".."}.isdisjoint(parts):
        raise OSError(f"{path!r} is not a path below the project's root")
    real_root = os.path.realpath(root)
    target = os.path.realpath(os.path.join(real_root, *parts))
    if not target.startswith(real_root.rstrip(os.sep) + os.sep):
        raise OSError(f"{path!r} leads out of the project by a symbolic link")
    if os.path.lexists(target) and not os.path.isfile(target):
        raise OSError(f"{path!r} is not a regular file")
    return target


def _temporary(target: str, data: bytes) -> str:
    """Write a new file beside the target, with its mode; return its path."""
    directory, name = os.path.split(target)
    temporary = os.path.join(directory, f".{name[:100]}.{secrets.token_hex(8)}.tmp")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    descriptor = os.open(temporary, flags, 0o666)
    try:
        with open(descriptor, "wb") as stream:
            stream.write(data)
        with contextlib.suppress(FileNotFoundError):
            os.chmod(temporary, stat.S_IMODE(os.stat(target).st_mode))
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise
    return temporary
