"""A report that is known is given again without an inspection, and never after something changed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from roadworthy.commands.cli import main
from roadworthy.core import limits
from roadworthy.core.rule import Rule
from roadworthy.testing.builders import git_index
from tests.cli.conftest import GOOD, checked

#: What no answer of the cache may load.
HEAVY = (
    "roadworthy_rules roadworthy.engine.inspect roadworthy.packs.load pluggy packaging importlib.metadata"
    " inspect logging subprocess multiprocessing email zipfile dataclasses typing ast tomli yaml hashlib"
).split()


def test_what_is_known_is_answered_without_an_inspection(
    cached: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = checked(capsys)
    second = checked(capsys)
    assert first[0]
    assert second == (False, *first[1:])
    assert checked(capsys, "--no-cache") == first


def write(text: str) -> Callable[[Path], object]:
    return lambda path: path.write_text(text, encoding="utf-8")


def other_bytes(path: Path) -> None:
    """Change a file within the same size, and put its time back."""
    status, data = path.stat(), path.read_bytes()
    path.write_bytes(data[:-2] + bytes(reversed(data[-2:])) if data[-2:-1] != data[-1:] else b"#" + data[1:])
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def link(target: str) -> Callable[[Path], object]:
    return lambda path: path.symlink_to(target)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("requirements.txt", write("pandas\n")),
        ("new.py", write("x = 1\n")),
        ("new.csv", write("a,b\n")),
        ("deeper/new/module.py", write("x = 1\n")),
        ("data.bin", write("0" * 1_000_001)),
        ("utils.py", Path.unlink),
        ("utils.py", other_bytes),
        (".gitignore", write("*.ipynb\n")),
        ("linked.py", link("utils.py")),
        ("roadworthy.toml", write("fail-under = 1\n")),
        ("../roadworthy.toml", write("fail-under = 1\n")),
        (".git", write("gitdir: elsewhere\n")),
        ("../.git/index", lambda path: path.write_bytes(git_index(["project/utils.py"]))),
        ("../.git/index", Path.unlink),
        ("node_modules/code.py", write("x = 1\n")),
        ("dist/other-1.0.tar.gz", write("no archive")),
    ],
)
def test_a_change_is_seen(
    cached: Path, capsys: pytest.CaptureFixture[str], name: str, change: Callable[[Path], object]
) -> None:
    checked(capsys)
    assert not checked(capsys)[0]
    path = cached / name
    path.parent.mkdir(parents=True, exist_ok=True)
    change(path)
    inspected, code, text = checked(capsys)
    assert inspected
    assert (code, text) == checked(capsys, "--no-cache")[1:]


@pytest.mark.parametrize("directory", [".", "/"])
def test_a_file_that_changes_within_a_tick_of_the_clock(
    cached: Path, capsys: pytest.CaptureFixture[str], directory: str
) -> None:
    """The status is the same to the last bit, as where the clock of a file system stands still."""
    path = cached / "utils.py"
    path.write_text(path.read_text() + "\nvalue_1 = 'x'\n")
    frozen = os.stat(path)
    real = os.stat

    def same(at: object, *arguments: object, **named: object) -> os.stat_result:
        return frozen if str(at).endswith("utils.py") else real(at, *arguments, **named)  # type: ignore[arg-type]

    checked(capsys)
    path.write_text(path.read_text().replace("value_1 = 'x'", "print(3, 'x')"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "stat", same)
        inspected, _, text = checked(capsys)
    assert inspected
    assert text == checked(capsys, "--no-cache")[2]


def test_a_file_that_is_only_touched_is_known_by_its_content(
    cached: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    checked(capsys)
    for path in cached.rglob("*"):
        path.touch()
    assert not checked(capsys)[0]


def test_a_copy_with_other_times_and_numbers_of_files(
    cached: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As in CI, where each run has a new checkout, and the cache is brought along."""
    first = checked(capsys)
    shutil.copytree(cached.parent, cached.parent.parent / "copy", symlinks=True)
    os.chdir(cached.parent.parent)
    shutil.rmtree(cached.parent)
    (cached.parent.parent / "copy").rename(cached.parent)
    os.chdir(cached)
    assert checked(capsys) == (False, *first[1:])


@pytest.mark.parametrize(
    "arguments",
    [
        ["--fail-under", "1"],
        ["--fail-on", "never"],
        ["--select", "tests"],
        ["--profile", "library"],
        ["."],
        ["utils.py"],
    ],
)
def test_another_question_has_another_answer(
    cached: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    checked(capsys)
    first = checked(capsys, *arguments)
    assert first[1:] == checked(capsys, "--no-cache", *arguments)[1:]
    assert checked(capsys, *arguments) == (False, *first[1:])


@pytest.mark.parametrize(
    "arguments",
    [
        ["--verbose"],
        ["--output-format", "full"],
        ["--output-format", "json"],
        ["--output-format", "sarif"],
        ["--output-format", "text", "--color", "always"],
    ],
)
def test_another_form_of_the_same_report(
    cached: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    (cached / "marked.py").write_bytes(b"\xef\xbb\xbfprint('\xc3\xa9')\r\npassword = 'correct horse 1'\r\n")
    checked(capsys)
    expected = checked(capsys, "--no-cache", *arguments)
    assert checked(capsys, *arguments) == (False, *expected[1:])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("roadworthy.commands.plugins.load_plugins", None)
        assert main(["check", *arguments]) == expected[1]
    assert capsys.readouterr().out == expected[2]
    (cached / "marked.py").write_bytes(b"import os\n")
    assert checked(capsys, *arguments)[0]


def test_the_gate_is_answered_too(cached: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert checked(capsys)[:2] == (True, 1)
    assert checked(capsys)[:2] == (False, 1)
    assert checked(capsys, "--exit-zero")[:2] == (False, 0)


def test_what_could_not_be_judged_is_asked_again(cached: Path, capsys: pytest.CaptureFixture[str]) -> None:
    package = cached / "src" / "demo"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("def :\n")
    (cached / "pyproject.toml").write_text(GOOD)
    assert checked(capsys)[:2] == (True, 3)
    assert checked(capsys)[:2] == (True, 3)


def test_a_file_that_changes_during_the_run(cached: Path, capsys: pytest.CaptureFixture[str]) -> None:
    real = Rule.__getattribute__
    changed: list[str] = []

    def change(self: Rule, name: str) -> object:
        if not changed:
            changed.append(name)
            (cached / "utils.py").write_text("import os\n")
        return real(self, name)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rule, "__getattribute__", change)
        checked(capsys)
    assert changed
    assert checked(capsys)[1:] == checked(capsys, "--no-cache")[1:]


def test_named_outputs_are_written_again(cached: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = cached.parent.parent / "report.json"
    arguments = ["--report", f"json={target}"]
    checked(capsys, *arguments)
    text = target.read_text()
    target.unlink()
    assert not checked(capsys, *arguments)[0]
    assert target.read_text() == text
    assert json.loads(text)["projects"]
    assert main(["check", "--report", "json"]) == 2


def test_files_that_nothing_is_kept_of(cached: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for option in ("--no-cache", "--paranoid"):
        for _ in range(2):
            assert checked(capsys, option)[0]
    assert not (cached.parent.parent / "cache").exists()


def test_what_an_answer_loads(cached: Path) -> None:
    command = [sys.executable, "-c", _TELLING, "check"]
    # The first run writes the bytecode of what it imports.
    for _ in range(2):
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    loaded = done.stderr.split()
    assert "roadworthy.commands.answers" in loaded
    assert [name for name in HEAVY if name in loaded] == []


_TELLING = """\
import sys
from roadworthy.commands.cli import main
main(sys.argv[1:])
print(*sys.modules, file=sys.stderr)
"""


@pytest.mark.parametrize("at", [0, 8, 30, 60, 200, -1])
def test_a_flipped_bit_makes_an_entry_worthless(
    cached: Path, capsys: pytest.CaptureFixture[str], at: int
) -> None:
    first = checked(capsys)
    for entry in (cached.parent.parent / "cache").rglob("*.entry"):
        data = bytearray(entry.read_bytes())
        data[at] ^= 1
        entry.write_bytes(bytes(data))
    assert checked(capsys) == first
    assert checked(capsys) == (False, *first[1:])


@pytest.mark.parametrize("left", [0, 1, 30, 200])
def test_an_entry_that_was_cut_off(cached: Path, capsys: pytest.CaptureFixture[str], left: int) -> None:
    first = checked(capsys)
    for entry in (cached.parent.parent / "cache").rglob("*.entry"):
        entry.write_bytes(entry.read_bytes()[:left])
    assert checked(capsys) == first


def test_another_version_has_its_own_entries(
    cached: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from roadworthy.commands import kept

    checked(capsys)
    monkeypatch.setattr(kept, "__version__", "99.0")
    assert checked(capsys)[0]
    assert not checked(capsys)[0]


def test_a_changed_source_of_ours(
    cached: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from roadworthy.commands import kept

    checked(capsys)
    real = kept._sources
    monkeypatch.setattr(kept, "_sources", lambda directory: [*real(directory), "new.py 1 1"])
    assert checked(capsys)[0]


def test_what_is_installed_as_a_whole_is_known_by_its_record(tmp_path: Path) -> None:
    from roadworthy.commands.kept import _installed_as

    (tmp_path / "site" / "acme").mkdir(parents=True)
    package, information = str(tmp_path / "site" / "acme"), "acme_rules-1.0.dist-info"
    assert _installed_as(package, information) == []
    (tmp_path / "site" / information).mkdir()
    record = tmp_path / "site" / information / "RECORD"
    record.write_text("acme/__init__.py,,\n")
    first = _installed_as(package, information)
    assert first
    os.utime(record, (1, 1))
    assert _installed_as(package, information) not in ([], first)


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="no owners here")
def test_a_cache_that_others_may_write_to_is_left_alone(
    cached: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    checked(capsys)
    (cached.parent.parent / "cache" / "roadworthy").chmod(0o777)
    assert checked(capsys)[0]


def test_a_cache_that_is_a_link_is_left_alone(cached: Path, capsys: pytest.CaptureFixture[str]) -> None:
    checked(capsys)
    cache = cached.parent.parent / "cache"
    (cache / "roadworthy").rename(cache / "elsewhere")
    (cache / "roadworthy").symlink_to("elsewhere")
    assert checked(capsys)[0]
    assert checked(capsys)[0]


def test_a_cache_in_the_tree_does_not_speak_for_itself(
    cached: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Entries of another key, as a stranger's checkout may hold them, are not read."""
    monkeypatch.setenv("ROADWORTHY_CACHE_DIR", ".roadworthy_cache")
    assert checked(capsys)[0]
    assert not checked(capsys)[0]
    assert (cached / ".roadworthy_cache" / ".gitignore").read_text().endswith("*\n")
    (cached.parent.parent / "cache" / "roadworthy" / "key").write_bytes(bytes(32))
    assert checked(capsys)[0]


def test_where_nothing_can_be_kept(
    cached: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A place that cannot be made, and a disk that is full."""
    (cached.parent.parent / "cache").write_text("a file\n")
    first = checked(capsys)
    assert checked(capsys) == first
    (cached.parent.parent / "cache").unlink()
    monkeypatch.setattr(os, "write", _full(os.write))
    assert checked(capsys) == first
    assert checked(capsys) == first
    assert not list((cached.parent.parent / "cache").rglob("*.tmp"))


def _full(real: Callable[[int, bytes], int]) -> Callable[[int, bytes], int]:
    def write(descriptor: int, data: bytes) -> int:
        if descriptor > 2 and len(data) > 200:
            raise OSError(28, "No space left on device")
        return real(descriptor, data)

    return write


def test_the_cache_is_bounded(
    cached: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "CACHE_SIZE", 300_000)
    for number in range(12):
        checked(capsys, "--fail-under", str(number))
    entries = list((cached.parent.parent / "cache").rglob("*.entry"))
    assert 1 <= len(entries) < 12
    assert sum(entry.stat().st_size for entry in entries) <= 300_000
    assert not checked(capsys, "--fail-under", "11")[0]


def test_runs_at_the_same_time_and_one_that_is_killed(cached: Path) -> None:
    command = [sys.executable, "-c", _TELLING, "check"]
    runs = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        for _ in range(3)
    ]
    time.sleep(0.4)
    runs[0].kill()
    runs[0].communicate()
    texts = [process.communicate()[0] for process in runs[1:]]
    again = subprocess.run(command, capture_output=True, text=True, check=False)
    assert {*texts, again.stdout} == {texts[0]}
    assert "roadworthy.engine.inspect" not in again.stderr.split()


def test_the_cache_is_cleared(cached: Path, capsys: pytest.CaptureFixture[str]) -> None:
    checked(capsys)
    cache = cached.parent.parent / "cache" / "roadworthy"
    (cache / "mine.txt").write_text("not of the cache")
    assert main(["cache", "clear"]) == 0
    # The report, and what was learned of the files.
    assert capsys.readouterr().out == "2 entries removed\n"
    assert [path.name for path in cache.iterdir()] == ["mine.txt"]
    assert main(["cache", "clear"]) == 0
    assert checked(capsys)[0]
