"""How often files are opened and parsed, and functions called: what a test counts in place of time."""

from __future__ import annotations

import builtins
import io
import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar
from unittest import mock

import tomli
import yaml

from roadworthy.tree import ini

T = TypeVar("T")


@dataclass
class Counts:
    """How often each file below `root` was opened, and each text was given to a parser."""

    root: Path
    opened: Counter[str] = field(default_factory=Counter)
    parsed: Counter[tuple[str, str]] = field(default_factory=Counter)

    def open(self, path: object) -> None:
        if isinstance(path, (str, os.PathLike)):
            full = Path(os.path.realpath(path))
            if full.is_relative_to(self.root):
                self.opened[str(full.relative_to(self.root))] += 1

    def parse(self, parser: str, text: object) -> None:
        if hasattr(text, "read"):
            raise AssertionError(f"{parser} is given a stream, which cannot be counted")
        if isinstance(text, (str, bytes)):
            self.parsed[parser, text if isinstance(text, str) else text.decode("utf-8", "replace")] += 1

    def offenders(self) -> list[str]:
        """Return what was opened or parsed more than once; files with the same text are told apart."""
        found = [f"{path} was opened {n} times" for path, n in self.opened.items() if n > 1]
        texts: dict[str, list[str]] = {}
        for path in sorted(self.root.rglob("*")):
            if path.is_file():
                text = path.read_bytes().decode("utf-8", "replace").removeprefix("\ufeff")
                texts.setdefault(text, []).append(str(path.relative_to(self.root)))
        for (parser, text), n in self.parsed.items():
            files = texts.get(text, [])
            if files and n > len(files):
                found.append(f"{', '.join(files)} was parsed {n} times by {parser}")
        return sorted(found)


@contextmanager
def counting(root: Path) -> Iterator[Counts]:
    """Count what is opened and parsed, by wrapping the functions that everything goes through."""
    counts = Counts(Path(os.path.realpath(root)))

    def watch(owner: Any, name: str, note: Callable[..., None]) -> None:
        real = getattr(owner, name)

        def call(*arguments: Any, **named: Any) -> Any:
            note(*arguments)
            return real(*arguments, **named)

        stack.enter_context(mock.patch.object(owner, name, call))

    with ExitStack() as stack:
        for owner in (builtins, io, os):
            watch(owner, "open", lambda path, *rest: counts.open(path))
        # `ast.parse` calls it as well.
        watch(builtins, "compile", lambda text, *rest: counts.parse("compile", text))
        watch(tomli, "loads", lambda text, *rest: counts.parse("tomli", text))
        watch(json, "loads", lambda text, *rest: counts.parse("json", text))
        watch(yaml, "SafeLoader", lambda text, *rest: counts.parse("yaml", text) if text else None)
        watch(ini, "read_ini", lambda lines: counts.parse("ini", lines.text))
        yield counts


class TooMany(Exception):
    """A call takes more steps than it may."""


def calls(function: Callable[[], object]) -> int:
    """Return how many calls of functions, Python's and C's, a call makes."""
    return _counted(function, sys.maxsize)[1]


def within(limit: int, function: Callable[[], T]) -> T:
    """Return what a call returns; raises `TooMany` once it has called more functions than the limit."""
    return _counted(function, limit)[0]


def _counted(function: Callable[[], T], limit: int) -> tuple[T, int]:
    made = 0

    def note(frame: object, event: str, argument: object) -> None:
        nonlocal made
        if event in ("call", "c_call"):
            made += 1
            if made > limit:
                raise TooMany

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        result = function()
    finally:
        sys.setprofile(before)
    # What catches every exception may have caught that one.
    if made > limit:
        raise TooMany
    return result, made
