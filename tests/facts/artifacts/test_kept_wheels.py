"""What is kept of wheels from one run to the next: found by the hash of all bytes, and by nothing less."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from roadworthy.core.fault import Unreadable
from roadworthy.core.store import Store, opened
from roadworthy.core.verdicts import Verdicts
from roadworthy.facts.artifacts import polyglot, wheelcode
from roadworthy.facts.artifacts.listed import wheel_files
from roadworthy.facts.artifacts.wheel import Wheel, wheel
from roadworthy.facts.artifacts.wheelcode import WheelCode, wheel_code
from roadworthy.testing.builders import build_wheel
from roadworthy.tree.tree import DirectoryTree

FILES = {"demo/__init__.py": "import os\nimport demo.tool\n", "demo/tool.py": "def main(): ...\n"}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    found = opened({"XDG_CACHE_HOME": str(tmp_path / "cache")})
    assert found is not None
    return found


@pytest.fixture
def inflated(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Gather the members that are inflated."""
    names: list[str] = []
    real = ZipFile.open

    def open_member(self: ZipFile, info: Any, *rest: Any, **more: Any) -> Any:
        names.append(info.filename)
        return real(self, info, *rest, **more)

    monkeypatch.setattr(ZipFile, "open", open_member)
    return names


def built(root: Path, rested: float = 60, **arguments: Any) -> Path:
    """Write a wheel that has been at rest for some seconds."""
    name, data = build_wheel(**{"files": FILES, **arguments})
    path = root / "dist" / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)
    rest(path, rested)
    return path


def rest(path: Path, seconds: float = 60) -> None:
    when = path.stat().st_mtime - seconds
    os.utime(path, (when, when))


@pytest.fixture(autouse=True)
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let each run begin some seconds after the last change, of which a file system has its own time."""
    import time

    real = time.time_ns
    monkeypatch.setattr(time, "time_ns", lambda: real() + 60_000_000_000)


def run(root: Path, store: Store | None, salt: str = "salt") -> tuple[Wheel, WheelCode]:
    tree, verdicts = DirectoryTree(str(root)), Verdicts(store, salt)
    (file,) = wheel_files(tree, None)
    found = wheel(file, tree, verdicts)
    return found, wheel_code(found, tree, verdicts)


def test_a_wheel_is_inflated_once(tmp_path: Path, store: Store, inflated: list[str]) -> None:
    script = "[console_scripts]\ndemo = demo.tool:main\n"
    built(tmp_path, entry_points=script)
    expected = run(tmp_path, None)
    first = run(tmp_path, store)
    inflated.clear()
    assert run(tmp_path, store) == first == expected
    assert inflated == []
    assert first[1].modules[0].names == frozenset(("main",))


def test_all_of_it_comes_back(tmp_path: Path, store: Store, inflated: list[str]) -> None:
    files = {
        **FILES,
        "demo/.env": "TOKEN=\xe9\n",
        "demo-1.0.data/scripts/run": "#!python\n",
        "demo/x.py": "x = (",
    }
    binaries = {"demo/native.so": {"format": "ELF", "machine": "x86_64"}}
    built(tmp_path, files=files, binaries=binaries, tag="cp311-abi3-linux_x86_64")
    expected = run(tmp_path, None)
    assert expected[0].contents.natives
    assert expected[0].contents.heads
    assert expected[0].scripts
    run(tmp_path, store)
    inflated.clear()
    assert run(tmp_path, store) == expected
    assert inflated == []


def test_a_wheel_that_was_built_again(tmp_path: Path, store: Store) -> None:
    path = built(tmp_path)
    before = path.stat()
    run(tmp_path, store)
    other = {**FILES, "demo/tool.py": "def niam(): ...\n"}
    path = built(tmp_path, files=other)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert run(tmp_path, store) == run(tmp_path, None)


def test_the_name_and_the_programs_decide_too(tmp_path: Path, store: Store, inflated: list[str]) -> None:
    path = built(tmp_path)
    run(tmp_path, store)
    path.rename(path.with_name("demo-2.0-py3-none-any.whl"))
    assert run(tmp_path, store) == run(tmp_path, None)
    inflated.clear()
    run(tmp_path, store, "other")
    assert inflated


def test_what_has_just_changed_is_not_kept(
    tmp_path: Path, store: Store, inflated: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    import time

    built(tmp_path, rested=0)
    real = time.time_ns
    monkeypatch.setattr(time, "time_ns", lambda: real() - 60_000_000_000)
    run(tmp_path, store)
    inflated.clear()
    run(tmp_path, store)
    assert inflated


def test_what_changes_while_it_is_read_is_not_kept(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, other = built(tmp_path), build_wheel(files={"demo/__init__.py": ""})[1]
    tree, verdicts = DirectoryTree(str(tmp_path)), Verdicts(store)
    (file,) = wheel_files(tree, None)
    data = path.read_bytes()

    def change(stream: object) -> bool:
        path.write_bytes(other)
        return False

    with monkeypatch.context() as patch:
        patch.setattr(polyglot, "is_tar", change)
        wheel(file, tree, verdicts)
    path.write_bytes(data)
    assert run(tmp_path, store) == run(tmp_path, None)


def test_modules_of_a_wheel_that_was_replaced_meanwhile(tmp_path: Path) -> None:
    built(tmp_path)
    tree = DirectoryTree(str(tmp_path))
    (file,) = wheel_files(tree, None)
    found = wheel(file, tree, Verdicts())
    built(tmp_path, files={**FILES, "demo/tool.py": "def niam(): ...\n"})
    with pytest.raises(Unreadable, match="changed while it was read"):
        wheel_code(found, tree, Verdicts())


@pytest.mark.parametrize("at", [0, 8, 30, 60, 100, -1])
def test_a_flipped_bit_makes_an_entry_worthless(tmp_path: Path, store: Store, at: int) -> None:
    built(tmp_path)
    expected = run(tmp_path, store)
    for entry in entries(store):
        data = bytearray(entry.read_bytes())
        data[at] ^= 1
        entry.write_bytes(bytes(data))
    assert run(tmp_path, store) == expected
    assert run(tmp_path, store) == expected


@pytest.mark.parametrize("left", [0, 1, 30, 100])
def test_an_entry_that_was_cut_off(tmp_path: Path, store: Store, left: int) -> None:
    built(tmp_path)
    expected = run(tmp_path, store)
    for entry in entries(store):
        entry.write_bytes(entry.read_bytes()[:left])
    assert run(tmp_path, store) == expected


def test_an_entry_of_another_thing(tmp_path: Path, store: Store) -> None:
    built(tmp_path)
    expected = run(tmp_path, store)
    one, other = entries(store)
    data = one.read_bytes()
    one.write_bytes(other.read_bytes())
    other.write_bytes(data)
    assert run(tmp_path, store) == expected


def test_a_module_is_parsed_again_only_where_it_changed(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    built(tmp_path)
    run(tmp_path, store)
    parsed: list[str] = []
    real = wheelcode._module

    def module(member: str, data: bytes, entries: frozenset[str]) -> wheelcode.WheelModule:
        parsed.append(member)
        return real(member, data, entries)

    monkeypatch.setattr(wheelcode, "_module", module)
    built(tmp_path, files={**FILES, "demo/data.txt": "new"})
    run(tmp_path, store)
    assert parsed == []


def test_a_wheel_that_cannot_be_read_is_read_each_time(tmp_path: Path, store: Store) -> None:
    path = built(tmp_path)
    path.write_bytes(path.read_bytes()[:-30])
    for _ in range(2):
        with pytest.raises(Unreadable, match="truncated"):
            run(tmp_path, store)
    assert entries(store) == []


def entries(store: Store) -> list[Path]:
    return sorted(Path(store.directory).glob("value*.entry"))
