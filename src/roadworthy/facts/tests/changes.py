"""The fact `ChangedFunction`: what a change adds or touches, against the project as it was before.

Functions are compared by their syntax trees, so that a comment, a docstring, a blank line or other formatting
touches nothing; what only moved, within its file or to another, is not touched either.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase

from roadworthy.core.fact import fact
from roadworthy.core.fault import Blocked
from roadworthy.core.finding import Location
from roadworthy.core.late_dataclass import dataclass
from roadworthy.facts.project import Layout
from roadworthy.facts.python import FunctionDigest, Module, ModuleSummary, codes
from roadworthy.facts.tests.coveragesettings import CoverageSettings
from roadworthy.facts.tests.evidence import Evidence
from roadworthy.facts.tests.families import own_modules
from roadworthy.facts.tests.given import DiffBase
from roadworthy.facts.tests.measured import Grade
from roadworthy.facts.tests.public import NOT_TO_TEST, PublicFunction, is_exempt
from roadworthy.facts.tests.suite import Suite
from roadworthy.tree.tree import Tree


@dataclass(frozen=True, slots=True)
class ChangedFunction:
    """A function of the importable code that a change adds or touches, and that is owed a test.

    `tested` is as measured, else by names for what is public; what is not public is held untested only where
    it was measured. `unknown` is true where there is data of the whole suite and its file is not in it.
    """

    name: str
    at: Location
    added: bool
    tested: bool
    grade: Grade
    unknown: bool


def between(revision: str, before: Mapping[str, bytes], tree: Tree) -> DiffBase:
    """Return the base that holds these files, compared byte by byte."""
    now = {path: tree.read(path) for path in tree.files if path.endswith(".py")}
    same = {path for path, data in now.items() if before.get(path) == data}
    gone = {path: data for path, data in before.items() if path not in same}
    return DiffBase(revision, frozenset(now.keys() - same), gone)


@fact
def changed_functions(
    base: DiffBase,
    modules: tuple[ModuleSummary, ...],
    layout: Layout,
    suite: Suite,
    functions: tuple[PublicFunction, ...],
    evidence: Evidence,
    coverage: CoverageSettings | None,
) -> tuple[ChangedFunction, ...]:
    """List what the change adds or touches of the importable code, in the order of files and lines."""
    public = {(f.at.file, f.at.span.line): f for f in functions if f.at.span}
    touched = _touched(base, modules)
    found: list[ChangedFunction] = []
    for module in own_modules(modules, layout, suite):
        if module.path not in touched or is_exempt(module):
            continue
        unknown = _is_unknown(module.path, evidence, coverage)
        for item in module.definitions:
            line = item.span.line
            if line not in touched[module.path] or item.trivial or item.excluded:
                continue
            if NOT_TO_TEST.intersection(item.decorators):
                continue
            known = public.get((module.path, line))
            grade = evidence.of(module.path, line)
            name = known.name if known else f"{layout.module_name(module.path)}.{'.'.join(item.route)}"
            tested = known.tested if known else grade is not Grade.NOT_EXECUTED
            at = Location(module.path, item.route, item.span)
            found.append(ChangedFunction(name, at, touched[module.path][line], tested, grade, unknown))
    return tuple(found)


def _touched(base: DiffBase, modules: tuple[ModuleSummary, ...]) -> dict[str, dict[int, bool]]:
    """Return, by path, the lines of the `def`s whose code is not of the base, and whether each is new."""
    then = {path: list(_codes(path, data)) for path, data in base.before.items()}
    now = {module.path: module.codes for module in modules if module.path in base.changed}
    left: Counter[str] = Counter()
    for path, before in then.items():
        gone = Counter(map(_identity, before)) - Counter(map(_identity, now.get(path, ())))
        for (_, digest), number in gone.items():
            left[digest] += number
    found: dict[str, dict[int, bool]] = {}
    for path, after in sorted(now.items()):
        kept = Counter(map(_identity, then.get(path, ())))
        names = {code.route for code in then.get(path, ())}
        lines = found.setdefault(path, {})
        for code in after:
            if kept[_identity(code)]:
                kept[_identity(code)] -= 1
            elif left[code.digest]:
                left[code.digest] -= 1
            else:
                lines[code.line] = code.route not in names
    return found


def _identity(code: FunctionDigest) -> tuple[tuple[str, ...], str]:
    return code.route, code.digest


def _codes(path: str, data: bytes) -> Iterator[FunctionDigest]:
    """Yield the functions of a file as it was; none where it was no Python."""
    try:
        module = Module.parse(path, data)
    except Blocked:
        return
    yield from codes(module.tree, module.lines)


def _is_unknown(path: str, evidence: Evidence, coverage: CoverageSettings | None) -> bool:
    """Tell whether a whole suite was measured without this file, though it was to be measured.

    It was, where something beside or above it was: `source` and `include` may be narrower than the code.
    """
    sections = (coverage.run, coverage.report) if coverage else ()
    omitted = [pattern for section in sections if section for pattern in section.words("omit")]
    if any(fnmatchcase(f"/{path}", pattern if pattern[:1] == "*" else f"/{pattern}") for pattern in omitted):
        return False
    files = {file for source in evidence.sources for file in source.files}
    whole = any(
        source.files and not source.partial and source.kind != "record" for source in evidence.sources
    )
    above = {"/".join(path.split("/")[:length]) for length in range(path.count("/") + 1)}
    return whole and path not in files and any(file.rpartition("/")[0] in above for file in files)
