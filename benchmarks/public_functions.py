"""How right is the answer to "is every public function tested" without coverage data, and with a record?

    python benchmarks/public_functions.py PROJECT COVERAGE [RECORD]

PROJECT is an unpacked sdist with its tests, RECORD what `pytest --roadworthy` wrote there, and COVERAGE
what `pytest --cov --cov-branch --cov-context=test` did. The truth is coverage by contexts: a function is
tested if a test ran a line of it. Poorly tested projects are imitated by keeping a half and a fifth of the
test files, and those that they import, fifteen times each, with a fixed seed; the truth of each is that of
the contexts of the files kept, so nothing is run again.
"""

from __future__ import annotations

import random
import sqlite3
import sys
from collections.abc import Collection, Mapping
from pathlib import Path

from roadworthy.config import load
from roadworthy.discover import discover
from roadworthy.engine import inspect
from roadworthy.evidence.data import Grade
from roadworthy.project.evidence import NamedCoverage
from roadworthy.project.public import PublicFunction
from roadworthy.project.suite import Suite
from roadworthy.signature import every
from roadworthy.testing import plugins
from roadworthy.tree import MemoryTree

_UNTESTED = (Grade.NOT_EXECUTED, Grade.IMPORTED)


def functions(
    files: Mapping[str, bytes], coverage: NamedCoverage
) -> tuple[tuple[PublicFunction, ...], Suite]:
    tree = MemoryTree(files)
    facts = inspect(tree, plugins(), [], load(tree), coverage=coverage).facts
    return facts.get(every(PublicFunction)), facts.get(Suite)


def kept(coverage: bytes, files: Collection[str]) -> bytes:
    """Return a database without the contexts of other test files than these."""
    connection = sqlite3.connect(":memory:")
    connection.deserialize(coverage)
    contexts = connection.execute("SELECT id, context FROM context").fetchall()
    gone = [(n,) for n, text in contexts if "::" in text and text.partition("::")[0] not in files]
    for table in ("line_bits", "arc"):
        connection.executemany(f"DELETE FROM {table} WHERE context_id = ?", gone)
    connection.executemany("DELETE FROM context WHERE id = ?", gone)
    connection.commit()
    return connection.serialize()


def compared(files: Mapping[str, bytes], coverage: bytes) -> tuple[int, int, int, int, list[str]]:
    """Return functions, untested ones, those flagged by names, the right ones, and the wrong."""
    truth, _ = functions(files, NamedCoverage("truth", coverage))
    known = [function for function in truth if function.grade is not Grade.UNMEASURED]
    untested = {function.at for function in known if function.grade in _UNTESTED}
    flagged = [function for function in known if not function.reached]
    wrong = [function.name for function in flagged if function.at not in untested]
    return len(known), len(untested), len(flagged), len(flagged) - len(wrong), wrong


def _with_imported(files: Mapping[str, bytes], chosen: set[str], paths: Collection[str]) -> set[str]:
    """Add the test files that chosen ones name: classes of tests may be inherited from there."""
    stems = {path.rpartition("/")[2].removesuffix(".py"): path for path in paths}
    text = b"\n".join(files[path] for path in chosen).decode()
    return chosen | {path for stem, path in stems.items() if f"{stem} import" in text}


def main(project: str, coverage_file: str, record: str = "") -> None:
    found = discover([project])[0]
    evidence = (".coverage", "coverage.json", "coverage.xml", ".roadworthy-record.json")
    files = {path: found.tree.read(path, 1 << 27) for path in found.tree.files if path not in evidence}
    coverage = Path(coverage_file).read_bytes()
    truth, suite = functions(files, NamedCoverage("truth", coverage))
    known, untested, flagged, right, wrong = compared(files, coverage)
    print(f"{project}: {len(truth)} public functions, {known} measured, {untested} untested")
    print(f"  all tests: {flagged} flagged, {right} rightly; false alarms: {', '.join(wrong) or 'none'}")
    chance = random.Random(1)
    for share in (0.5, 0.2):
        totals = [0, 0, 0]
        for _ in range(15):
            chosen = _with_imported(
                files, set(chance.sample(suite.paths, max(1, round(len(suite.paths) * share)))), suite.paths
            )
            subset = {path: data for path, data in files.items() if path not in set(suite.paths) - chosen}
            _, bad, marked, good, _ = compared(subset, kept(coverage, chosen))
            totals = [a + b for a, b in zip(totals, (bad, marked, good), strict=True)]
        bad, marked, good = totals
        precision = good / marked if marked else 1.0
        recall = good / max(bad, 1)
        print(f"  {share:.0%} of test files: precision {precision:.3f}, recall {recall:.2f} ({marked} flags)")
    if record:
        recorded, _ = functions(files, NamedCoverage("record", Path(record).read_bytes()))
        differing = [
            f"{a.name} ({a.grade.value} by coverage, {b.grade.value} by the record)"
            for a, b in zip(truth, recorded, strict=True)
            if a.grade is not b.grade
        ]
        print(f"  the record differs on {len(differing)}: {'; '.join(differing) or 'none'}")


if __name__ == "__main__":
    main(*sys.argv[1:])
