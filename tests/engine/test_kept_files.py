"""What is kept of files from one run to the next: what was used, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from roadworthy.core.rule_run import Crash
from roadworthy.core.store import Store
from roadworthy.engine.file_data import dumped
from roadworthy.engine.file_pass import FileResult, Task
from roadworthy.engine.kept_files import KeptFiles, key_of, name_of, opened
from roadworthy.engine.schedule import FileRules, Schedule, schedule
from roadworthy.testing.pages import plugins

A, B = Task("a.py", 1, ".py"), Task("b.py", 1, ".py")


def schedule_of(*names: str, **options: str) -> Schedule:
    loaded = plugins()
    return schedule([loaded.rules[name] for name in names], loaded.registry, dict.fromkeys(names, options))


MADE = schedule_of("breakpoint-left")
RULES: FileRules = next(rules for rules in MADE.files if rules.known.suffix == ".py")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(str(tmp_path), b"key")


def kept(store: Store) -> KeptFiles:
    return opened(store, "name", {})


def result(path: str) -> FileResult:
    return FileResult(path, RULES.known)


def entries(store: Store) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in Path(store.directory).glob("*.entry")}


def test_a_result_is_found_by_the_file_and_its_content(store: Store) -> None:
    first = kept(store)
    first.keep_result(A, "1", result("a.py"), RULES)
    first.keep_result(B, "2", result("b.py"), RULES)
    assert first.find(A, "1", RULES) is None, "what this run made is not asked for again"
    first.write()
    second = kept(store)
    assert second.find(A, "1", RULES) == result("a.py")
    assert second.find(B, "2", RULES) == result("b.py")
    assert second.find(A, "2", RULES) is None
    assert second.find(B, "1", RULES) is None


def test_what_a_run_does_not_use_is_forgotten(store: Store) -> None:
    first = kept(store)
    first.keep_result(A, "1", result("a.py"), RULES)
    first.keep_result(B, "2", result("b.py"), RULES)
    first.write()
    second = kept(store)
    assert second.find(A, "1", RULES)
    second.write()
    third = kept(store)
    assert third.find(A, "1", RULES)
    assert third.find(B, "2", RULES) is None


def test_what_is_used_is_kept_beside_what_is_learned(store: Store) -> None:
    first = kept(store)
    first.keep_result(A, "1", result("a.py"), RULES)
    first.write()
    second = kept(store)
    assert second.find(A, "1", RULES)
    second.keep_result(B, "2", result("b.py"), RULES)
    second.write()
    third = kept(store)
    assert third.find(A, "1", RULES)
    assert third.find(B, "2", RULES)


def test_a_changed_file_replaces_what_was_kept_of_it(store: Store) -> None:
    first = kept(store)
    first.keep_result(A, "1", result("a.py"), RULES)
    first.write()
    second = kept(store)
    assert second.find(A, "2", RULES) is None
    second.keep_result(A, "2", result("a.py"), RULES)
    second.write()
    third = kept(store)
    assert (third.find(A, "1", RULES), third.find(A, "2", RULES)) == (None, result("a.py"))


def test_nothing_is_written_where_nothing_changed(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    first = kept(store)
    first.keep_result(A, "1", result("a.py"), RULES)
    first.write()
    written: list[str] = []
    monkeypatch.setattr(Store, "write", lambda self, name, *content: written.append(name))
    second = kept(store)
    assert second.find(A, "1", RULES)
    second.write()
    assert written == []


def test_what_was_made_just_before_is_used_and_then_kept(store: Store) -> None:
    fresh = {("name", key_of(A, "1")): dumped(result("a.py"), RULES)}
    assert opened(store, "other", fresh).find(A, "1", RULES) is None, "it is of another name"
    again = opened(store, "name", fresh)
    assert again.find(A, "1", RULES) == result("a.py")
    again.write()
    assert opened(store, "name", {}).find(A, "1", RULES) == result("a.py")


def test_a_result_with_a_crash_is_not_kept(store: Store) -> None:
    crashed = result("a.py")
    crashed.crashes.append(Crash("breakpoint-left", "a.py", "it crashed"))
    first = kept(store)
    first.keep_result(A, "1", crashed, RULES)
    first.write()
    assert entries(store) == {}


def test_the_hash_of_a_result_is_told_of_what_the_run_has(store: Store) -> None:
    first = kept(store)
    assert first.digest(A, "1") is None
    first.keep_result(A, "1", result("a.py"), RULES)
    told = first.digest(A, "1")
    assert told
    first.write()
    assert first.digest(A, "1") is None
    second = kept(store)
    assert second.digest(A, "1") is None
    assert second.find(A, "1", RULES)
    assert second.digest(A, "1") == told


def test_the_name_tells_what_a_result_depends_on() -> None:
    names = {
        name_of("salt", "/a", MADE),
        name_of("other", "/a", MADE),
        name_of("salt", "/b", MADE),
        name_of("salt", "/a", schedule_of("print-in-package")),
        name_of("salt", "/a", schedule_of("breakpoint-left", "print-in-package")),
    }
    assert len(names) == 5
    assert name_of("salt", "/a", schedule_of("breakpoint-left")) == name_of("salt", "/a", MADE)
    assert all(name.startswith("files") and name.isalnum() for name in names)


@pytest.mark.parametrize(
    "other", [Task("c.py", 1, ".py"), Task("a.py", 1, ".ipynb"), Task("a.py", 1, ".py", ("x",))]
)
def test_the_key_tells_path_kind_and_question(other: Task) -> None:
    assert key_of(A, "1") != key_of(other, "1")
    assert key_of(A, "1") == key_of(Task("a.py", 9, ".py"), "1"), "the size is in the content"
