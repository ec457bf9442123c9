"""What was read of files: each is opened, decoded, split into lines and parsed once a run."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any, BinaryIO, TypeVar

from roadworthy.core import limits
from roadworthy.core.fault import Fault, Unreadable
from roadworthy.core.finding import Location
from roadworthy.core.late_dataclass import dataclass
from roadworthy.locate.files import Files
from roadworthy.locate.lines import Lines
from roadworthy.tree.kept import Kept

T = TypeVar("T")


class Texts(Files):
    """Reads files through `opened`, and keeps what it read and made of them in `kept`.

    `sizes` are those that are known, so that what is too large is not opened. `root` leads from the paths
    here to the names in `kept`, which other trees of the same run may share; `apart` are paths whose contents
    are this tree's own, and stay out of it.
    """

    def __init__(
        self,
        opened: Callable[[str], BinaryIO],
        sizes: Mapping[str, int] | None = None,
        kept: Kept | None = None,
        root: str = "",
        apart: Collection[str] = (),
    ) -> None:
        self._opened = opened
        self._sizes = sizes or {}
        self._kept = Kept() if kept is None else kept
        self._own = Kept()
        self.root = root
        self._apart = apart
        self._trace = self._kept.seen.trace if self._kept.seen else None

    def only(self, path: str) -> Files:
        """Return what reads one file, for who says by itself what it depends on of it: no read is noted."""
        return _OneFile(self, path)

    def extract(self, path: str, function: Callable[..., T], *given: Any) -> T:
        """Return what an `extractor` makes of a file and the arguments; raises what it raises.

        What depends on nothing else of the file need not be done again where it changes in other ways.
        """
        if self._trace is None:
            return function(_OneFile(self, path), path, *given)
        try:
            value = function(_OneFile(self, path), path, *given)
        except Exception:
            self._trace.of(self.root, path).whole = True
            raise
        self._trace.extract(self.root, path, function, given, value)
        return value

    def note(self, path: str) -> None:
        """Note that all of a file is depended on."""
        if self._trace is not None:
            self._trace.of(self.root, path).whole = True

    def read(self, path: str, limit: int = limits.FILE_SIZE) -> bytes:
        """Return a file's bytes; raises `Unreadable` where it is missing, special, or over `limit`."""
        self.note(path)
        return self._read(path, limit)

    def _read(self, path: str, limit: int) -> bytes:
        if self._sizes.get(path, 0) > limit:
            raise too_large(path, limit)
        kept, key = self._place(path)
        file = kept.get(key)
        if file is None:
            try:
                data = self._bytes(path, limit)
            except Unreadable as error:
                kept.put(key, error.fault)
                raise
            # What is over this limit may be within another.
            if len(data) <= limit:
                kept.put(key, data)
        elif isinstance(file.data, Fault):
            raise Unreadable(file.data.message, Location(path))
        else:
            data = file.data
        if len(data) > limit:
            raise too_large(path, limit)
        return data

    def text(self, path: str, limit: int = limits.FILE_SIZE, *, strict: bool = True) -> str:
        """Return a file's text; see `lines`."""
        return self.lines(path, limit, strict=strict).text

    def lines(self, path: str, limit: int = limits.FILE_SIZE, *, strict: bool = True) -> Lines:
        """Return a file's lines without a byte order mark; raises `Unreadable` as `read` does.

        Bytes that are no UTF-8 are `Unreadable` too, or replaced where it is not `strict`.
        """
        self.note(path)
        return self._lines(path, limit, strict=strict)

    def _lines(self, path: str, limit: int, *, strict: bool) -> Lines:
        data = self._read(path, limit)
        kept, key = self._place(path)
        found = kept.lines(key, True) or (None if strict else kept.lines(key, False))
        if found is None:
            try:
                found, exact = _decoded(path, data), True
            except Unreadable:
                if strict:
                    raise
                found, exact = _replaced(data), False
            if kept.get(key):
                kept.put_lines(key, exact, found)
        return found

    def once(self, path: str, make: Callable[[Files, str], T]) -> T:
        """Return what `make` makes of a file, made once a run; what it raises is raised again.

        The value is shared by all who ask: do not change it.
        """
        self.note(path)
        return self._memo(path, make, lambda: make(self, path))

    def _memo(self, path: str, maker: Callable[..., Any], make: Callable[[], T]) -> T:
        kept, key = self._place(path)
        # What is made may hold the path, and other trees know the file by another one.
        name = maker, path
        file = kept.get(key)
        if file is not None and name in file.made:
            made = file.made[name]
        else:
            try:
                made = make()
            except Exception as error:
                made = error
            file = kept.get(key)
            if file is not None:
                file.made[name] = made
        if isinstance(made, Exception):
            raise made.with_traceback(None)
        value: T = made
        return value

    def _place(self, path: str) -> tuple[Kept, str]:
        return (self._own, path) if path in self._apart else (self._kept, f"{self.root}/{path}")

    def _bytes(self, path: str, limit: int) -> bytes:
        """Return a file's bytes up to one more than `limit`."""
        with self._opened(path) as stream:
            try:
                # As many as there should be: to make room for the limit takes longer than to read a file.
                size = min(self._sizes.get(path, limit), limit)
                data = stream.read(size + 1)
                if size < len(data) <= limit:
                    data += stream.read(limit + 1 - len(data))
            except OSError as error:
                raise Unreadable(reason(error), Location(path)) from None
        if self._kept.seen and path not in self._apart and len(data) <= limit:
            self._kept.seen.content(f"{self.root}/{path}", data)
        return data


@dataclass(frozen=True, slots=True)
class _OneFile(Files):
    """Reads one file, of which nothing is noted; what it reads of another one is noted as usual."""

    texts: Texts
    path: str

    def read(self, path: str, limit: int = limits.FILE_SIZE) -> bytes:
        """Return a file's bytes."""
        return self.texts._read(path, limit) if path == self.path else self.texts.read(path, limit)

    def text(self, path: str, limit: int = limits.FILE_SIZE, *, strict: bool = True) -> str:
        """Return a file's text."""
        return self.lines(path, limit, strict=strict).text

    def lines(self, path: str, limit: int = limits.FILE_SIZE, *, strict: bool = True) -> Lines:
        """Return a file's lines."""
        read = self.texts._lines if path == self.path else self.texts.lines
        return read(path, limit, strict=strict)

    def once(self, path: str, make: Callable[[Files, str], T]) -> T:
        """Return what `make` makes of a file, made once a run."""
        if path != self.path:
            return self.texts.once(path, make)
        return self.texts._memo(path, make, lambda: make(self, path))

    def extract(self, path: str, function: Callable[..., T], *given: Any) -> T:
        """Return what an `extractor` makes of a file."""
        return (
            function(self, path, *given) if path == self.path else self.texts.extract(path, function, *given)
        )


def too_large(path: str, limit: int) -> Unreadable:
    """Return the fault of a file that is over a limit of bytes."""
    size = f"{limit >> 10} KiB" if limit < 1 << 20 else f"{limit >> 20} MiB"
    return Unreadable(f"larger than {size}, the limit for such a file", Location(path))


def reason(error: OSError | ValueError) -> str:
    """Return what the system says of a file that it does not open or read, as a message."""
    text = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return text[:1].lower() + text[1:]


def _decoded(path: str, data: bytes) -> Lines:
    try:
        # Not "utf-8-sig", whose faults are counted from behind the mark.
        return Lines(data.decode().removeprefix("\ufeff"))
    except UnicodeDecodeError as error:
        raise Unreadable(f"not valid UTF-8: {error.reason} at byte {error.start}", Location(path)) from None


def _replaced(data: bytes) -> Lines:
    return Lines(data.decode("utf-8-sig", "replace"))
