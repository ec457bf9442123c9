"""What is published of Roadworthy has nothing that PyPI refuses, although rules and tests are about it."""

from __future__ import annotations

from roadworthy.facts.artifacts.scan import _ALONE, _PAIR
from tests.addresses import ROOT


def test_no_module_carries_the_marks_of_hidden_code() -> None:
    modules = [path for top in ("src", "rules", "tests") for path in (ROOT / top).rglob("*.py")]
    texts = {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in modules}
    assert len(texts) > 500
    marked = [
        path
        for path, text in texts.items()
        if any(mark in text for mark in _ALONE) or all(mark in text for mark in _PAIR)
    ]
    assert marked == []
