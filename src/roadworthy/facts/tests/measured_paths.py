"""Which of the project's files a measured path means: it may have been measured elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from roadworthy.core.late_re import re

_HERE = re.compile(r"(?:\./)*+")


def matched(measured: Iterable[str], own: Mapping[str, str]) -> dict[str, str]:
    """Return own path -> measured path.

    `own` gives for each own path its place below the directory that is imported from (`src/demo/model.py` ->
    `demo/model.py`). A path of another machine or of an installed copy matches by its end, the longest first;
    where two measured paths mean one file with equal right, neither is taken.
    """
    by_tail: dict[str, str] = {}
    for path, below in own.items():
        by_tail[below] = path if below not in by_tail else ""
    # No end of a path matches that has more parts than any path of ours.
    deepest = max((path.count("/") + 1 for path in (*own, *by_tail)), default=0)
    candidates: dict[str, list[tuple[int, str]]] = {}
    for given in measured:
        path = given.replace("\\", "/")
        path = path[len(_HERE.match(path)[0]) :]  # type: ignore[index]
        if path in own:
            candidates.setdefault(path, []).append((0, given))
            continue
        parts = path.rsplit("/", deepest)
        for start in range(len(parts)):
            tail = "/".join(parts[start:])
            if tail in own and tail != path:
                candidates.setdefault(tail, []).append((1, given))
                break
            # An installed copy: whole packages only, or any `utils.py` would do.
            if "/" in tail and by_tail.get(tail):
                candidates.setdefault(by_tail[tail], []).append((2, given))
                break
    found: dict[str, str] = {}
    for path, options in candidates.items():
        best = min(rank for rank, _ in options)
        named = [given for rank, given in options if rank == best]
        if len(named) == 1:
            found[path] = named[0]
    return found
