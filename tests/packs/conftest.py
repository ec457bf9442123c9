"""What tests of packs share: packs that are written, and imported."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

WritePack = Callable[..., str]

INIT = """\
from roadworthy import hookimpl, rules_in

@hookimpl
def roadworthy_rules():
    return rules_in(__name__)
"""
RULE = """\
from roadworthy import Module, Severity, rule

@rule(Severity.NOTE, since="1.0")
def {name}(module: Module):
    yield from ()
"""


@pytest.fixture
def write_pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[WritePack]:
    """Write a package that can be imported: rules by their paths, and other files by path and text."""
    monkeypatch.syspath_prepend(str(tmp_path))
    before = set(sys.modules)

    def write(package: str, *rules: str, **texts: str) -> str:
        files = {f"{rule}.py": RULE.format(name=rule.rpartition("/")[2]) for rule in rules}
        for path, text in {"__init__.py": INIT, **files, **texts}.items():
            file = tmp_path / package / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
        return package

    yield write
    for name in set(sys.modules) - before:
        del sys.modules[name]
