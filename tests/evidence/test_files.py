"""Data on a disk, as it is found: locked, large, unfinished, not even a file."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from roadworthy.facts.metadata import SetupFiles
from roadworthy.facts.project.layout import layout
from roadworthy.facts.tests.evidence import Evidence, evidence
from roadworthy.facts.tests.measured import Grade
from roadworthy.tree.tree import DirectoryTree
from tests.evidence.support import BY_TEST, CALL, IMPORT, MODEL, PATH, TEST, database, grades, summarised

DATA = database({"": IMPORT, BY_TEST: CALL})


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for path, text in {PATH: MODEL, "src/demo/__init__.py": "", "tests/test_model.py": TEST}.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    (tmp_path / ".coverage").write_bytes(DATA)
    return tmp_path


def read(project: Path) -> Evidence:
    tree = DirectoryTree(str(project))
    modules = tuple(summarised(path, tree.read(path)) for path in tree.files if path.endswith(".py"))
    return evidence(tree, None, modules, layout(tree, None, SetupFiles(), None), None)


def test_a_database_that_another_process_locks_is_read_all_the_same(project: Path) -> None:
    connection = sqlite3.connect(project / ".coverage", isolation_level=None)
    connection.execute("BEGIN EXCLUSIVE")
    try:
        assert grades(read(project))["fit"] is Grade.CALLED
    finally:
        connection.close()


def test_a_database_in_the_middle_of_a_write_is_not_believed(project: Path) -> None:
    connection = sqlite3.connect(project / ".coverage", isolation_level=None)
    connection.execute("PRAGMA cache_size = 1")
    connection.execute("BEGIN EXCLUSIVE")
    connection.execute("DELETE FROM line_bits")
    connection.executemany("INSERT INTO meta VALUES (?, 'x')", [(f"k{n}" * 50,) for n in range(500)])
    try:
        found = read(project)
    finally:
        connection.close()
    assert [source.problems for source in found.sources] == [
        ("it is being written: there is .coverage-journal",)
    ]
    assert not found.grades


def sparse(path: Path) -> None:
    with path.open("wb") as stream:
        stream.write(DATA)
        stream.truncate(100 * 1024 * 1024)


def pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def many_rows(path: Path) -> None:
    path.unlink()
    connection = sqlite3.connect(path)
    connection.deserialize(DATA)
    connection.executemany(
        "INSERT INTO line_bits VALUES (1, 0, ?)", ((os.urandom(4000),) for _ in range(2000))
    )
    connection.commit()
    path.write_bytes(connection.serialize())
    connection.close()


def without_table(path: Path) -> None:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP TABLE file")


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda path: path.write_bytes(b""), "empty: the run that wrote it did not finish"),
        (lambda path: path.write_bytes(DATA[: len(DATA) // 2]), "a database that cannot be read: "),
        (lambda path: path.write_bytes(DATA[:100] + b"\0" * 9000), "a database that cannot be read: "),
        (lambda path: path.write_bytes(database({"": IMPORT}, version=5)), "schema version 5; only 7"),
        (lambda path: path.write_bytes(database({"": IMPORT}, path="/x/other.py")), "it names none of this"),
        (lambda path: without_table(path), "there is no table `file`"),
        (lambda path: sparse(path), "larger than 64 MiB"),
        (lambda path: many_rows(path), "changed since it was measured"),
        (lambda path: path.write_bytes(b"PK\3\4" + bytes(5000)), "not a SQLite database"),
        (lambda path: pipe(path), "not a regular file"),
        (lambda path: (path.unlink(), path.mkdir()), "not a regular file"),
        (lambda path: (path.unlink(), path.symlink_to("/dev/zero")), ""),
        (lambda path: (path.unlink(), path.symlink_to(path)), ""),
    ],
    ids=[
        "empty",
        "half",
        "zeros",
        "old schema",
        "foreign",
        "table gone",
        "100 MB",
        "8 MB of noise",
        "zip",
        "pipe",
        "directory",
        "device",
        "loop",
    ],
)
def test_whatever_lies_there_grades_nothing_and_is_told_of(
    project: Path, make: Callable[[Path], object], message: str
) -> None:
    make(project / ".coverage")
    found = read(project)
    assert set(grades(found).values()) == {Grade.UNMEASURED}
    problems = [problem for source in found.sources for problem in source.problems]
    assert problems == [] if not message else message in problems[0]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        '{"format": "roadworthy-record/1"}',
        '{"format": "roadworthy-record/1", "files": {"src/demo/model.py": 1}, "tests": []}',
        '{"format": "roadworthy-record/1", "files": {"src/demo/model.py": {"digest": 3}}, "tests": [0]}',
        '{"format": "roadworthy-record/1", "files": {"a.py": {"digest": "x", "called": [[]]}}, "tests": []}',
        '{"format": "roadworthy-record/0", "files": {}, "tests": []}',
        '{"format": 1e999, "files": {}, "tests": []}',
        '{"format": "roadworthy-record/1", "files": {}, "tests": [], "calls": 3}',
    ],
)
def test_a_record_that_is_none_grades_nothing_and_leaves_the_word_to_the_next_file(
    project: Path, text: str
) -> None:
    (project / ".roadworthy-record.json").write_text(text)
    found = read(project)
    assert [len(source.problems) for source in found.sources] == [1, 0]
    assert grades(found)["fit"] is Grade.CALLED
