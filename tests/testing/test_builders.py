"""The builders of artifacts: what they build is valid, and the same on every machine."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import os
import stat
import subprocess
import tarfile
import zipfile
from pathlib import Path

import pytest
from packaging.metadata import Metadata
from packaging.utils import parse_sdist_filename, parse_wheel_filename

from roadworthy.facts.repository.gitindex import tracked
from roadworthy.testing.builders import build_sdist, build_wheel, git_index


def unzipped(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def untarred(data: bytes) -> dict[str, tarfile.TarInfo]:
    with tarfile.open(fileobj=io.BytesIO(data), mode="r:gz") as archive:
        return {info.name: info for info in archive}


def record(data: bytes, directory: str = "demo-1.0.dist-info") -> dict[str, list[str]]:
    rows = csv.reader(unzipped(data)[f"{directory}/RECORD"].decode().splitlines())
    return {row[0]: row[1:] for row in rows}


def test_wheel_reads_and_writes_the_same_wheel(tmp_path: Path) -> None:
    from wheel.wheelfile import WheelFile

    files = {"demo/__init__.py": "x = 1\n", "demo/data, and more.txt": "é\n"}
    name, data = build_wheel(files=files, entry_points="[console_scripts]\ndemo = demo:main\n")
    (tmp_path / name).write_bytes(data)
    with WheelFile(tmp_path / name) as archive:
        # Each member is held against its hash in RECORD.
        members = {info: archive.read(info) for info in archive.namelist()}
        info = archive.dist_info_path
    (tmp_path / "again").mkdir()
    with WheelFile(tmp_path / "again" / name, "w") as archive:
        for path, content in members.items():
            if not path.endswith("/RECORD"):
                archive.writestr(path, content)
    written = (tmp_path / "again" / name).read_bytes()
    assert record(written, info) == record(data, info)
    assert list(unzipped(written)) == list(members)


def test_a_default_wheel_is_valid() -> None:
    name, data = build_wheel()
    assert str(parse_wheel_filename(name)[1]) == "1.0"
    files = unzipped(data)
    assert list(files) == [
        "demo/__init__.py",
        "demo-1.0.dist-info/METADATA",
        "demo-1.0.dist-info/WHEEL",
        "demo-1.0.dist-info/RECORD",
    ]
    assert Metadata.from_email(files["demo-1.0.dist-info/METADATA"]).name == "demo"
    assert b"Root-Is-Purelib: true\nTag: py3-none-any\n" in files["demo-1.0.dist-info/WHEEL"]


def test_record_lists_every_file_with_its_digest() -> None:
    content = {"demo/__init__.py": "x = 'ä'\n", 'demo/odd, "name".txt': "", "demo/data/": ""}
    _, data = build_wheel(files=content, entry_points="[console_scripts]\ndemo = demo:main\n")
    files = unzipped(data)
    rows = record(data)
    assert set(rows) == set(files) - {"demo/data/"}
    assert rows.pop("demo-1.0.dist-info/RECORD") == ["", ""]
    for path, (digest, size) in rows.items():
        raw = base64.urlsafe_b64decode(digest.removeprefix("sha256=") + "=")
        assert raw == hashlib.sha256(files[path]).digest()
        assert int(size) == len(files[path])


def test_record_can_be_made_wrong() -> None:
    changes = {"demo/__init__.py": "sha256=AAAA,7", "demo-1.0.dist-info/WHEEL": "", "demo/ghost.py": "md5=x,"}
    rows = record(build_wheel(record=changes)[1])
    assert rows["demo/__init__.py"] == ["sha256=AAAA", "7"]
    assert rows["demo/ghost.py"] == ["md5=x", ""]
    assert "demo-1.0.dist-info/WHEEL" not in rows


def test_headers_can_be_added_changed_repeated_and_dropped() -> None:
    metadata = {"version": "2.0", "Classifier": "A :: B\nC :: D", "Name": "", "Description": "Hello.\n"}
    _, data = build_wheel(metadata=metadata, wheel={"Root-Is-Purelib": "", "Tag": "py2-none-any"})
    files = unzipped(data)
    assert files["demo-1.0.dist-info/METADATA"] == (
        b"Metadata-Version: 2.4\nversion: 2.0\nClassifier: A :: B\nClassifier: C :: D\n\nHello.\n"
    )
    assert files["demo-1.0.dist-info/WHEEL"] == b"Wheel-Version: 1.0\nGenerator: demo\nTag: py2-none-any\n"


def test_names_and_tags() -> None:
    name, data = build_wheel(name="My.Demo-Project", tag="1b-cp311.cp312-abi3-linux_x86_64")
    assert name == "my_demo_project-1.0-1b-cp311.cp312-abi3-linux_x86_64.whl"
    files = unzipped(data)
    assert "my_demo_project/__init__.py" in files
    header = files["my_demo_project-1.0.dist-info/WHEEL"].decode()
    assert header.endswith(
        "Root-Is-Purelib: false\nTag: cp311-abi3-linux_x86_64\nTag: cp312-abi3-linux_x86_64\nBuild: 1b\n"
    )


def test_given_files_win_and_omitted_ones_are_gone() -> None:
    given = {"a.py": "", "demo-1.0.dist-info/METADATA": "nonsense"}
    files = unzipped(build_wheel(files=given, omit=["demo-1.0.dist-info/WHEEL"])[1])
    assert files["demo-1.0.dist-info/METADATA"] == b"nonsense"
    assert "demo-1.0.dist-info/WHEEL" not in files
    assert b"WHEEL" not in files["demo-1.0.dist-info/RECORD"]
    without = unzipped(build_wheel(omit=["demo-1.0.dist-info/RECORD"])[1])
    assert "demo-1.0.dist-info/RECORD" not in without


@pytest.mark.parametrize(
    ("text", "data"),
    [("\x7fELF\x00\xff", b"\x7fELF\0\xff"), ("MZ\x90\x00", b"MZ\x90\0"), ("é", "é".encode()), ("", b"")],
)
def test_text_is_utf8_and_native_code_is_bytes(text: str, data: bytes) -> None:
    assert unzipped(build_wheel(files={"x": text})[1])["x"] == data


def test_modes() -> None:
    _, data = build_wheel(files={"run": "", "link": "run", "d/": ""}, modes={"run": 0o4755, "link": 0o120777})
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        modes = {info.filename: info.external_attr >> 16 for info in archive.infolist()}
    assert modes["run"] == stat.S_IFREG | 0o4755
    assert stat.S_ISLNK(modes["link"])
    assert stat.S_ISDIR(modes["d/"])
    assert modes["demo-1.0.dist-info/METADATA"] == stat.S_IFREG | 0o644


def test_a_default_sdist_is_valid() -> None:
    name, data = build_sdist(name="My.Demo")
    assert str(parse_sdist_filename(name)[1]) == "1.0"
    assert name == "my_demo-1.0.tar.gz"
    entries = untarred(data)
    assert list(entries) == [
        f"my_demo-1.0/{path}" for path in ("PKG-INFO", "pyproject.toml", "src/my_demo/__init__.py")
    ]
    assert {(entry.mode, entry.mtime, entry.uname) for entry in entries.values()} == {(0o644, 315532800, "")}


@pytest.mark.parametrize("suffix", [".tar.gz", ".zip"])
def test_an_sdist_of_odd_members(suffix: str) -> None:
    name, data = build_sdist(
        files={"a.py": "x\n", "/../evil": "", "//etc/passwd": "", "/other/b": "", "d/": "", "PKG-INFO": "no"},
        links={"l": "/etc/shadow"},
        omit=["pyproject.toml"],
        modes={"a.py": 0o6755},
        top="top",
        suffix=suffix,
    )
    assert name == f"demo-1.0{suffix}"
    wanted = {"top/PKG-INFO", "top/a.py", "../evil", "/etc/passwd", "other/b", "top/d", "top/l"}
    if suffix == ".zip":
        assert {path.rstrip("/") for path in unzipped(data)} == wanted
        return
    entries = untarred(data)
    assert set(entries) == wanted
    assert entries["top/l"].linkname == "/etc/shadow"
    assert entries["top/l"].issym()
    assert entries["top/a.py"].mode == 0o6755
    assert entries["top/d"].isdir()


@pytest.mark.parametrize(
    ("built", "digest"),
    [
        (build_wheel(), "b017766fe13111a6"),
        (build_sdist(files={"a.py": "x" * 70_000, "d/": ""}, links={"l": "m"}), "03dbbceb755ceb7d"),
        (build_sdist(suffix=".zip"), "a21e8c499ac92cc2"),
    ],
    ids=["wheel", "sdist", "zip"],
)
def test_equal_input_gives_equal_bytes_on_any_machine(built: tuple[str, bytes], digest: str) -> None:
    assert hashlib.sha256(built[1]).hexdigest()[:16] == digest


PATHS = [
    "src/demo/__init__.py",
    "README.md",
    "a",
    "a.b",
    "ä.txt",
    "x" * 5000,
    *("n" * i for i in range(2, 12)),
]


def test_a_git_index_reads_back() -> None:
    assert sorted(tracked(git_index(PATHS))) == sorted(PATHS)
    assert tracked(git_index([])) == []


def test_git_itself_reads_the_index(tmp_path: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    fixed = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}

    def git(*arguments: str) -> str:
        command = ["git", "-C", str(tmp_path), *arguments]
        done = subprocess.run(command, env=kept | fixed, capture_output=True, check=True, encoding="utf-8")
        return done.stdout

    git("init", "-q")
    (tmp_path / ".git" / "index").write_bytes(git_index(PATHS))
    assert set(git("ls-files", "-z").split("\0")) - {""} == set(PATHS)
    assert "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391" in git("ls-files", "--stage", "README.md")
