"""The files of a tree with their sizes, which notes whose size a run depends on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from roadworthy.core.trace import Trace


class Sizes(Mapping[str, int]):
    """Sizes in bytes by path: to ask for the paths alone, or to `exceed`, depends on no size as a whole."""

    __slots__ = ("_root", "_sizes", "_trace")

    def __init__(self, sizes: Iterable[tuple[str, int]], root: str, trace: Trace | None) -> None:
        self._sizes = dict(sizes)
        self._root = root
        self._trace = trace

    def exceeds(self, path: str, limit: int) -> bool:
        """Tell whether a file has more bytes; one that is not there has none."""
        size = self._sizes.get(path)
        if size is None:
            return limit < 0
        if self._trace is not None:
            self._trace.size(self._root, path, limit, over=size > limit)
        return size > limit

    def unnoted(self, path: str) -> int:
        """Return a size, for what comes out the same whatever it is."""
        return self._sizes[path]

    def __getitem__(self, path: str) -> int:
        """Return the size of a file."""
        size = self._sizes[path]
        if self._trace is not None:
            self._trace.size(self._root, path, size - 1, over=True)
            self._trace.size(self._root, path, size, over=False)
        return size

    def __contains__(self, path: object) -> bool:
        """Tell whether there is a file."""
        return path in self._sizes

    def __iter__(self) -> Iterator[str]:
        """Iterate over the paths."""
        return iter(self._sizes)

    def __len__(self) -> int:
        """Return the number of files."""
        return len(self._sizes)
