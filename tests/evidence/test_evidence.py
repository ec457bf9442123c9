"""What measured data says of each function, and what is said of data that says nothing."""

from __future__ import annotations

import hashlib

import pytest

from roadworthy.call_trace.record import write_record
from roadworthy.facts.tests.coverage_database import is_test
from roadworthy.facts.tests.evidence import Evidence
from roadworthy.facts.tests.given import NamedCoverage
from roadworthy.facts.tests.measured import Grade
from tests.evidence.support import (
    BY_TEST,
    CALL,
    IMPORT,
    MODEL,
    PATH,
    database,
    grades,
    read,
    report,
)

CALLED, EXECUTED, IMPORTED = Grade.CALLED, Grade.EXECUTED, Grade.IMPORTED
NOT_EXECUTED, UNMEASURED = Grade.NOT_EXECUTED, Grade.UNMEASURED
BY_LINES = {"fit": EXECUTED, "lost": NOT_EXECUTED, "register": EXECUTED, "brief": UNMEASURED}


def problems(found: Evidence) -> list[str]:
    return [problem for source in found.sources for problem in source.problems]


def test_contexts_tell_a_call_by_a_test_from_what_the_import_ran() -> None:
    found = grades(read(_coverage=database({"": IMPORT, BY_TEST: CALL})))
    assert found == {"fit": CALLED, "lost": NOT_EXECUTED, "register": IMPORTED, "brief": UNMEASURED}


def test_without_contexts_nobody_knows_who_called() -> None:
    assert grades(read(_coverage=database({"": (*IMPORT, *CALL)}))) == BY_LINES


def test_arcs_tell_whether_a_function_on_one_line_was_entered() -> None:
    arcs = {"": [(-1, 1), (1, 4), (4, 9), (9, 13), (13, 17), (17, 20), (20, -1), (-13, 14), (14, -13)]}
    called = {**arcs, BY_TEST: [(-4, 6), (6, -4), (-17, 17), (17, -17)]}
    assert grades(read(_coverage=database(arcs=called))) == {
        "fit": CALLED,
        "lost": NOT_EXECUTED,
        "register": IMPORTED,
        "brief": CALLED,
    }
    assert grades(read(_coverage=database(arcs=arcs)))["brief"] is NOT_EXECUTED


@pytest.mark.parametrize(
    ("context", "expected"),
    [
        ("tests/test_a.py::test_b|run", True),
        ("tests/test_a.py::TestC::test_b[x|y]|setup", True),
        ("tests.test_a.test_b", True),
        ("unit|tests.test_a.TestC.test_b", True),
        ("", False),
        ("unit", False),
        ("py3.11", False),
        ("tests", False),
    ],
)
def test_a_context_is_a_test_or_the_name_of_a_run(context: str, expected: bool) -> None:
    assert is_test(context) is expected


def test_json_is_read_by_lines() -> None:
    assert grades(read(coverage_json=report((*IMPORT, *CALL), (10,)))) == BY_LINES


def test_a_function_whose_lines_a_report_does_not_name_is_unmeasured() -> None:
    assert grades(read(coverage_json=report((*IMPORT, *CALL), ())))["lost"] is UNMEASURED


XML = """<?xml version="1.0" ?>
<coverage version="7.6"><sources><source>/build/src/demo</source></sources><packages><package><classes>
<class filename="model.py"><methods/><lines>%s</lines></class></classes></package></packages></coverage>"""


def test_xml_is_read_by_lines_and_its_files_found_below_its_source() -> None:
    lines = "".join(f'<line number="{n}" hits="{int(n != 10)}"/>' for n in (*IMPORT, *CALL, 10))
    assert grades(read(coverage_xml=(XML % lines).encode())) == BY_LINES


def test_xml_that_declares_an_entity_is_refused() -> None:
    head = '<!DOCTYPE coverage [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    found = read(coverage_xml=(head + "<coverage>&b;</coverage>").encode())
    assert problems(found) == ["it declares entities, which no coverage report needs"]


def test_lcov_is_read_by_lines() -> None:
    lines = "".join(f"DA:{n},{int(n != 10)}\n" for n in (*IMPORT, *CALL, 10))
    text = f"TN:\nSF:/somewhere/src/demo/model.py\n{lines}end_of_record\n"
    assert grades(read(lcov_info=text.encode())) == BY_LINES


def record(called: list[tuple[int, str]], complete: bool = True, source: str = MODEL) -> bytes:
    digest = hashlib.sha256(source.encode()).hexdigest()
    files = {PATH: (digest, called, [(13, "register")])}
    return write_record(files, ["tests/test_model.py"], complete).encode()


def test_a_record_knows_every_function() -> None:
    found = grades(read(_roadworthy__record_json=record([(4, "fit"), (17, "brief")])))
    assert found == {"fit": CALLED, "lost": NOT_EXECUTED, "register": IMPORTED, "brief": CALLED}


PLATFORM = """\
import sys

def path():
    return "/"

if sys.platform == "win32":
    def drive():
        return "C:"
"""


def test_of_a_function_that_was_not_defined_where_tests_ran_nothing_is_known() -> None:
    file = "src/demo/drives.py"
    found = read(coverage_json=report((1, 3, 4, 6), (7, 8), file), **{file: PLATFORM.encode()})
    assert (found.of(file, 3), found.of(file, 7)) == (EXECUTED, UNMEASURED)
    # Where not one `def` is seen to run, the import came before the measurement.
    found = read(coverage_json=report((4,), (7, 8), file), **{file: PLATFORM.encode()})
    assert found.of(file, 7) is NOT_EXECUTED


def test_a_record_leaves_open_what_a_condition_defines() -> None:
    file = "src/demo/drives.py"
    digest = hashlib.sha256(PLATFORM.encode()).hexdigest()
    text = write_record({file: (digest, [(3, "path")], [])}, ["tests/test_model.py"], True)
    found = read(_roadworthy__record_json=text.encode(), **{file: PLATFORM.encode()})
    assert (found.of(file, 3), found.of(file, 7)) == (CALLED, UNMEASURED)
    entered = write_record({file: (digest, [(3, "path"), (7, "drive")], [])}, ["tests/test_model.py"], True)
    found = read(_roadworthy__record_json=entered.encode(), **{file: PLATFORM.encode()})
    assert found.of(file, 7) is CALLED


def test_a_record_of_a_part_of_the_tests_says_only_what_it_saw() -> None:
    found = read(_roadworthy__record_json=record([(4, "fit")], complete=False))
    assert grades(found) == {"fit": CALLED, **dict.fromkeys(("lost", "register", "brief"), UNMEASURED)}
    assert problems(found) == ["only a part of the tests ran: what it does not name may be tested"]


def test_a_record_of_another_text_grades_nothing() -> None:
    found = read(_roadworthy__record_json=record([(4, "fit")], source=MODEL + "x = 1\n"))
    assert set(grades(found).values()) == {UNMEASURED}
    assert problems(found) == ["`src/demo/model.py` changed since it was measured"]


def test_what_a_record_cannot_tell_the_next_file_may() -> None:
    stale = record([(4, "fit")], source="")
    found = read(_roadworthy__record_json=stale, _coverage=database({"": IMPORT, BY_TEST: CALL}))
    assert grades(found)["fit"] is CALLED


@pytest.mark.parametrize("path", ["/build/src/demo/model.py", "C:\\ci\\src\\demo\\model.py", "./" + PATH])
def test_a_path_of_another_machine_is_known_by_its_end(path: str) -> None:
    assert grades(read(_coverage=database({"": IMPORT, BY_TEST: CALL}, path=path)))["fit"] is CALLED


def test_an_installed_copy_is_known_by_its_package() -> None:
    data = database({"": IMPORT, BY_TEST: CALL}, path="/env/lib/site-packages/demo/model.py")
    assert grades(read(_coverage=data))["fit"] is CALLED


def test_data_of_another_project_is_said_to_be_foreign() -> None:
    found = read(_coverage=database({"": IMPORT}, path="/elsewhere/other/model.py"))
    assert set(grades(found).values()) == {UNMEASURED}
    assert problems(found) == ["it names none of this project's files, but `/elsewhere/other/model.py`"]


def test_lines_that_hold_no_code_show_that_the_file_changed() -> None:
    found = read(_coverage=database({"": [line + 1 for line in IMPORT], BY_TEST: [7]}))
    assert set(grades(found).values()) == {UNMEASURED}
    assert problems(found) == ["`src/demo/model.py` changed since it was measured"]


def test_contexts_without_most_of_the_test_files_are_of_a_partial_run() -> None:
    found = read(_coverage=database({"": IMPORT, "tests/test_other.py::test_fit|run": CALL}))
    assert grades(found)["fit"] is CALLED
    assert grades(found)["lost"] is UNMEASURED
    assert problems(found) == ["1 of 1 files with tests is not in it: what it does not name may be tested"]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "empty: the run that wrote it did not finish"),
        (b"hello", "not a SQLite database"),
        (b"!coverage.py: This is a private format", "written by coverage.py 4"),
        (b"SQLite format 3\0" + b"\xff" * 4096, "a database that cannot be read: "),
        (database({"": IMPORT})[:2000], "a database that cannot be read: "),
        (database({"": IMPORT}, version=6), "schema version 6; only 7 is known"),
        (b"{", "not valid JSON"),
        (b"[" * 100_000, "not a SQLite database"),
        (b"{" + b'"a":{' * 100_000, "not valid JSON"),
        (b'{"files": {}}', "not coverage.py's JSON report"),
        (b"<coverage>", "not valid XML"),
        (b"<html/>", "not a coverage report"),
        (b"TN:\nSF:a.py\nDA:x,1\n", "not a line of lcov"),
        (b"TN:\nSF:a.py\nDA:1,1\n", "it ends within a record"),
        (b'{"format": "roadworthy-record/9"}', "format `roadworthy-record/9`"),
        (b" " * (64 * 1024 * 1024 + 1), "larger than 64 MiB"),
    ],
    ids=lambda value: value[:30] if isinstance(value, str) else "",
)
def test_what_cannot_be_read_is_said_and_grades_nothing(data: bytes, message: str) -> None:
    for found in (read(NamedCoverage("some.data", data)), read(_coverage=data)):
        assert set(grades(found).values()) == {UNMEASURED}
        assert [message in problem for problem in problems(found)] == [True], problems(found)


def test_a_database_that_is_being_written_is_not_read() -> None:
    found = read(_coverage=database({"": IMPORT}), _coverage__journal=b"x")
    assert problems(found) == ["it is being written: there is .coverage-journal"]


def test_a_view_in_the_place_of_a_table_is_not_asked() -> None:
    import sqlite3

    connection = sqlite3.connect(":memory:")
    connection.deserialize(database({"": IMPORT}))
    connection.execute("DROP TABLE line_bits")
    connection.execute(
        "CREATE VIEW line_bits AS WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x FROM c)"
        " SELECT x AS file_id, x AS context_id, x AS numbits FROM c"
    )
    connection.commit()
    data = connection.serialize()
    connection.close()
    assert problems(read(_coverage=data)) == ["no coverage data: there is no table `line_bits`"]


def test_a_database_in_write_ahead_mode_is_read() -> None:
    data = bytearray(database({"": IMPORT, BY_TEST: CALL}))
    data[18:20] = b"\2\2"
    assert grades(read(_coverage=bytes(data)))["fit"] is CALLED
