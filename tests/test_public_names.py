"""The names that `roadworthy` exports, at run time and for type checkers."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import roadworthy
from tests import public_names


def test_the_stub_is_made_from_the_table() -> None:
    assert public_names.STUB.read_text(encoding="utf-8") == public_names.text()


def test_every_public_name_can_be_imported_and_is_listed() -> None:
    names = [name for names in roadworthy.HOMES.values() for name in names]
    assert vars(roadworthy)["__all__"] == sorted(names)
    for name in names:
        assert getattr(roadworthy, name) is not None
    assert set(names) <= set(dir(roadworthy))


def test_a_name_that_does_not_exist_is_an_error_for_type_checkers_too(tmp_path: Path) -> None:
    (tmp_path / "pack.py").write_text("from roadworthy import Finding, Nonexistent\n")
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "pack.py"], cwd=tmp_path, capture_output=True, text=True
    )
    if "No module named mypy" in done.stderr:
        import pytest

        pytest.skip("mypy is not installed")
    assert 'has no attribute "Nonexistent"' in done.stdout
    assert "Finding" not in done.stdout.replace("Finding, Nonexistent", "")
