"""Writing: at once, with the mode kept, and never out of the root."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from roadworthy.fix.write import write

posix = pytest.mark.skipif(os.name != "posix", reason="modes and links as POSIX has them")


def tree(root: Path) -> dict[str, bytes]:
    files = sorted(path for path in root.rglob("*") if path.is_file())
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in files}


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_files_are_written_and_directories_made(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    files = {"a": b"new\r\n", "b/c/d.py": b"\xef\xbb\xbf", "src/py.typed": b""}
    write(str(tmp_path), files)
    assert tree(tmp_path) == files


def test_the_root_may_be_relative(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write(".", {"a": b"1"})
    assert tree(tmp_path) == {"a": b"1"}


@posix
def test_modes(tmp_path: Path) -> None:
    for bits in (0o644, 0o755, 0o600, 0o444):
        (tmp_path / "a").write_bytes(b"old")
        (tmp_path / "a").chmod(bits)
        write(str(tmp_path), {"a": b"new"})
        assert mode(tmp_path / "a") == bits
        assert (tmp_path / "a").read_bytes() == b"new"
        (tmp_path / "a").unlink()
    (tmp_path / "plain").write_bytes(b"")
    write(str(tmp_path), {"new": b""})
    assert mode(tmp_path / "new") == mode(tmp_path / "plain")


@posix
def test_a_link_inside_of_the_root_is_followed_and_stays(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real/a").write_bytes(b"old")
    (tmp_path / "file").symlink_to("real/a")
    (tmp_path / "directory").symlink_to("real")
    write(str(tmp_path), {"file": b"1", "directory/b": b"2"})
    assert (tmp_path / "file").is_symlink()
    assert (tmp_path / "real/a").read_bytes() == b"1"
    assert (tmp_path / "real/b").read_bytes() == b"2"


@posix
@pytest.mark.parametrize("path", ["file", "directory/b", "directory/new/b", "dangling", "chain"])
def test_a_link_out_of_the_root_is_refused(tmp_path: Path, path: str) -> None:
    root, outside = tmp_path / "root", tmp_path / "root-2"
    root.mkdir()
    outside.mkdir()
    (outside / "a").write_bytes(b"outside")
    (root / "file").symlink_to(outside / "a")
    (root / "directory").symlink_to(outside)
    (root / "dangling").symlink_to(outside / "nothing")
    (root / "chain").symlink_to("file")
    with pytest.raises(OSError, match="leads out of the project by a symbolic link"):
        write(str(root), {"a": b"1", path: b"2"})
    assert tree(outside) == {"a": b"outside"}
    assert not (root / "a").exists()


@pytest.mark.parametrize("path", ["", ".", "..", "../a", "a/../b", "/a", "a//b", "a/"])
def test_other_paths_out_of_the_root_are_refused(tmp_path: Path, path: str) -> None:
    with pytest.raises(OSError, match="is not a path below the project's root"):
        write(str(tmp_path), {path: b""})
    assert tree(tmp_path) == {}


def test_what_is_not_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    with pytest.raises(OSError, match="'b' is not a regular file"):
        write(str(tmp_path), {"a": b"", "b": b""})
    assert tree(tmp_path) == {}
    (tmp_path / "c").write_bytes(b"")
    with pytest.raises(OSError):  # noqa: PT011 - the system's own words
        write(str(tmp_path), {"a": b"", "c/d": b""})
    assert tree(tmp_path) == {"c": b""}


@posix
def test_a_pipe_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OSError, match="not a regular file"):
        write(str(tmp_path), {"pipe": b""})


def test_nothing_is_written_where_one_file_cannot_be_prepared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a").write_bytes(b"old")
    real = os.open

    def full(path: str, *rest: int) -> int:
        if ".b." in path:
            raise OSError("no space left on device")
        return real(path, *rest)

    monkeypatch.setattr(os, "open", full)
    with pytest.raises(OSError, match="no space left"):
        write(str(tmp_path), {"a": b"new", "b": b"new"})
    assert tree(tmp_path) == {"a": b"old"}


def test_no_temporary_is_left_where_replacing_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.replace

    def stuck(source: str, target: str) -> None:
        if target.endswith("b"):
            raise PermissionError("in use")
        real(source, target)

    monkeypatch.setattr(os, "replace", stuck)
    with pytest.raises(PermissionError):
        write(str(tmp_path), {"a": b"1", "b": b"2", "c": b"3"})
    assert tree(tmp_path) == {"a": b"1"}


def test_a_long_name(tmp_path: Path) -> None:
    name = "é" * 120
    write(str(tmp_path), {name: b"1"})
    assert tree(tmp_path) == {name: b"1"}
