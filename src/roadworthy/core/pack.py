"""A rule pack, and what may be wrong with one."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pack:
    """An installed pack: its entry point, and the distribution that brings it."""

    name: str
    module: str
    distribution: str
    version: str


@dataclass(frozen=True, slots=True)
class PackFault:
    """What is wrong with a pack; it stops no other, and makes the exit code 3."""

    pack: str
    message: str
    file: str = ""
    line: int = 0
