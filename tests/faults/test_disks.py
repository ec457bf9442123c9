"""Disks that are full or read-only: what was there stays whole, and the exit code says what happened."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from roadworthy.core.write import write_file, write_files
from tests.cli.conftest import Run
from tests.faults.conftest import PROJECT, Disturb, Fault

OLD = {name: text.encode() for name, text in PROJECT.items()}
FIX = ["check", "-q", "--unsafe-fixes", "--select", "license-classifier-redundant,import-unused"]
REPORT = ["check", "-q", "--select", "code", "--report", "json=a.json", "--report", "json=b.json"]
ERRORS = ("ENOSPC", "EDQUOT", "EIO", "EROFS", "EACCES")


def failing(target: str, error: str, nth: int = 1) -> list[Fault]:
    return [{"target": target, "nth": nth, "action": "error", "value": error}]


def test_a_report_that_cannot_be_written_leaves_the_old_one(disturb: Disturb) -> None:
    planted = [failing(target, error) for error in ERRORS for target in ("os.open", "os.write", "os.replace")]
    old = {"a.json": b"old", "b.json": b"old"}
    for run, ((fault,),) in zip(disturb(REPORT, planted, old), zip(planted), strict=True):
        assert run.status == 2, fault
        assert run.left() == OLD | old, fault
        assert run.temporary() == [], fault
        assert run.stderr.count("\n") == 1, run.stderr
        assert run.stderr.startswith("roadworthy: a.json: the report cannot be written: "), run.stderr


def test_the_report_before_the_one_that_fails_is_whole(disturb: Disturb) -> None:
    whole, cut = disturb(REPORT, [[], failing("os.write", "ENOSPC", 2)], {"b.json": b"old"})
    assert cut.status == 2
    assert cut.left() == whole.left() | {"b.json": b"old"}


def test_a_fix_that_cannot_be_written_changes_no_file(disturb: Disturb) -> None:
    places = (("os.open", 2), ("os.write", 3))
    planted = [failing(target, error, nth) for error in ERRORS for target, nth in places]
    for run, ((fault,),) in zip(disturb(FIX, planted), zip(planted), strict=True):
        assert run.status == 2, fault
        assert run.left() == OLD, fault
        assert run.temporary() == [], fault
        assert "fixes cannot be written: 'src/demo/" in run.stderr, run.stderr


def test_the_record_on_a_full_disk(disturb: Disturb, small_disk: Path) -> None:
    (small_disk / "test_a.py").write_text("def test_a():\n    assert True\n")
    (small_disk / "pytest.ini").write_text("[pytest]\n")
    (small_disk / ".roadworthy-record.json").write_bytes(b"old")
    try:
        fill(small_disk)
        command = [sys.executable, "-B", "-m", "pytest", "-q", "--roadworthy", "-p", "no:cacheprovider"]
        done = subprocess.run(command, cwd=small_disk, capture_output=True, text=True, check=False)
        left = (small_disk / ".roadworthy-record.json").read_bytes(), sorted(os.listdir(small_disk))
    finally:
        unmount(small_disk)
    assert done.returncode == 0, done.stdout
    assert "the record cannot be written: '.roadworthy-record.json': No space left on device" in done.stdout
    assert left == (b"old", [".roadworthy-record.json", "fill", "pytest.ini", "test_a.py"])


def test_files_on_a_full_disk(small_disk: Path) -> None:
    (small_disk / "a").write_bytes(b"old")
    try:
        fill(small_disk)
        with pytest.raises(OSError, match="No space left on device"):
            write_file(str(small_disk / "a"), b"x" * 10_000)
        with pytest.raises(OSError, match="'a': No space left on device"):
            write_files(str(small_disk), {"a": b"x" * 10_000})
        left = (small_disk / "a").read_bytes(), sorted(os.listdir(small_disk))
    finally:
        unmount(small_disk)
    assert left == (b"old", ["a", "fill"])


def test_a_read_only_tree(run: Run, small_disk: Path) -> None:
    for name, text in PROJECT.items():
        (small_disk / name).parent.mkdir(parents=True, exist_ok=True)
        (small_disk / name).write_text(text)
    try:
        subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
        checked = run("check", "-q", "--select", "code", cwd=small_disk)
        fixed = run(*FIX, cwd=small_disk)
        written = run("check", "-q", "--output-file", "a.txt", cwd=small_disk)
        left = sorted(path.name for path in small_disk.rglob("*") if path.is_file())
    finally:
        unmount(small_disk)
    assert checked.returncode == 1
    assert (fixed.returncode, written.returncode) == (2, 2)
    assert fixed.stderr.endswith("'pyproject.toml': Read-only file system\n")
    assert written.stderr == "roadworthy: a.txt: the report cannot be written: Read-only file system\n"
    assert left == sorted(Path(name).name for name in PROJECT)


def test_a_limit_of_the_system_on_the_size_of_files(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (5_000, 5_000))
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

    code = "from roadworthy.core.write import write_file; write_file('a', b'x' * 10_000)"
    command = [sys.executable, "-c", code]
    done = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, check=False, preexec_fn=limited
    )
    assert "File too large" in done.stderr
    assert os.listdir(tmp_path) == ["a"]
    assert (tmp_path / "a").read_bytes() == b"old"


def fill(directory: Path) -> None:
    """Take all blocks of a disk."""
    with open(directory / "fill", "wb", buffering=0) as stream:
        for size in (4096, 1):
            try:
                while True:
                    stream.write(b"x" * size)
            except OSError:
                continue


def unmount(directory: Path) -> None:
    command = shutil.which("umount")
    assert command is not None
    subprocess.run([command, str(directory)], check=True)
