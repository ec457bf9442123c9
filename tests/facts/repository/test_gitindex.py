"""The parser of `.git/index`, against Git itself and against nonsense."""

from __future__ import annotations

import os
import struct
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roadworthy.facts.repository.gitindex import tracked

NAMES = ("README.md", "data/a.csv", "data/b.csv", "src/demo/__init__.py", "src/demo/a name.py", "src/ä.py")


def git(directory: Path, *arguments: str, text: str = "") -> str:
    """Run Git without the settings of the user who runs the tests."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    fixed = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    for who in ("AUTHOR", "COMMITTER"):
        fixed |= {f"GIT_{who}_NAME": "Demo", f"GIT_{who}_EMAIL": "demo@example.org"}
    command = ["git", "-C", str(directory), *arguments]
    done = subprocess.run(
        command, env=kept | fixed, input=text, capture_output=True, check=True, encoding="utf-8"
    )
    return done.stdout


def listed(directory: Path) -> list[str]:
    return sorted(set(git(directory, "ls-files", "-z").split("\0")) - {""})


def make(directory: Path, *names: str) -> Path:
    directory.mkdir(parents=True, exist_ok=True)
    git(directory, "init", "-q")
    for name in names:
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name, encoding="utf-8")
    git(directory, "add", "-A")
    return directory / ".git" / "index"


@pytest.mark.parametrize("version", [2, 3, 4])
def test_each_version_gives_what_git_lists(tmp_path: Path, version: int) -> None:
    index = make(tmp_path, *NAMES)
    (tmp_path / "later.txt").write_text("later", encoding="utf-8")
    if version == 3:  # Git writes version 3 only where an entry needs it.
        git(tmp_path, "add", "--intent-to-add", "later.txt")
    git(tmp_path, "update-index", "--index-version", str(version))
    data = index.read_bytes()
    assert data[4:8] == struct.pack(">I", version)
    assert tracked(data) == listed(tmp_path)


def test_extensions_are_passed_over(tmp_path: Path) -> None:
    index = make(tmp_path, *NAMES)
    git(tmp_path, "commit", "-q", "-m", "one")
    git(tmp_path, "update-index", "--force-untracked-cache")
    data = index.read_bytes()
    assert b"TREE" in data
    assert b"UNTR" in data
    assert tracked(data) == listed(tmp_path)


def test_sha256_repositories_are_read(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "--object-format=sha256")
    assert tracked(make(tmp_path, *NAMES).read_bytes()) == sorted(NAMES)


def test_a_path_longer_than_its_length_field(tmp_path: Path) -> None:
    name = b"/".join([b"d" * 200] * 21) + b"x"
    assert tracked(_index(name)) == [name.decode()]


def test_a_conflict_is_listed_once(tmp_path: Path) -> None:
    index = make(tmp_path, "a.txt", "b.txt")
    blob = git(tmp_path, "hash-object", "-w", "a.txt").strip()
    stages = "".join(f"100644 {blob} {stage}\ta.txt\n" for stage in (1, 2, 3))
    git(tmp_path, "update-index", "--index-info", text=f"0 {'0' * 40}\ta.txt\n{stages}")
    assert tracked(index.read_bytes()) == ["a.txt", "b.txt"]


def test_a_split_index_is_said_to_be_one(tmp_path: Path) -> None:
    index = make(tmp_path, *NAMES)
    git(tmp_path, "update-index", "--split-index")
    with pytest.raises(ValueError, match="split index"):
        tracked(index.read_bytes())


def test_a_split_index_joined_again_is_read(tmp_path: Path) -> None:
    index = make(tmp_path, *NAMES)
    git(tmp_path, "update-index", "--split-index")
    git(tmp_path, "update-index", "--no-split-index")
    assert tracked(index.read_bytes()) == sorted(NAMES)


def test_directories_of_a_sparse_index_are_left_out(tmp_path: Path) -> None:
    index = make(tmp_path, *NAMES)
    git(tmp_path, "commit", "-q", "-m", "one")
    git(tmp_path, "sparse-checkout", "init", "--cone", "--sparse-index")
    data = index.read_bytes()
    assert b"sdir" in data
    assert tracked(data) == ["README.md"]


def test_an_unknown_required_extension_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown extension"):
        tracked(_index(b"a", extensions=b"best" + struct.pack(">I", 0)))


def test_bytes_that_are_not_utf8_survive() -> None:
    assert [os.fsencode(path) for path in tracked(_index(b"caf\xe9"))] == [b"caf\xe9"]


def test_a_wrong_name_length_is_refused() -> None:
    data = bytearray(_index(b"name"))
    data[12 + 61] = 9
    with pytest.raises(ValueError, match="length"):
        tracked(bytes(data))


def test_a_truncated_index_is_refused_or_harmless(tmp_path: Path) -> None:
    data = make(tmp_path, *NAMES).read_bytes()
    for size in range(len(data)):
        try:
            assert tracked(data[:size]) == sorted(NAMES)
        except ValueError:
            continue


def test_prefix_compression_cannot_blow_up() -> None:
    """Each entry repeats a long path and adds nothing: 64 bytes here, thousands there."""
    name = b"p" * 30_000
    entries = _entry(name, b"\0" + name + b"\0") + _entry(name, b"\0\0") * 10_000
    with pytest.raises(ValueError, match="paths too long"):
        tracked(struct.pack(">4sII", b"DIRC", 4, 10_001) + entries + bytes(20))


def test_a_count_beyond_the_data_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="truncated"):
        tracked(struct.pack(">4sII", b"DIRC", 2, 0xFFFFFFFF) + bytes(20))


@settings(deadline=None)
@given(st.binary(max_size=400), st.sampled_from([2, 3, 4]), st.integers(0, 5))
def test_random_bytes_raise_nothing_but_value_errors(data: bytes, version: int, count: int) -> None:
    for candidate in (data, struct.pack(">4sII", b"DIRC", version, count) + data):
        try:
            assert isinstance(tracked(candidate), list)
        except ValueError:
            continue


@settings(deadline=None)
@given(st.data())
def test_a_damaged_index_raises_nothing_but_value_errors(data: st.DataObject) -> None:
    index = bytearray(_index(b"a/b", b"a/c", extensions=b"TREE" + struct.pack(">I", 4) + b"abcd"))
    for _ in range(data.draw(st.integers(1, 4))):
        index[data.draw(st.integers(0, len(index) - 1))] = data.draw(st.integers(0, 255))
    try:
        tracked(bytes(index))
    except ValueError:
        return


@settings(deadline=None)
@given(st.lists(st.binary(min_size=1, max_size=30).filter(lambda name: b"\0" not in name), unique=True))
def test_paths_come_back(names: list[bytes]) -> None:
    assert [path.encode("utf-8", "surrogateescape") for path in tracked(_index(*names))] == names


def _entry(name: bytes, written: bytes) -> bytes:
    return (
        bytes(24)
        + struct.pack(">I", 0o100644)
        + bytes(32)
        + struct.pack(">H", min(len(name), 0xFFF))
        + written
    )


def _index(*names: bytes, extensions: bytes = b"") -> bytes:
    data = struct.pack(">4sII", b"DIRC", 2, len(names))
    for name in names:
        data += _entry(name, name + bytes(8 - (62 + len(name)) % 8))
    return data + extensions + bytes(20)
