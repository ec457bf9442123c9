"""What comes out of an archive: its members, read one after another within the limits, never extracted."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import BinaryIO, Literal

from roadworthy.core import limits
from roadworthy.core.fault import Unreadable
from roadworthy.core.finding import Location
from roadworthy.core.late_dataclass import dataclass, field
from roadworthy.core.late_re import re

#: How much is inflated at a time.
CHUNK = 256 * 1024
#: Files whose names say that they may hold credentials: their first bytes are kept, of so many at most.
_PEEKED = re.compile(
    r"(^|/)(\w*\.env(\.\w+)?|id_(rsa|dsa|ecdsa|ed25519)|[^/]+\.(pem|key|ppk)|[._]netrc|\.pypirc"
    r"|\.git-credentials|\.pgpass|(?=[^/]*(kaggle|credential|account))[^/]*\.json)$",
    re.IGNORECASE,
)
_HEADS = 256

#: Looks at files as they pass by: given a name and how the file begins, it returns what takes each chunk
#: and, at the end, `b""`; or None where the file does not matter to it.
Examiner = Callable[[str, bytes], Callable[[bytes], None] | None]
Kind = Literal["file", "directory", "symlink", "hardlink", "device", "fifo", "sparse"]


@dataclass(frozen=True, slots=True)
class Member:
    """One member of a zip or tar archive, in the archive's order.

    `name` is what the archive says, `..` and backslashes included; a directory's ends with `/`. `size`
    is what really came out. `mode` holds Unix permission bits, in a
    zip with the type bits, and 0 where it has none. `digest` is the SHA-256 in the spelling of RECORD
    (urlsafe base64 without padding), for files only. `link` is what a link points to, `method` the
    number of a zip's compression method.
    """

    name: str
    size: int
    directory: bool
    mode: int
    digest: str | None = None
    kind: Kind = "file"
    link: str = ""
    method: int = 0


@dataclass(slots=True)
class ArchiveScan:
    """What was taken in so far from the archive at `path`, of `packed` bytes.

    `keep` gives, for a member's name, how many bytes of it may be kept as text, 0 for none. Readers call
    `count` for every byte that they inflate, so that no header is trusted. `examiners` see every file.
    """

    path: str
    packed: int
    keep: Callable[[str], int]
    examiners: tuple[Examiner, ...] = ()
    members: list[Member] = field(default_factory=list)
    texts: dict[str, bytes] = field(default_factory=dict)
    binaries: list[str] = field(default_factory=list)
    heads: dict[str, bytes] = field(default_factory=dict)
    inflated: int = 0
    kept: int = 0

    def fault(self, message: str, *, refused: bool = False) -> Unreadable:
        """Return the exception for what is wrong with this archive; PyPI takes none that is `refused`."""
        return Unreadable(message, Location(self.path), refused=refused)

    def damage(self, error: Exception, member: str = "", *, refused: bool = False) -> Unreadable:
        """Return the exception for what a library raised over this archive, or over one member of it."""
        if isinstance(error, Unreadable):
            return error
        where = f"`{member}` is " if member else ""
        if isinstance(error, EOFError):
            return self.fault(f"{where}truncated", refused=refused)
        if isinstance(error, RecursionError):
            return self.fault(f"{where}damaged: headers nested too deeply")
        if isinstance(error, UnicodeDecodeError):
            return self.fault(f"{where}damaged: a file name is not valid UTF-8", refused=refused)
        text = (error.strerror if isinstance(error, OSError) else None) or str(error) or type(error).__name__
        start = text[:1].lower() if text[1:2].islower() else text[:1]  # But CRC remains CRC.
        return self.fault(f"{where}damaged: {start}{text[1:]}", refused=refused)

    def count(self, size: int) -> None:
        """Count inflated bytes; raises `Unreadable` where they are beyond the limits."""
        self.inflated += size
        if self.inflated > limits.ARCHIVE_TOTAL:
            raise self.fault(f"holds more than {limits.ARCHIVE_TOTAL >> 20} MiB, the limit for an archive")
        # Small archives of zeros are no bombs: the ratio counts once they fill more than one large member.
        if self.inflated > max(limits.MEMBER_SIZE, limits.ARCHIVE_RATIO * self.packed):
            raise self.fault(f"a bomb: inflates to more than {limits.ARCHIVE_RATIO} times its size")

    def add(self, member: Member) -> None:
        """Take in a member without content; raises `Unreadable` where there are too many."""
        if len(self.members) >= limits.ARCHIVE_MEMBERS:
            raise self.fault(f"more than {limits.ARCHIVE_MEMBERS} members, the limit for an archive")
        self.members.append(member)

    def add_file(self, member: Member, chunks: Iterable[bytes]) -> None:
        """Take in a file: digest its content, and keep it where it is wanted.

        Raises `Unreadable` where a wanted file is too large, and what `chunks` raises.
        """
        import hashlib

        digest, size, head, kept = hashlib.sha256(), 0, b"", list[bytes]()
        limit, takers = self.keep(member.name), list[Callable[[bytes], None]]()
        for chunk in chunks:
            if not size:
                head = chunk[:4096]
                takers = [taker for begin in self.examiners if (taker := begin(member.name, head))]
            for take in takers:
                take(chunk)
            digest.update(chunk)
            size += len(chunk)
            if limit:
                kept.append(chunk)
                self._count_kept(member.name, size, len(chunk), limit)
        for take in takers:
            take(b"")
        text = in_record(digest.digest())
        link = head.decode("utf-8", "replace") if member.kind == "symlink" else member.link
        self.add(replace(member, size=size, digest=text, link=link))
        if is_binary(head):
            self.binaries.append(member.name)
        elif len(self.heads) < _HEADS and _PEEKED.search(member.name):
            self.heads[member.name] = head
        if limit:
            # Of two members with one name the later one is what an installer leaves behind.
            self.texts[member.name] = b"".join(kept)

    def _count_kept(self, name: str, size: int, more: int, limit: int) -> None:
        self.kept += more
        if size > limit:
            raise self.fault(f"`{name}` is larger than {limit >> 10} KiB, the limit for such a file")
        if self.kept > limits.MEMBER_SIZE:
            raise self.fault(f"metadata files larger than {limits.MEMBER_SIZE >> 20} MiB in all")


def hash_of(stream: BinaryIO) -> str:
    """Return the SHA-256 of all that a stream holds."""
    import hashlib

    digest = hashlib.sha256()
    while chunk := stream.read(CHUNK):
        digest.update(chunk)
    return digest.hexdigest()


def in_record(digest: bytes) -> str:
    """Return a hash in the spelling of RECORD."""
    import base64

    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def is_binary(head: bytes) -> bool:
    """Tell whether a file that starts with `head` is native code: ELF, Mach-O or PE."""
    if head.startswith(b"MZ"):
        return b"\0" in head[:64]  # A DOS header always holds one, and a table of m/z values never does.
    if head.startswith((b"\xca\xfe\xba\xbe", b"\xca\xfe\xba\xbf")):
        return int.from_bytes(head[4:8], "big") < 43  # Java classes share this magic: versions from 45.
    machos = (b"\xfe\xed\xfa\xce", b"\xfe\xed\xfa\xcf", b"\xce\xfa\xed\xfe", b"\xcf\xfa\xed\xfe")
    return head.startswith((b"\x7fELF", *machos))
