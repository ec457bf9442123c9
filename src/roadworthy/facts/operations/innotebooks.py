"""What notebooks do about the served model by a library, which nothing that is deployed leads to."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache

from roadworthy.core.finding import Location
from roadworthy.facts.notebooks import NotebookSummary
from roadworthy.facts.operations.levels import Level, Watched
from roadworthy.facts.operations.signals import SIGNALS, Concern, Signal, is_named

#: What an evaluation may do as well as what serves; the rest is asked of what runs.
_EVALUATED = frozenset((Concern.BIAS, Concern.EXPLANATION))


def in_notebooks(notebooks: Iterable[NotebookSummary]) -> Iterator[Watched]:
    """Yield what notebooks explain or compare by groups: a half, as in an evaluation that a person starts."""
    for notebook in notebooks:
        for library, signals in _signals().items() if notebook.language == "python" else ():
            at = next((at for name, at in notebook.imports if _is_of(name, library)), None)
            found = next((one for one in signals if _does(one, notebook.names)), None)
            if at is not None and found is not None:
                told = f"`{library}` in the notebook"
                yield Watched(found.watch, Level.CALLED, ((told, at), (told, Location(notebook.path))))


@lru_cache(1)
def _signals() -> dict[str, list[Signal]]:
    """Return what an evaluation may do, by the library that does it: one does one thing."""
    found: dict[str, list[Signal]] = {}
    for one in SIGNALS:
        match one:
            case Signal(watch=watch, library=library, recurring=False) if watch in _EVALUATED:
                found.setdefault(library, []).append(one)
    return found


def _is_of(name: str, library: str) -> bool:
    return name == library or name.startswith(f"{library}.")


def _does(signal: Signal, names: Collection[str]) -> bool:
    """Tell whether names are those of a signal: of what it makes, if anything, and of what is called."""
    made = signal.makes in ("", "*") or any(is_named(signal.makes, name) for name in names)
    return made and any(
        all(part in names for part in one.split(".")) if "." in one else any(is_named(one, n) for n in names)
        for one in signal.does.split()
    )
