"""Which untested functions one finding reports: those of a file, a class or a directory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from roadworthy import PublicFunction

#: So many untested functions are one fact where they are most of a file or a class, and so many in any case.
_SOME, _MANY = 3, 6
#: A directory is one fact where tests reach at most this part of the functions of several files.
_HARDLY = 0.1


@dataclass(frozen=True, slots=True)
class UntestedUnit:
    """The public functions of one place, and those of them that no test reaches.

    `place` is what holds all of them: a directory, a file or a class; "" for a single function.
    """

    place: str
    functions: tuple[PublicFunction, ...]
    untested: tuple[PublicFunction, ...]


def untested_units(
    functions: Iterable[PublicFunction], untested: Iterable[PublicFunction]
) -> Iterator[UntestedUnit]:
    """Yield the places whose functions are untested, the largest first, and the functions that are left."""
    yield from _below((), tuple(functions), tuple(untested))


def _below(
    place: tuple[str, ...], functions: Sequence[PublicFunction], untested: Sequence[PublicFunction]
) -> Iterator[UntestedUnit]:
    """Yield the units below a place, which is given by the parts of its path and of its functions' names."""
    if not untested:
        return
    groups: dict[tuple[str, ...], list[PublicFunction]] = {}
    for function in functions:
        groups.setdefault(_holders(function)[: len(place) + 1], []).append(function)
    among = set(untested)
    parts = {below: [one for one in inside if one in among] for below, inside in groups.items()}
    holding = [below for below, inside in parts.items() if inside]
    # What is all in one part is told of that part.
    inner = len(holding) == 1 and len(holding[0]) > len(place) and len(untested) > 1
    if place and not inner and _is_one_fact(place, functions, untested):
        yield UntestedUnit(place[-1], tuple(functions), tuple(untested))
        return
    for below in holding:
        if len(below) == len(place) or len(parts[below]) == 1:
            yield from (UntestedUnit("", (one,), (one,)) for one in parts[below])
        else:
            yield from _below(below, groups[below], parts[below])


def _is_one_fact(
    place: tuple[str, ...], functions: Sequence[PublicFunction], untested: Sequence[PublicFunction]
) -> bool:
    tested = len(functions) - len(untested)
    if place[-1].endswith("/"):
        return len(untested) >= (_MANY if tested else _SOME) and tested <= len(functions) * _HARDLY
    return len(untested) >= _MANY or (len(untested) >= _SOME and len(untested) > tested)


def _holders(function: PublicFunction) -> tuple[str, ...]:
    """Return what holds a function, from the outside: directories, its file, its classes."""
    *folders, _ = function.at.file.split("/")
    names = [str(name) for name in function.at.route[:-1]]
    return (
        *("/".join(folders[: n + 1]) + "/" for n in range(len(folders))),
        function.at.file,
        *(".".join(names[: n + 1]) for n in range(len(names))),
    )
