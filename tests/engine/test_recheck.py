"""Which changes of files are told apart from those that change nothing."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from roadworthy.core.seen import Change
from roadworthy.core.trace import digest_of_data, extractor
from roadworthy.engine.recheck import Recheck
from roadworthy.locate.files import Files
from roadworthy.testing.pages import plugins

FIRST = ["roadworthy.locate.place", "quotable", ["a.py", 100]]


@extractor
def third_party(files: Files, path: str) -> str:
    return ""


def change(path: Path, *, read: bool = True) -> Change:
    """Return a change of a file as a record of another run would tell it."""
    status = os.stat(path)
    stamp = [status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino, status.st_mode]
    return Change([str(path), *stamp, "0" * 40 if read else ""], stamp, 0)


def trace(
    root: Path, *, least: int = -1, most: int = 1 << 62, questions: Any = (), extracts: Any = ()
) -> dict[str, Any]:
    note = [str(root), "a.py", least, most, list(extracts), []]
    return {"questions": list(questions), "rules": [], "files": {str(root / "a.py"): [note]}}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "a.py"
    path.write_text("import os\n")
    return path


def test_a_size_within_what_was_noted(file: Path) -> None:
    for least, most, holds in ((9, 10, True), (9, 1000, True), (10, 20, False), (-1, 9, False)):
        found = Recheck(trace(file.parent, least=least, most=most), plugins()).holds([change(file)])
        assert (found is not None) is holds
    found = Recheck(trace(file.parent, most=10), plugins()).holds([change(file, read=False)])
    assert found == {str(file): ""}


def test_a_file_of_which_nothing_is_noted(file: Path) -> None:
    assert Recheck({"questions": [], "rules": [], "files": {}}, plugins()).holds([change(file)]) is None


def test_an_extract_is_compared(file: Path) -> None:
    for text, holds in (("text", True), ("", False)):
        made = trace(file.parent, questions=[FIRST], extracts=[[0, digest_of_data([text])]])
        recheck = Recheck(made, plugins())
        assert (recheck.holds([change(file)]) is not None) is holds
        assert recheck.quoted == {str(file)}


@pytest.mark.parametrize(
    ("module", "name"),
    [
        (__name__, "third_party"),
        ("os.path", "join"),
        ("roadworthy.core.trace", "digest_of_data"),
        ("roadworthy.core.trace", "absent"),
        ("roadworthy_rules.absent", "absent"),
    ],
)
def test_only_extractors_of_packs_are_called(file: Path, module: str, name: str) -> None:
    made = trace(file.parent, questions=[[module, name, []]], extracts=[[0, digest_of_data("")]])
    assert Recheck(made, plugins()).holds([change(file)]) is None


def test_large_changes_are_for_a_run(file: Path) -> None:
    changes = [change(file)] * 21
    assert Recheck(trace(file.parent), plugins()).holds(changes) is None
    file.write_bytes(b"#" * 1_000_001)
    assert Recheck(trace(file.parent), plugins()).holds([change(file)]) is None


def test_a_file_that_is_gone_or_cannot_be_decoded(file: Path) -> None:
    made, before = (
        trace(file.parent, questions=[FIRST], extracts=[[0, digest_of_data(["text"])]]),
        change(file),
    )
    file.write_bytes(b"\xff")
    assert Recheck(made, plugins()).holds([before]) is None
    file.unlink()
    assert Recheck(made, plugins()).holds([before]) is None
