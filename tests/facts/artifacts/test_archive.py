"""Wheels and sdists as facts: whole ones read right, broken and hostile ones end in one clear message."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import struct
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from roadworthy.core import limits
from roadworthy.core.fault import Unmeasured, Unreadable
from roadworthy.core.finding import Location
from roadworthy.core.registry import Registry
from roadworthy.core.verdicts import Verdicts
from roadworthy.engine.facts import Facts
from roadworthy.facts.artifacts import sdist as sdists
from roadworthy.facts.artifacts import wheel as wheels
from roadworthy.facts.artifacts.listed import SdistFile, WheelFile, sdist_files, wheel_files
from roadworthy.facts.artifacts.member import is_binary
from roadworthy.facts.artifacts.sdist import Sdist
from roadworthy.facts.artifacts.wheel import Wheel
from roadworthy.facts.metadata.pyproject import Pyproject, pyproject
from roadworthy.testing.builders import build_sdist, build_wheel
from roadworthy.tree.tree import DirectoryTree, MemoryTree, Tree

PROVIDERS: list[Callable[..., Any]] = [
    wheel_files,
    sdist_files,
    wheels.wheel,
    sdists.sdist,
    pyproject,
]
WHEEL, SDIST, ZIP = "dist/demo-1.0-py3-none-any.whl", "dist/demo-1.0.tar.gz", "dist/demo-1.0.zip"


def wheel(data: bytes, path: str = WHEEL) -> Wheel:
    return wheels.wheel(WheelFile(path, len(data)), MemoryTree({path: data}), Verdicts())


def sdist(data: bytes, path: str = SDIST) -> Sdist:
    return sdists.sdist(SdistFile(path, len(data)), MemoryTree({path: data}))


def fault(read: Callable[..., Any], *arguments: Any) -> str:
    with pytest.raises(Unreadable) as caught:
        read(*arguments)
    assert caught.value.location == Location(caught.value.location.file)
    assert caught.value.location.file.startswith("dist/")
    return caught.value.message


def facts_of(files: dict[str, bytes]) -> Facts:
    registry = Registry(PROVIDERS, given={Tree, Verdicts})
    assert registry.faults == []
    return Facts(registry, known={Tree: MemoryTree(files), Verdicts: Verdicts()})


def rezipped(data: bytes, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", method) as new:
        for info in old.infolist():
            new.writestr(info.filename, old.read(info))
    return stream.getvalue()


def tar_gz(*entries: tuple[str, bytes, bytes], kind: int = tarfile.PAX_FORMAT) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w", format=kind) as new:
        for name, type_, content in entries:
            info = tarfile.TarInfo(name)
            info.type, info.size = type_, len(content)
            info.linkname = "elsewhere" if type_ in (tarfile.SYMTYPE, tarfile.LNKTYPE) else ""
            new.addfile(info, io.BytesIO(content))
    return gzip.compress(stream.getvalue())


# Whole ones


@pytest.mark.parametrize(
    "method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]
)
def test_a_wheel_reads_back(method: int) -> None:
    body = "x = 1\n" * 2000
    files = {"demo/__init__.py": body, "demo/core.so": "\x7fELF\x02\x01", "demo/data/": ""}
    _, data = build_wheel(
        files=files,
        metadata={
            "Classifier": "Typing :: Typed\nTopic :: Utilities",
            "Author": "Zoë",
            "Description": "Héllo\n",
        },
        entry_points="[console_scripts]\nDemo = demo:main\n",
    )
    data = rezipped(data, method)
    read = wheel(data)
    assert (read.path, read.size, read.filename.text) == (WHEEL, len(data), "demo-1.0-py3-none-any.whl")
    assert (read.filename.name, read.filename.version, read.filename.build, read.filename.tags) == (
        "demo",
        "1.0",
        "",
        ("py3-none-any",),
    )
    assert read.filename.fault == read.dist_info.record_fault == read.dist_info.entry_points_fault == ""
    assert read.dist_info.directory == "demo-1.0.dist-info"
    assert read.metadata.headers["classifier"] == ("Typing :: Typed", "Topic :: Utilities")
    assert read.metadata.headers["author"] == ("Zoë",)
    assert read.metadata.description == "Héllo\n"
    assert read.dist_info.wheel["tag"] == ("py3-none-any",)
    assert read.dist_info.entry_points == {"console_scripts": {"Demo": "demo:main"}}
    assert read.contents.binaries == ("demo/core.so",)
    first, _, third = read.contents.members[:3]
    assert (first.name, first.size, first.directory, first.method) == (
        "demo/__init__.py",
        12000,
        False,
        method,
    )
    digest = base64.urlsafe_b64encode(hashlib.sha256(body.encode()).digest()).decode().rstrip("=")
    assert first.digest == digest
    assert (third.name, third.directory, third.kind, third.digest) == ("demo/data/", True, "directory", None)
    digests = {member.name: member for member in read.contents.members}
    for row in read.dist_info.record[:-1]:
        assert row.hash == f"sha256={digests[row.path].digest}"
        assert row.size == str(digests[row.path].size)
    assert read.dist_info.record[-1].path == "demo-1.0.dist-info/RECORD"
    assert [row.line for row in read.dist_info.record] == list(range(1, len(read.dist_info.record) + 1))
    assert read.at() == Location(WHEEL)
    assert read.at("demo/core.so") == Location(WHEEL, ("demo/core.so",))


def test_what_a_wheel_filename_says() -> None:
    name, data = build_wheel(name="My.Demo", tag="1b-cp312.cp311-abi3-linux_x86_64")
    read = wheel(data, f"dist/{name}")
    assert (read.filename.name, read.filename.version, read.filename.build) == ("my-demo", "1.0", "1b")
    assert read.filename.tags == ("cp312-abi3-linux_x86_64", "cp311-abi3-linux_x86_64")
    assert read.dist_info.directory == "my_demo-1.0.dist-info"


def test_a_bad_wheel_filename_is_a_fault_of_its_own() -> None:
    read = wheel(build_wheel()[1], "dist/demo-1.0.whl")
    assert "wrong number of parts" in read.filename.fault
    assert (read.filename.name, read.filename.version, read.filename.tags) == ("", "", ())
    assert read.metadata.headers["name"] == ("demo",)


def test_dist_info_is_the_one_that_bears_the_name() -> None:
    files = {"other-1.0.dist-info/METADATA": "Name: other\n"}
    assert wheel(build_wheel(files=files)[1]).metadata.headers["name"] == ("demo",)
    _, data = build_wheel(name="other")
    assert wheel(data).dist_info.directory == "other-1.0.dist-info"


def test_a_wheel_without_dist_info() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as new:
        new.writestr("demo.py", "")
    read = wheel(stream.getvalue())
    assert (
        read.dist_info.directory,
        read.metadata.headers,
        read.dist_info.record,
        read.dist_info.entry_points,
    ) == (None, {}, (), {})


@pytest.mark.parametrize(
    ("text", "fault_starts"),
    [
        ("MZ\xff", "not valid UTF-8"),
        ("demo = x\n", "file contains no section headers"),
        ("[a]\nx\n", "source"),
    ],
)
def test_broken_entry_points_hide_nothing(text: str, fault_starts: str) -> None:
    read = wheel(build_wheel(entry_points=text)[1])
    assert read.dist_info.entry_points == {}
    assert read.dist_info.entry_points_fault.startswith(fault_starts)
    assert read.metadata.headers["name"] == ("demo",)


def test_no_entry_point_group_is_special() -> None:
    text = "[DEFAULT]\na = %(b)s\n[x.y]\nc: d = e [f]\n"
    read = wheel(build_wheel(entry_points=text)[1])
    assert read.dist_info.entry_points == {"DEFAULT": {"a": "%(b)s"}, "x.y": {"c: d": "e [f]"}}


def test_record_as_it_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    listing = "demo-1.0.dist-info/RECORD"
    text = '"a,b.py",sha256=x,1\n\nc.py\nd.py,,,\n'
    read = wheel(build_wheel(files={listing: text})[1])
    rows = [(row.path, row.hash, row.size, row.line, row.columns) for row in read.dist_info.record]
    assert rows == [
        ("a,b.py", "sha256=x", "1", 1, 3),
        ("", "", "", 2, 0),
        ("c.py", "", "", 3, 1),
        ("d.py", "", "", 4, 4),
    ]
    assert "UTF-8" in wheel(build_wheel(files={listing: "MZ\xff"})[1]).dist_info.record_fault
    assert "line 1" in wheel(build_wheel(files={listing: "x" * 200_000})[1]).dist_info.record_fault
    monkeypatch.setattr(limits, "ARCHIVE_MEMBERS", 5)
    read = wheel(build_wheel(files={listing: "a,,\n" * 9})[1])
    assert (len(read.dist_info.record), read.dist_info.record_fault) == (5, "more than 5 rows")


@pytest.mark.parametrize("suffix", [".tar.gz", ".zip"])
def test_an_sdist_reads_back(suffix: str) -> None:
    name, data = build_sdist(
        name="My.Demo", metadata={"Description": "Hi"}, links={"link": "README"}, suffix=suffix
    )
    read = sdist(data, f"dist/{name}")
    assert (read.filename.name, read.filename.version, read.filename.fault) == ("my-demo", "1.0", "")
    assert (read.top, read.top_level) == ("my_demo-1.0", ("my_demo-1.0",))
    assert (read.metadata.headers["name"], read.metadata.description) == (("My.Demo",), "Hi")
    assert read.pyproject is not None
    assert read.pyproject.get(str, "project", "name") == "My.Demo"
    assert read.pyproject.at("project").file == read.path
    kinds = {member.name.partition("/")[2]: (member.kind, member.link) for member in read.contents.members}
    assert kinds["link"] == ("symlink", "README")
    assert kinds["PKG-INFO"] == ("file", "")
    assert all(member.digest for member in read.contents.members if member.kind == "file")
    assert read.at("x") == Location(read.path, ("x",))


def test_the_kinds_of_tar_members() -> None:
    kinds = [
        tarfile.REGTYPE,
        tarfile.DIRTYPE,
        tarfile.SYMTYPE,
        tarfile.LNKTYPE,
        tarfile.CHRTYPE,
        tarfile.FIFOTYPE,
    ]
    names = "file directory symlink hardlink device fifo".split()
    data = tar_gz(*((f"demo-1.0/{name}", kind, b"") for name, kind in zip(names, kinds, strict=True)))
    read = sdist(data)
    assert [member.kind for member in read.contents.members] == names
    assert [member.link for member in read.contents.members] == ["", "", "elsewhere", "elsewhere", "", ""]
    assert read.contents.members[1].name == "demo-1.0/directory/"


def test_a_sparse_member() -> None:
    info = tarfile.TarInfo("demo-1.0/s")
    info.pax_headers = {"GNU.sparse.map": "0,5", "GNU.sparse.size": "900", "GNU.sparse.numblocks": "1"}
    info.size = 5
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:gz") as new:
        new.addfile(info, io.BytesIO(b"12345"))
        new.addfile(tarfile.TarInfo("demo-1.0/after"))
    read = sdist(stream.getvalue())
    assert [(member.name, member.kind, member.size) for member in read.contents.members] == [
        ("demo-1.0/s", "sparse", 900),
        ("demo-1.0/after", "file", 0),
    ]


@pytest.mark.parametrize("kind", [tarfile.PAX_FORMAT, tarfile.GNU_FORMAT])
def test_long_names(kind: int) -> None:
    names = [f"demo-1.0/{'é' * 120}/{'x' * 200}", "demo-1.0/short"]
    read = sdist(tar_gz(*((name, tarfile.REGTYPE, b"1" * 513) for name in names), kind=kind))
    assert [member.name for member in read.contents.members] == names


def test_escaping_names_are_just_listed() -> None:
    names = ["../evil", "/etc/passwd", "demo/../../x", "a\\b", "c:/d"]
    read = wheel(build_wheel(files=dict.fromkeys(names, ""))[1])
    assert [member.name for member in read.contents.members[:5]] == names
    packed = sdist(tar_gz(*((name, tarfile.REGTYPE, b"") for name in names)))
    assert [member.name for member in packed.contents.members] == names
    assert packed.top_level == ("..", "demo", "a\\b", "c:")


def test_an_sdist_whose_directory_bears_another_name() -> None:
    read = sdist(build_sdist(top="Demo_1")[1])
    assert (read.top, read.metadata.headers["name"]) == ("Demo_1", ("demo",))
    two = sdist(build_sdist(files={"/extra/x": ""})[1])
    assert (two.top, two.top_level) == ("demo-1.0", ("demo-1.0", "extra"))
    dotted = sdist(build_sdist(top="./demo-1.0")[1])
    assert (dotted.top, dotted.metadata.headers["name"]) == ("demo-1.0", ("demo",))


def test_an_sdist_without_the_files_it_should_have() -> None:
    read = sdist(build_sdist(omit=["PKG-INFO", "pyproject.toml"])[1], "dist/demo-final.tar.gz")
    assert (read.metadata.headers, read.pyproject) == ({}, None)
    assert (read.filename.name, read.filename.version) == ("demo", "final")
    assert "invalid" in read.filename.fault.lower()


def test_native_code_is_known_by_its_content() -> None:
    assert is_binary(b"\x7fELF\2\1\1")
    assert is_binary(b"MZ\x90\0")
    assert is_binary(b"\xcf\xfa\xed\xfe\x07")
    assert is_binary(b"\xca\xfe\xba\xbe\0\0\0\2")
    assert not is_binary(b"\xca\xfe\xba\xbe\0\0\0\x34")  # a Java class
    assert not is_binary(b"MZ,intensity\n100.1,5\n")
    assert not is_binary(b"")


# Which files, and through the machinery


def test_only_what_bears_the_projects_name() -> None:
    names = [
        "demo-1.0-py3-none-any.whl",
        "Demo-2.0-py3-none-any.whl",
        "demo_extra-1.0-py3-none-any.whl",
        "demo-1.0.tar.gz",
        "demo-1.0-1.zip",
        "demo-final.zip",
        "demo-extra-1.0.tar.gz",
        "other-1.0.tar.gz",
    ]
    tree = MemoryTree({f"dist/{name}": b"" for name in names})
    project = Pyproject("pyproject.toml", {"project": {"name": "DEMO"}})
    poetry = Pyproject("pyproject.toml", {"tool": {"poetry": {"name": "demo-extra"}}})
    wheel_paths = [file.path for file in wheel_files(tree, project)]
    assert wheel_paths == ["dist/Demo-2.0-py3-none-any.whl", "dist/demo-1.0-py3-none-any.whl"]
    sdist_paths = [file.path for file in sdist_files(tree, project)]
    assert sdist_paths == ["dist/demo-1.0-1.zip", "dist/demo-1.0.tar.gz", "dist/demo-final.zip"]
    assert [file.path for file in sdist_files(tree, poetry)] == ["dist/demo-extra-1.0.tar.gz"]
    assert len(wheel_files(tree, None)) == 3
    assert len(sdist_files(tree, Pyproject("pyproject.toml", {"project": 1}))) == 5


def test_nothing_built_is_unmeasured() -> None:
    facts = facts_of({"pyproject.toml": b'[project]\nname = "demo"\n', "dist/other-1-py3-none-any.whl": b""})
    with pytest.raises(Unmeasured, match=r"^no wheel in dist/$"):
        facts.subjects(Wheel)
    with pytest.raises(Unmeasured, match=r"^no sdist in dist/$"):
        facts.subjects(Sdist)


def test_a_broken_file_hides_no_other() -> None:
    whole, data = build_wheel()
    facts = facts_of(
        {f"dist/{whole}": data, "dist/demo-2.0-py3-none-any.whl": b"no", SDIST: build_sdist()[1]}
    )
    good, bad = facts.subjects(Wheel)
    assert good.filename.version == "1.0"
    assert isinstance(bad, Unreadable)
    assert [read.filename.version for read in facts.get(tuple[Wheel, ...])] == ["1.0"]
    assert [read.filename.version for read in facts.subjects(Sdist)] == ["1.0"]
    assert list(facts.faults) == [Location("dist/demo-2.0-py3-none-any.whl")]


def test_from_a_directory(tmp_path: Path) -> None:
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / "demo-1.0-py3-none-any.whl").write_bytes(build_wheel()[1])
    tree = DirectoryTree(str(tmp_path))
    (file,) = wheel_files(tree, None)
    assert wheels.wheel(file, tree, Verdicts()) == wheel(build_wheel()[1])
    with tree.open(WHEEL) as stream:
        assert stream.seek(-2, 2)
    with pytest.raises(Unreadable, match=r"not a regular file|ermission denied"):
        tree.open("dist")
    with pytest.raises(Unreadable, match="no such file"):
        tree.open("dist/none.whl")
    with pytest.raises(Unreadable, match="out of the project"):
        tree.open("../x")
    with pytest.raises(Unreadable, match="null"):
        tree.open("a\0b")


# Broken ones


def test_broken_zips() -> None:
    data = rezipped(build_wheel(files={"demo/a.py": "import os\n" * 100})[1])
    assert fault(wheel, b"") == "not a zip archive"
    assert fault(wheel, b"<html>404</html>" * 9) == "not a zip archive"
    assert fault(wheel, data[:-30]) == "truncated: the zip archive has no end"
    assert "damaged" in fault(wheel, data[:60] + data[200:])
    assert fault(sdist, b"PK", ZIP) == "not a zip archive"


def test_a_bad_crc() -> None:
    data = bytearray(build_wheel(files={"demo/a.py": "import os\n"})[1])
    data[data.index(b"import")] ^= 1
    assert fault(wheel, bytes(data)) == "`demo/a.py` has a bad CRC-32: its content is damaged"


def test_damaged_deflate() -> None:
    data = bytearray(rezipped(build_wheel(files={"demo/a.py": "import os\n" * 100})[1]))
    start = 30 + len("demo/a.py")
    data[start : start + 4] = b"\xff\xff\xff\xff"
    assert fault(wheel, bytes(data)).startswith("`demo/a.py` is damaged: error -3 while decompressing data")


def test_an_encrypted_member() -> None:
    data = bytearray(build_wheel()[1])
    central = data.index(b"PK\x01\x02")
    data[central + 8] |= 1
    assert fault(wheel, bytes(data)) == "`demo/__init__.py` is encrypted"


def test_an_unknown_compression_method() -> None:
    data = bytearray(build_wheel(files={"a.py": "x"})[1])
    data[data.index(b"PK\x01\x02") + 10] = 19
    assert fault(wheel, bytes(data)) == "`a.py` is damaged: that compression method is not supported"


def test_a_name_that_is_not_utf8() -> None:
    data = build_wheel(files={"é.py": ""})[1].replace("é".encode(), b"\xff\xff")
    assert fault(wheel, data) == "damaged: a file name is not valid UTF-8"


def test_broken_tars() -> None:
    data = build_sdist(files={"a.py": "x" * 5000})[1]
    assert fault(sdist, b"") == "not a gzip archive"
    assert fault(sdist, build_wheel()[1]) == "not a gzip archive"
    assert fault(sdist, gzip.compress(b"no tar at all" * 100)) == "not a tar archive"
    assert fault(sdist, gzip.compress(b"")) == "not a tar archive"
    assert fault(sdist, data[: len(data) // 2]) == "`demo-1.0/a.py` is truncated"
    assert fault(sdist, data[:-6]) == "truncated"
    assert "damaged: CRC check failed" in fault(sdist, data[:-8] + bytes(8))
    assert fault(sdist, data + b"more") == "damaged: something else follows the gzip stream"


def test_a_damaged_tar_header_is_not_the_end() -> None:
    raw = bytearray(gzip.decompress(tar_gz(*((f"demo-1.0/{n}", tarfile.REGTYPE, b"") for n in "abc"))))
    raw[512 + 5] ^= 1
    assert fault(sdist, gzip.compress(bytes(raw))) == "damaged: no valid tar header after `demo-1.0/a`"
    assert "no valid tar header" in fault(sdist, gzip.compress(bytes(raw[:700])))


def test_a_broken_pyproject_in_an_sdist() -> None:
    message = fault(sdist, build_sdist(files={"pyproject.toml": "[project"})[1])
    assert message.startswith("`demo-1.0/pyproject.toml`: invalid TOML: ")


# Hostile ones


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_zip_bomb_is_stopped(method: int, monkeypatch: pytest.MonkeyPatch) -> None:
    data = rezipped(build_wheel(files={"demo/zeros": "0" * 3_000_000})[1], method)
    assert wheel(data).contents.members[0].size == 3_000_000
    monkeypatch.setattr(limits, "MEMBER_SIZE", 1_000_000)
    assert fault(wheel, data) == "a bomb: inflates to more than 200 times its size"


def test_a_tar_bomb_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    data = tar_gz(("demo-1.0/zeros", tarfile.REGTYPE, bytes(3_000_000)))
    assert sdist(data).contents.members[0].size == 3_000_000
    monkeypatch.setattr(limits, "MEMBER_SIZE", 1_000_000)
    assert fault(sdist, data) == "a bomb: inflates to more than 200 times its size"


def test_the_total_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "ARCHIVE_TOTAL", 1 << 20)
    assert "more than 1 MiB" in fault(wheel, build_wheel(files={"a": "x" * (1 << 20)})[1])
    assert "more than 1 MiB" in fault(sdist, build_sdist(files={"a": "x" * (1 << 20)})[1])


def test_too_many_members(monkeypatch: pytest.MonkeyPatch) -> None:
    files = {f"demo/{number}.py": "" for number in range(20)}
    monkeypatch.setattr(limits, "ARCHIVE_MEMBERS", 10)
    assert fault(wheel, build_wheel(files=files)[1]) == "more than 10 members, the limit for an archive"
    assert fault(sdist, build_sdist(files=files)[1]) == "more than 10 members, the limit for an archive"


def test_metadata_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    data = build_wheel(metadata={"Description": "x" * 5000})[1]
    monkeypatch.setattr(limits, "FILE_SIZE", 4096)
    assert "`demo-1.0.dist-info/METADATA` is larger than 4 KiB" in fault(wheel, data)
    packed = build_sdist(metadata={"Description": "x" * 5000})[1]
    assert "`demo-1.0/PKG-INFO` is larger than 4 KiB" in fault(sdist, packed)


def test_members_that_overlap_are_counted_each(monkeypatch: pytest.MonkeyPatch) -> None:
    data = rezipped(build_wheel(files={"a": "0" * 50_000})[1])
    central, end = data.index(b"PK\x01\x02"), data.index(b"PK\x05\x06")
    entry = data[central : central + 46 + 1]
    body = data[:central] + entry * 200
    tail = struct.pack("<HHHHIIH", 0, 0, 200, 200, len(entry) * 200, central, 0)
    monkeypatch.setattr(limits, "MEMBER_SIZE", 100_000)
    message = fault(wheel, body + data[end : end + 4] + tail)
    assert "a bomb" in message or "overlap" in message.lower()  # Newer versions of zipfile see it first.


def header(kind: bytes, size: int) -> bytes:
    info = tarfile.TarInfo("x")
    info.type, info.size = kind, size
    return info.tobuf(tarfile.GNU_FORMAT)


def test_large_tar_headers(monkeypatch: pytest.MonkeyPatch) -> None:
    # From 3.14 on, tarfile reads them in pieces.
    monkeypatch.setattr(limits, "FILE_SIZE", 1 << 18)
    large = header(b"x", 1 << 30) + bytes(4 << 20)
    assert fault(sdist, gzip.compress(large)) == "tar headers larger than the limit"


def test_hostile_tar_headers() -> None:
    digits = header(b"x", 1 << 20) + b"1" * (1 << 20) + bytes(1024)
    assert fault(sdist, gzip.compress(digits)) == "damaged: a tar header with an endless number"
    chain = (header(b"L", 4) + b"abcd".ljust(512, b"\0")) * 5000
    assert fault(sdist, gzip.compress(chain)) == "damaged: headers nested too deeply"
    back = header(b"0", 0) + header(b"0", -512) + bytes(1024)
    # Newer versions of tarfile see it first.
    assert fault(sdist, gzip.compress(back)) in (
        "damaged: a tar header has a negative size",
        "damaged: no valid tar header after `x`",
    )
    beyond = header(b"0", 1 << 50) + bytes(1024)
    assert fault(sdist, gzip.compress(beyond)) == "`x` is truncated"


def test_any_damage_is_unreadable_or_harmless() -> None:
    import random

    chance = random.Random(2026)
    whole = [
        (wheel, WHEEL, rezipped(build_wheel(files={"demo/a.py": "import os\n" * 50})[1])),
        (sdist, SDIST, build_sdist(links={"l": "x"})[1]),
        (sdist, SDIST, tar_gz(("demo-1.0/" + "x" * 150, tarfile.REGTYPE, b"1"), kind=tarfile.GNU_FORMAT)),
        (sdist, ZIP, build_sdist(suffix=".zip")[1]),
    ]
    for _ in range(400):
        read, path, data = chance.choice(whole)
        packed = path == SDIST and chance.random() < 0.7
        damaged = bytearray(gzip.decompress(data) if packed else data)
        for _ in range(chance.choice((1, 1, 3, 9))):
            at = chance.randrange(len(damaged))
            if chance.random() < 0.7:
                damaged[at] = chance.choice((0, 0x80, 0xFF, chance.randrange(256)))
            else:
                del damaged[at : at + chance.randrange(1, 300)]
        try:
            read(gzip.compress(bytes(damaged)) if packed else bytes(damaged), path)
        except Unreadable as error:
            assert error.message  # noqa: PT017
