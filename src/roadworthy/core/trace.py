"""What a run depended on of each file, where that is less than all of its content.

Most changes of a file change little of what a run learns of it. What is noted here is asked again of a file
that has changed (`engine/recheck.py`): if all of it is the same, the report still holds. Code that reads a
file in any other way depends on all of it.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from roadworthy.core.late_dataclass import dataclass, field
from roadworthy.core.seen import digest_of

_Function = TypeVar("_Function", bound=Callable[..., Any])
_MARK = "__roadworthy_extractor__"
#: A size that no file exceeds.
_ANY = 1 << 62


def extractor(function: _Function) -> _Function:
    """Mark a function of a module that extracts plain data from one file, for `Tree.extract`.

    Its result may depend on nothing but the file and the arguments: it may be called in another run instead
    of all that uses the result. Raises `TypeError` where its annotation says that it gives a set.
    """
    gives = str(function.__annotations__.get("return", ""))
    if "set[" in gives:
        name = f"{function.__module__}.{function.__qualname__}"
        raise TypeError(f"`{name}` gives {gives}: an extractor gives plain data, such as a sorted list")
    setattr(function, _MARK, True)
    return function


def is_extractor(value: object) -> bool:
    """Tell whether a value is a function that is marked so."""
    return callable(value) and getattr(value, _MARK, False) is True


@dataclass(slots=True)
class Judged:
    """What the first stage made of a file: as which kind, and the hash of its result.

    `rules` is the number of the schedule, `names` are those of other files that were asked for, each with
    whether it is there. There is no `result` where the file is not of the kind.
    """

    rules: int
    kind: str
    asked: Sequence[Any]
    names: dict[str, bool]
    result: str | None


@dataclass(slots=True)
class Used:
    """What a run depended on of one file.

    That is all of it where it is `whole`; else that its size lies above `least` and up to `most`, the hashes
    of what was extracted, by the numbers of the questions, and what the first stage made of it.
    """

    whole: bool = False
    least: int = -1
    most: int = _ANY
    extracts: dict[int, str] = field(default_factory=dict)
    judged: list[Judged] = field(default_factory=list)


class Trace:
    """What was depended on, by the root of a tree and the path in it."""

    def __init__(self) -> None:
        self._files: dict[tuple[str, str], Used] = {}
        self._questions: dict[tuple[Callable[..., Any], tuple[Any, ...]], int] = {}
        self._rules: list[dict[str, Any]] = []

    def of(self, root: str, path: str) -> Used:
        """Return what is noted of a file."""
        key = root, path
        used = self._files.get(key)
        if used is None:
            used = self._files[key] = Used()
        return used

    def size(self, root: str, path: str, limit: int, *, over: bool) -> None:
        """Note that a file was found to be over a size in bytes, or not."""
        used = self.of(root, path)
        if over:
            used.least = max(used.least, limit)
        else:
            used.most = min(used.most, limit)

    def extract(
        self, root: str, path: str, function: Callable[..., Any], given: tuple[Any, ...], value: object
    ) -> None:
        """Note what a function extracted from a file, which was given these arguments beside it."""
        number = self._questions.setdefault((function, given), len(self._questions))
        self.of(root, path).extracts[number] = digest_of_data(value)

    def rules(self, options: dict[str, Any]) -> int:
        """Note the rules of a schedule with their options; return its number."""
        self._rules.append(options)
        return len(self._rules) - 1

    def packed(self) -> bytes:
        """Return the record as bytes, for `unpacked`: most of it is the same from file to file."""
        return zlib.compress(json.dumps(self.record(), separators=(",", ":")).encode(), 1)

    def record(self) -> dict[str, Any]:
        """Return as plain data what is noted of files that are not used as a whole, by absolute path."""
        files: dict[str, list[Any]] = {}
        left = {f"{root}/{path}" for (root, path), used in self._files.items() if used.whole}
        for (root, path), used in self._files.items():
            if (name := f"{root}/{path}") not in left:
                judged = [[one.rules, one.kind, one.asked, one.names, one.result] for one in used.judged]
                extracts = [[number, digest] for number, digest in used.extracts.items()]
                files.setdefault(name, []).append([root, path, used.least, used.most, extracts, judged])
        questions = [
            [function.__module__, function.__qualname__, given] for function, given in self._questions
        ]
        return {"questions": questions, "rules": self._rules, "files": files}


def unpacked(data: bytes) -> dict[str, Any]:
    """Return the record that `packed` made bytes of."""
    record: dict[str, Any] = json.loads(zlib.decompress(data))
    return record


def digest_of_data(value: object) -> str:
    """Return the hash of plain data."""
    return digest_of(json.dumps(value, separators=(",", ":")).encode())
