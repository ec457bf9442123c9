"""What is looked for in the files of an archive while they pass by; none of them is kept."""

from __future__ import annotations

from collections.abc import Callable

from roadworthy.core import limits
from roadworthy.core.late_dataclass import dataclass, field
from roadworthy.core.late_re import re

#: What two tools that hide code leave in it: PyPI refuses an upload for one alone, or for both of a pair.
_ALONE = (
    # Made of parts, so that PyPI does not refuse this module for its marks.
    b"__pyarmor" + b"__(__name__, __file__,",
    *(b"__pyarmor_%s__" % word for word in (b"enter", b"exit", b"assert", b"bcc")),
)
_PAIR = tuple(b"---%s PYE FILE---" % word for word in (b"BEGIN", b"END"))
_LONGEST = max(map(len, (*_ALONE, *_PAIR)))
#: A file in the directory that installers copy scripts from.
_SCRIPT = re.compile(r"[^/]+\.data/scripts/.+")
#: First lines that are kept, and how much of each.
_LINES, _LINE = 1000, 200


@dataclass(slots=True)
class CodeScan:
    """What was found: files of hidden code, and the first lines of a wheel's scripts by member."""

    obfuscated: list[str] = field(default_factory=list)
    scripts: dict[str, str] = field(default_factory=dict)

    def begin(self, name: str, head: bytes) -> Callable[[bytes], None] | None:
        """Note what a file's beginning says, and return what is to see the rest of it."""
        if _SCRIPT.fullmatch(name) and len(self.scripts) < _LINES and b"\0" not in head:
            self.scripts[name] = head[:_LINE].partition(b"\n")[0].decode("utf-8", "replace")
        return _Search(name, self.obfuscated).take if name.endswith((".py", ".pye")) else None


@dataclass(slots=True)
class _Search:
    """Looks for marks across chunks."""

    name: str
    found: list[str]
    size: int = 0
    tail: bytes = b""
    seen: set[bytes] = field(default_factory=set)

    def take(self, chunk: bytes) -> None:
        self.size += len(chunk)
        if not chunk:
            if self.size <= limits.FILE_SIZE and not (self.seen.isdisjoint(_ALONE) and len(self.seen) < 2):
                self.found.append(self.name)
            return
        data = self.tail + chunk if self.tail else chunk
        # Two cheap searches instead of seven for what is hardly ever there.
        if b"pyarmor" in data or b"PYE FILE" in data:
            self.seen.update(mark for mark in (*_ALONE, *_PAIR) if mark in data)
        self.tail = data[-_LONGEST:]
