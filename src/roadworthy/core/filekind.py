"""A kind of file that is judged one by one in the first stage: how it is parsed, walked and summarised.

A file may be of two kinds: a script in cells is a module and a notebook.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from typing import Any

from roadworthy.core import limits
from roadworthy.core.late_dataclass import dataclass
from roadworthy.core.signature import Deferred, imported, key_of

#: What is called with each node of a type while a file is walked.
Handlers = Mapping[type[Any], Sequence[Callable[[Any], None]]]


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file that packs offer beside facts: an instance in a module that `facts_in` looks at.

    `suffix` is how its files' names end; a file of more than `size` bytes or `lines` lines is skipped.
    A rule on a whole file asks for `subject`; one on a node of its syntax asks for the node, then for one of
    `contexts`, in which the node lies. The second stage gets a tuple of `summary`, which is plain data.
    """

    suffix: str
    size: int
    lines: int | None
    subject: type
    contexts: tuple[type, ...]
    summary: type
    #: From what reads `Files`, a path, its bytes and what `asks` says of it to the subject; raises
    #: `Unreadable` with the place.
    parse: Callable[[Any, str, bytes, Any], Any]
    #: From a subject to its summary, in one walk; the second argument gives the handlers within a context,
    #: the third is what `asks` says of the file.
    summarise: Callable[[Any, Callable[[Any], Handlers], Any], Any]
    #: The Python texts of a subject whose comments may ignore findings, as `Lines`, each with the number of
    #: its cell.
    texts: Callable[[Any], Iterable[tuple[Any, int | None]]]
    #: What gives the first and the last lines of a subject's statements, where it is Python and was parsed,
    #: cut as small as some lines ask for: comments in them that are for other tools may accept findings.
    statements: Callable[[Any], Callable[[Sequence[int]], Iterable[tuple[int, int]]] | None] = (
        lambda subject: None
    )
    #: A fact that excuses files that cannot be parsed: `reason` says why, `needs` what would parse them.
    excuse: type | None = None
    #: A fact that tells, before any file is parsed, what this run needs to be in summaries.
    details: type | None = None
    #: Tells, from a path and how the text begins, whether a tool wrote a file; rules leave such files alone.
    generated: Callable[[str, str], bool] | None = None
    #: A fact of the tree's names and settings that every file of the kind is parsed with.
    context: type | None = None
    #: From the values of `context` and `details` (None where there are none) and a path to what they say of
    #: that file, as plain data: with the file's bytes, that is all that a subject and its summary depend on.
    asks: Callable[[Any, Any, str], tuple[str | bool | None, ...]] = lambda context, details, path: ()
    #: How names of other files end that may be of the kind.
    others: tuple[str, ...] = ()
    #: Tells whether one of `others` is of the kind, from the paths of the tree, its own, what `asks` says of
    #: it, and its bytes.
    matches: Callable[[Container[str], str, Any, bytes], bool] = lambda files, path, asked, data: True

    def is_generated(self, path: str, data: bytes) -> bool:
        """Tell whether a file says, by its name or in its first bytes, that a tool wrote it."""
        return self.generated is not None and self.generated(
            path, data[: limits.HEAD].decode("utf-8", "replace")
        )


@dataclass(frozen=True, slots=True)
class KnownKind:
    """What is known of a kind of file where it was not imported: how names end, and the keys of its facts."""

    suffix: str
    others: tuple[str, ...]
    subject: str
    contexts: tuple[str, ...]
    summary: str
    home: FileKind | Deferred

    @property
    def whole(self) -> FileKind:
        """The kind itself."""
        if isinstance(self.home, FileKind):
            return self.home
        found: FileKind = imported(self.home.module, self.home.name)
        return found

    def names(self, path: str) -> bool:
        """Tell whether a file may be of the kind, by its name."""
        return path.endswith((self.suffix, *self.others))


def known_kind(kind: FileKind) -> KnownKind:
    """Return what is known of a kind without it."""
    contexts = tuple(map(key_of, kind.contexts))
    return KnownKind(kind.suffix, kind.others, key_of(kind.subject), contexts, key_of(kind.summary), kind)
