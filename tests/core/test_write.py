"""Writing: at once, with mode and owner kept, never out of a root, and never through what is no file."""

from __future__ import annotations

import errno
import os
import socket
import stat
import threading
from pathlib import Path

import pytest

from roadworthy.core.write import write_file, write_files

posix = pytest.mark.skipif(os.name != "posix", reason="modes and links as POSIX has them")


def tree(root: Path) -> dict[str, bytes]:
    files = sorted(path for path in root.rglob("*") if path.is_file())
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in files}


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_files_are_written_and_directories_made(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    files = {"a": b"new\r\n", "b/c/d.py": b"\xef\xbb\xbf", "src/py.typed": b""}
    write_files(str(tmp_path), files)
    assert tree(tmp_path) == files


def test_the_root_may_be_relative(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_files(".", {"a": b"1"})
    assert tree(tmp_path) == {"a": b"1"}


@posix
def test_modes(tmp_path: Path) -> None:
    for bits in (0o644, 0o755, 0o600, 0o444):
        (tmp_path / "a").write_bytes(b"old")
        (tmp_path / "a").chmod(bits)
        write_files(str(tmp_path), {"a": b"new"})
        assert mode(tmp_path / "a") == bits
        assert (tmp_path / "a").read_bytes() == b"new"
        (tmp_path / "a").unlink()
    (tmp_path / "plain").write_bytes(b"")
    write_files(str(tmp_path), {"new": b""})
    assert mode(tmp_path / "new") == mode(tmp_path / "plain")


@posix
@pytest.mark.skipif(os.name != "posix", reason="there are no such modes")
def test_a_private_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    old = tmp_path / "old"
    old.write_text("")
    old.chmod(0o644)
    for path in (old, tmp_path / "new"):
        write_file(str(path), b"x", private=True)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_link_inside_of_the_root_is_followed_and_stays(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real/a").write_bytes(b"old")
    (tmp_path / "file").symlink_to("real/a")
    (tmp_path / "directory").symlink_to("real")
    write_files(str(tmp_path), {"file": b"1", "directory/b": b"2"})
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
    with pytest.raises(OSError, match="leads outside the project by a symbolic link"):
        write_files(str(root), {"a": b"1", path: b"2"})
    assert tree(outside) == {"a": b"outside"}
    assert not (root / "a").exists()


@pytest.mark.parametrize("path", ["", ".", "..", "../a", "a/../b", "/a", "a//b", "a/"])
def test_other_paths_out_of_the_root_are_refused(tmp_path: Path, path: str) -> None:
    with pytest.raises(OSError, match="is not a path below the project's root"):
        write_files(str(tmp_path), {path: b""})
    assert tree(tmp_path) == {}


def test_what_is_not_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    with pytest.raises(OSError, match="'b' is not a regular file"):
        write_files(str(tmp_path), {"a": b"", "b": b""})
    assert tree(tmp_path) == {}
    (tmp_path / "c").write_bytes(b"")
    with pytest.raises(OSError):  # noqa: PT011 - the system's own words
        write_files(str(tmp_path), {"a": b"", "c/d": b""})
    assert tree(tmp_path) == {"c": b""}


@posix
def test_a_pipe_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OSError, match="not a regular file"):
        write_files(str(tmp_path), {"pipe": b""})


def test_nothing_is_written_where_one_file_cannot_be_prepared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a").write_bytes(b"old")
    real = os.write

    def full(descriptor: int, data: memoryview) -> int:
        if bytes(data) == b"of b":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return real(descriptor, data)

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(OSError, match=f"'b': {os.strerror(errno.ENOSPC)}"):
        write_files(str(tmp_path), {"a": b"new", "b": b"of b"})
    assert tree(tmp_path) == {"a": b"old"}


def test_no_temporary_is_left_where_replacing_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.replace

    def stuck(source: str, target: str) -> None:
        if target.endswith("b"):
            raise PermissionError("in use")
        real(source, target)

    monkeypatch.setattr(os, "replace", stuck)
    with pytest.raises(OSError, match="'b': in use"):
        write_files(str(tmp_path), {"a": b"1", "b": b"2", "c": b"3"})
    assert tree(tmp_path) == {"a": b"1"}


def test_a_long_name(tmp_path: Path) -> None:
    name = "é" * 120
    write_files(str(tmp_path), {name: b"1"})
    assert tree(tmp_path) == {name: b"1"}


def test_what_changed_since_it_was_read_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    for now in (b"ol", b"older", b""):
        (tmp_path / "b").write_bytes(now)
        with pytest.raises(OSError, match="'b': it has changed since it was read"):
            write_files(str(tmp_path), {"a": b"new", "b": b"new"}, {"a": b"old", "b": b"old"})
        assert tree(tmp_path) == {"a": b"old", "b": now}
    (tmp_path / "b").unlink()
    with pytest.raises(OSError, match="'b': it has changed since it was read"):
        write_files(str(tmp_path), {"b": b"new"}, {"b": b"old"})
    with pytest.raises(OSError, match="'a': it has changed since it was read"):
        write_files(str(tmp_path), {"a": b"created"}, {})
    assert tree(tmp_path) == {"a": b"old"}


def test_what_somebody_else_has_written_alike_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"new")
    before = (tmp_path / "a").stat().st_ino
    write_files(str(tmp_path), {"a": b"new", "b": b"2"}, {"a": b"old"})
    assert (tmp_path / "a").stat().st_ino == before
    assert tree(tmp_path) == {"a": b"new", "b": b"2"}


@posix
def test_a_file_with_another_name_is_not_parted_from_it(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    (tmp_path / "b").hardlink_to(tmp_path / "a")
    with pytest.raises(OSError, match="it has 1 other name "):
        write_file(str(tmp_path / "a"), b"new")
    with pytest.raises(OSError, match="'b': it has 1 other name "):
        write_files(str(tmp_path), {"b": b"new"})
    assert tree(tmp_path) == {"a": b"old", "b": b"old"}
    (tmp_path / "b").unlink()
    write_file(str(tmp_path / "a"), b"new")
    assert tree(tmp_path) == {"a": b"new"}


@posix
@pytest.mark.skipif(os.name == "posix" and os.geteuid() != 0, reason="only root may give files away")
def test_root_leaves_a_file_to_its_owner(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    os.chown(tmp_path / "a", 12345, 23456)
    (tmp_path / "a").chmod(0o640)
    write_file(str(tmp_path / "a"), b"new")
    status = (tmp_path / "a").stat()
    assert (status.st_uid, status.st_gid, mode(tmp_path / "a")) == (12345, 23456, 0o640)


@posix
def test_what_belongs_to_another_user_does_not_become_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a").write_bytes(b"old")
    real = os.lstat

    def foreign(path: str) -> os.stat_result:
        status = real(path)
        return (
            os.stat_result((*status[:4], status.st_uid + 1, *status[5:10])) if path.endswith("a") else status
        )

    def refused(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "lstat", foreign)
    monkeypatch.setattr(os, "chown", refused)
    with pytest.raises(OSError, match="it belongs to another user"):
        write_file(str(tmp_path / "a"), b"new")
    monkeypatch.undo()
    assert tree(tmp_path) == {"a": b"old"}


@posix
def test_the_bits_that_run_a_program_as_its_owner_are_not_kept(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    (tmp_path / "a").chmod(0o4755)
    write_file(str(tmp_path / "a"), b"new")
    assert mode(tmp_path / "a") == 0o755


@posix
def test_a_link_that_a_user_made_is_followed_and_one_of_the_tree_stays_in_it(tmp_path: Path) -> None:
    tree_, outside = tmp_path / "tree", tmp_path / "outside"
    tree_.mkdir()
    outside.mkdir()
    (outside / "precious").write_bytes(b"old")
    (outside / "mine").symlink_to("precious")
    write_file(str(outside / "mine"), b"new", [str(tree_)])
    assert (outside / "mine").is_symlink()
    assert (outside / "precious").read_bytes() == b"new"

    (tree_ / "file").symlink_to(outside / "precious")
    (tree_ / "directory").symlink_to(outside)
    (tree_ / "chain").symlink_to("file")
    (tree_ / "dangling").symlink_to(outside / "fresh")
    (tree_ / "inner").symlink_to("real")
    (outside / "into").symlink_to(tree_)
    names = ("file", "directory/precious", "directory/../outside/precious", "chain", "dangling")
    for path in (*(tree_ / name for name in names), outside / "into" / "file"):
        with pytest.raises(OSError, match="a symbolic link in the inspected tree leads out of it"):
            write_file(str(path), b"stolen", [str(tree_)])
    assert sorted(os.listdir(outside)) == ["into", "mine", "precious"]
    assert (outside / "precious").read_bytes() == b"new"

    write_file(str(tree_ / "inner"), b"1", [str(tree_)])
    write_file(str(tree_ / "plain"), b"2", [str(tree_)])
    assert (tree_ / "real").read_bytes() == b"1"
    assert (tree_ / "plain").read_bytes() == b"2"


@posix
def test_links_that_lead_in_a_circle_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    with pytest.raises(OSError, match="symbolic links"):
        write_file(str(tmp_path / "a"), b"new")
    assert (tmp_path / "a").is_symlink()


def test_a_foreseen_temporary_is_not_written_through(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "urandom", lambda size: b"\0" * size)
    planted = tmp_path / f".roadworthy-{'00' * 8}.tmp"
    (tmp_path / "precious").write_bytes(b"old")
    planted.symlink_to("precious")
    with pytest.raises(FileExistsError):
        write_file(str(tmp_path / "a"), b"new")
    assert planted.is_symlink()
    assert (tmp_path / "precious").read_bytes() == b"old"
    assert not (tmp_path / "a").exists()


@posix
def test_a_directory_that_becomes_a_link_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root, outside = tmp_path / "root", tmp_path / "outside"
    (root / "a").mkdir(parents=True)
    outside.mkdir()
    real = os.urandom

    def swap(size: int) -> bytes:
        if not (root / "a").is_symlink():
            (root / "a").rmdir()
            (root / "a").symlink_to(outside)
        return real(size)

    monkeypatch.setattr(os, "urandom", swap)
    with pytest.raises(OSError, match="its directory was moved"):
        write_files(str(root), {"a/b": b"new"})
    assert os.listdir(outside) == []


@posix
def test_a_device_is_written_to_and_stays_one(tmp_path: Path) -> None:
    write_file("/dev/null", b"new")
    assert stat.S_ISCHR(os.stat("/dev/null").st_mode)
    (tmp_path / "a").symlink_to("/dev/null")
    write_file(str(tmp_path / "a"), b"new")
    assert (tmp_path / "a").is_symlink()
    if os.path.exists("/dev/full"):
        with pytest.raises(OSError, match=os.strerror(errno.ENOSPC)):
            write_file("/dev/full", b"new")


@posix
def test_a_pipe_is_written_to_and_one_that_nobody_reads_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    found: list[bytes] = []
    reader = threading.Thread(target=lambda: found.append(pipe.read_bytes()))
    reader.start()
    write_file(str(pipe), b"x" * 1_000_000)
    reader.join()
    assert found == [b"x" * 1_000_000]
    waited: list[float] = []
    monkeypatch.setattr("time.sleep", waited.append)
    with pytest.raises(OSError, match="no process reads from the pipe"):
        write_file(str(pipe), b"new")
    assert sum(waited) == pytest.approx(10)
    assert stat.S_ISFIFO(pipe.stat().st_mode)


@posix
def test_a_descriptor_is_written_to_where_it_stands(tmp_path: Path) -> None:
    if not os.path.exists("/dev/fd/0"):
        pytest.skip("there are no names of descriptors")
    with open(tmp_path / "a", "wb") as stream:
        before = (tmp_path / "a").stat().st_ino
        write_file(f"/dev/fd/{stream.fileno()}", b"new")
    assert (tmp_path / "a").read_bytes() == b"new"
    assert (tmp_path / "a").stat().st_ino == before


@posix
def test_what_is_no_output_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(OSError, match="it is a directory"):
        write_file(str(tmp_path), b"new")
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("socket")
        with pytest.raises(OSError, match="it is a socket"):
            write_file("socket", b"new")
    with pytest.raises(FileNotFoundError):
        write_file("no/such/directory", b"new")


def test_short_writes_are_gone_on_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: real(descriptor, bytes(data[:3])))
    write_file(str(tmp_path / "a"), b"0123456789")
    assert (tmp_path / "a").read_bytes() == b"0123456789"
