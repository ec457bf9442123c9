"""How right is the answer to "is every public function tested" without coverage data, and with a record?

    python benchmarks/public_functions.py [--full] PROJECT=COVERAGE[=RECORD] ...

PROJECT is an unpacked sdist with its tests, RECORD what `pytest --roadworthy` wrote there, and COVERAGE
what `pytest --cov --cov-branch --cov-context=test` did. The truth is coverage by contexts: a function is
tested if a test ran a line of it. Poorly tested projects are imitated by keeping a half and a fifth of the
test files, and those that they import, fifteen times each, with a fixed seed; the truth of each is that of
the contexts of the files kept, so nothing is run again; `--full` leaves these out. Functions with examples in
their docstrings count as tested by these, and are left out. `benchmarks/libraries.py` makes what this reads;
of other projects, their own `pytest --cov=. --cov-branch --cov-context=test` does.
"""

from __future__ import annotations

import random
import sqlite3
import sys
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from roadworthy.core.signature import every
from roadworthy.engine.facts import Facts
from roadworthy.engine.inspect import inspect
from roadworthy.facts.project.layout import Layout
from roadworthy.facts.python.module import Module
from roadworthy.facts.python.regions import regions
from roadworthy.facts.python.summary import ModuleSummary
from roadworthy.facts.tests.coverage_database import is_test
from roadworthy.facts.tests.evidence import FILES, Evidence, NamedCoverage
from roadworthy.facts.tests.families import own_modules
from roadworthy.facts.tests.grading import grade
from roadworthy.facts.tests.measured import FileData, Grade
from roadworthy.facts.tests.measured_paths import matched
from roadworthy.facts.tests.public import PublicFunction
from roadworthy.facts.tests.reach import Reached
from roadworthy.facts.tests.suite import Suite
from roadworthy.projects.discover import discover
from roadworthy.settings.config import load
from roadworthy.testing.pages import plugins
from roadworthy.tree.tree import MemoryTree

_UNTESTED = (Grade.NOT_EXECUTED, Grade.IMPORTED)
_SUBSETS = 15


@dataclass
class Library:
    """A project's summaries, and for each measured function (path, `def` line) what test files call it."""

    name: str
    tree: MemoryTree
    modules: tuple[ModuleSummary, ...]
    layout: Layout
    suite: Suite
    facts: Facts
    callers: dict[tuple[str, int], frozenset[str]]

    def flags(self, tests: Collection[str]) -> dict[PublicFunction, bool]:
        """Return what is said to be untested of the measured functions, and whether that is right."""
        gone = set(self.suite.paths) - set(tests)
        modules = tuple(module for module in self.modules if module.path not in gone)
        given = {
            **self.facts.known,
            every(ModuleSummary): modules,
            Suite: Suite(tuple(tests)),
            Evidence: Evidence(),
        }
        given = {key: value for key, value in given.items() if key not in (Reached, every(PublicFunction))}
        functions = Facts(self.facts.registry, given).get(every(PublicFunction))
        found = {}
        for function in functions:
            key = (function.at.file, function.at.span.line if function.at.span else 0)
            if key in self.callers and not function.doctested:
                found[function] = not self.callers[key].intersection(tests)
        return found


def evidence(tree: MemoryTree, data: NamedCoverage) -> tuple[PublicFunction, ...]:
    facts = inspect(tree, plugins(), [], load(tree), given={NamedCoverage: data}).facts
    return facts.get(every(PublicFunction))


def library(project: str, coverage: bytes) -> Library:
    found = discover([project])[0]
    files = {path: found.tree.read(path, 1 << 27) for path in found.tree.files if path not in FILES}
    tree = MemoryTree(files)
    facts = inspect(tree, plugins(), [], load(tree)).facts
    layout, suite = facts.get(Layout), facts.get(Suite)
    callers: dict[tuple[str, int], frozenset[str]] = {}
    lines = _by_test_file(coverage)
    modules = facts.get(every(ModuleSummary))
    own = {module.path: layout.below(module.path) for module in own_modules(modules, layout, suite)}
    for path, given in matched(lines, own).items():
        module = Module.parse(path, files[path])
        for line, region in regions(module.tree, module.lines, module.data).functions.items():
            by_file = {test: grade(region, data) for test, data in lines[given].items()}
            if Grade.UNMEASURED not in by_file.values():
                callers[path, line] = frozenset(t for t, g in by_file.items() if g is Grade.CALLED)
    return Library(Path(project).name, tree, modules, layout, suite, facts, callers)


def _by_test_file(coverage: bytes) -> dict[str, dict[str, FileData]]:
    """Return for each measured path what each test file ran of it."""
    connection = sqlite3.connect(":memory:")
    connection.deserialize(coverage)
    paths = dict(connection.execute("SELECT id, path FROM file"))
    contexts = {
        number: text.partition("::")[0] if is_test(text) else ""
        for number, text in connection.execute("SELECT id, context FROM context")
    }
    entered: dict[tuple[int, str], set[int]] = {}
    ran: dict[tuple[int, str], set[int]] = {}
    for file, context, start, end in connection.execute("SELECT file_id, context_id, fromno, tono FROM arc"):
        key = (file, contexts[context])
        ran.setdefault(key, set()).update(number for number in (start, end) if number > 0)
        if start < 0:
            entered.setdefault(key, set()).add(-start)
    numbers: dict[tuple[int, str], int] = {}
    query = "SELECT file_id, context_id, numbits FROM line_bits"
    for file, context, bits in connection.execute(query):
        key = (file, contexts[context])
        numbers[key] = numbers.get(key, 0) | int.from_bytes(bits, "little")
    for key, given in numbers.items():
        ran[key] = {n for n, bit in enumerate(bin(given)[:1:-1]) if bit == "1"}
    tests = {test for _, test in ran if test}
    found: dict[str, dict[str, FileData]] = {}
    for number, path in paths.items():
        every_line = frozenset().union(*(lines for (file, _), lines in ran.items() if file == number))
        for test in tests:
            key = (number, test)
            found.setdefault(path, {})[test] = FileData(
                every_line,
                frozenset(ran.get(key, ())),
                entered=None if numbers else frozenset(),
                entered_by_tests=frozenset(entered.get(key, ())),
            )
    return found


def with_imported(library: Library, chosen: set[str]) -> set[str]:
    """Add the test files that chosen ones import: classes of tests may be inherited from there."""
    stems = {path.rpartition("/")[2].removesuffix(".py"): path for path in library.suite.paths}
    named = {
        word
        for module in library.modules
        if module.path in chosen
        for item in module.imports
        for word in (*item.module.split("."), item.name)
    }
    return chosen | {path for stem, path in stems.items() if stem in named}


def judged(flags: dict[PublicFunction, bool]) -> Counter[str]:
    flagged = [right for function, right in flags.items() if not function.reached]
    return Counter(untested=sum(flags.values()), flagged=len(flagged), right=sum(flagged))


def shown(counts: Counter[str]) -> str:
    precision = counts["right"] / counts["flagged"] if counts["flagged"] else 1.0
    recall = counts["right"] / max(counts["untested"], 1)
    return f"{precision:.3f} / {recall:.2f} ({counts['right']} of {counts['flagged']})"


def main(arguments: Iterable[str]) -> None:
    arguments = list(arguments)
    full = "--full" in arguments
    shares = {} if full else {"half": 0.5, "fifth": 0.2}
    pooled: dict[str, Counter[str]] = {key: Counter() for key in ("all tests", *shares)}
    print("library: public, untested; all tests, half, a fifth: precision / recall (right of flagged)")
    for argument in arguments[full:]:
        project, coverage, *record = argument.split("=")
        one = library(project, Path(coverage).read_bytes())
        everything = one.flags(one.suite.paths)
        wrong = [f.name for f, right in everything.items() if not right and not f.reached]
        line = [f"{one.name}: {len(everything)}, {sum(everything.values())}", shown(judged(everything))]
        pooled["all tests"] += judged(everything)
        chance = random.Random(1)
        why: Counter[str] = Counter()
        for key, share in shares.items():
            counts: Counter[str] = Counter()
            for _ in range(_SUBSETS):
                size = max(1, round(len(one.suite.paths) * share))
                chosen = with_imported(one, set(chance.sample(one.suite.paths, size)))
                flags = one.flags(chosen)
                counts += judged(flags)
                why.update(f.name for f, right in flags.items() if not right and not f.reached)
            pooled[key] += counts
            line.append(shown(counts))
        print("; ".join(line), flush=True)
        if wrong or why:
            print(f"  false alarms, all tests: {', '.join(wrong) or 'none'}; of subsets: {dict(why)}")
        if record:
            _compare(one, Path(coverage).read_bytes(), Path(record[0]).read_bytes())
    print("; ".join(f"{key}: {shown(counts)}" for key, counts in pooled.items()))


def _compare(one: Library, coverage: bytes, record: bytes) -> None:
    truth = evidence(one.tree, NamedCoverage("truth", coverage))
    recorded = evidence(one.tree, NamedCoverage("record", record))
    differing = [
        f"{a.name} ({a.grade.value} by coverage, {b.grade.value} by the record)"
        for a, b in zip(truth, recorded, strict=True)
        if a.grade is not b.grade
    ]
    print(f"  of {len(truth)} grades, the record's differ on {len(differing)}: {'; '.join(differing)}")


if __name__ == "__main__":
    main(sys.argv[1:])
