"""Which of the project's files a measured path means: it may have been measured elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping


def matched(measured: Iterable[str], own: Mapping[str, str]) -> dict[str, str]:
    """Return own path -> measured path.

    `own` gives for each own path its place below the directory that is imported from (`src/demo/model.py` ->
    `demo/model.py`). A path of another machine or of an installed copy matches by its end, the longest first;
    where two measured paths mean one file with equal right, neither is taken.
    """
    by_tail: dict[str, str] = {}
    for path, below in own.items():
        by_tail[below] = path if below not in by_tail else ""
    candidates: dict[str, list[tuple[int, str]]] = {}
    for given in measured:
        path = given.replace("\\", "/")
        while path.startswith("./"):
            path = path[2:]
        if path in own:
            candidates.setdefault(path, []).append((0, given))
            continue
        parts = path.split("/")
        for start in range(len(parts)):
            tail = "/".join(parts[start:])
            if tail in own and (start > 0):
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
