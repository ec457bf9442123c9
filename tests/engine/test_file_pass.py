"""One file at a time: what rules and providers give of it, and what goes wrong with them."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import pytest

from roadworthy import Finding, Location, Module, ModuleSummary, Rule, Severity, rule
from roadworthy.core import limits
from roadworthy.core.fault import Blocked, Fault, Unmeasured, Unreadable
from roadworthy.core.filekind import known_kind
from roadworthy.core.finding import Span
from roadworthy.core.registry import Registry
from roadworthy.core.rule_run import Crash
from roadworthy.core.signature import every
from roadworthy.core.skipped import Skipped
from roadworthy.engine import first_stage, workers
from roadworthy.engine.budget import Spent, TimeBudget
from roadworthy.engine.facts import Facts
from roadworthy.engine.file_pass import FileResult, Task, inspect_file, run_rule
from roadworthy.engine.first_stage import FirstStage, Means
from roadworthy.engine.inspect import GIVEN
from roadworthy.engine.schedule import schedule
from roadworthy.facts.python.filekind import PYTHON
from roadworthy.tree.tree import MemoryTree, Tree

KIND = replace(PYTHON, details=None, context=None, excuse=None)
FOUND = [Finding(str(number), Location("a.py")) for number in range(5)]


@dataclass(frozen=True)
class Call:
    """A call by a name."""

    name: str


def call(node: ast.Call, module: Module) -> Call | None:
    """Give calls by a name; none of others."""
    if isinstance(node.func, ast.Name) and node.func.id == "odd":
        raise KeyError(module.path)
    return Call(node.func.id) if isinstance(node.func, ast.Name) else None


@dataclass(frozen=True)
class Letter:
    """A letter of a called name."""

    value: str


@dataclass(frozen=True)
class Length:
    """The number of statements, and of definitions where the summary was asked for."""

    statements: int
    definitions: int


@dataclass(frozen=True)
class Statements:
    """How many statements a module has."""

    number: int


def letters(node: ast.Call, module: Module) -> tuple[Letter, ...]:
    """Give several facts of one node."""
    return tuple(map(Letter, node.func.id)) if isinstance(node.func, ast.Name) else ()


def length(module: Module, summary: ModuleSummary) -> Length:
    """Give one fact of each module."""
    return Length(len(module.tree.body), len(summary.definitions))


def statements(module: Module) -> Statements | None:
    """Give none for an empty module."""
    return Statements(len(module.tree.body)) if module.tree.body else None


@rule(Severity.NOTE, since="0.1", group="code")
def all_told(one: Letter, lengths: tuple[Length, ...], each: tuple[Statements, ...]) -> Iterator[Finding]:
    """A. B."""
    yield from ()


@rule(Severity.NOTE, since="0.1", group="code")
def calls_told(each: Call) -> Iterator[Finding]:
    """A. B."""
    yield Finding(each.name, Location("a.py"))


@rule(Severity.NOTE, since="0.1", group="code")
def call_told(node: ast.Call, module: Module, *, least: int = 1) -> Iterator[Finding]:
    """A. B."""
    if len(node.args) >= least:
        yield Finding(f"{len(node.args)} arguments", Location(module.path, span=Span(node.lineno, 1, 1, 1)))
    if len(node.args) > 5:
        raise ValueError("so many")


@rule(Severity.NOTE, since="0.1", group="code")
def module_told(module: Module, summary: ModuleSummary) -> Iterator[Finding]:
    """A. B."""
    yield Finding(f"{len(summary.definitions)} definitions", Location(module.path))


@rule(Severity.NOTE, since="0.1", group="code")
def alone_told(module: Module) -> Iterator[Finding]:
    """A. B."""
    yield Finding(f"{len(module.tree.body)} statements", Location(module.path))


RULES = [calls_told, call_told, module_told, alone_told]


def inspected(text: str, *rules: Rule, options: Mapping[str, Mapping[str, Any]] | None = None) -> FileResult:
    """Return what the rules say of one file."""
    made = schedule(rules, Registry([call, letters, length, statements], GIVEN, [KIND]), options or {})
    assert made.faults == []
    data = text.encode()
    task = Task("a.py", len(data), ".py", KIND.asks(None, None, "a.py"))
    return inspect_file(MemoryTree({"a.py": data}), task, data, made.files[0])


def messages(result: FileResult) -> list[tuple[str, str]]:
    """Return the findings: rule and message."""
    return [(name, finding.message) for name, finding in result.findings]


def ran(call: Callable[[], Iterable[Any]]) -> tuple[list[Finding], list[Crash], list[Fault]]:
    """Return what running a rule leaves: its findings, crashes, and faults."""
    crashes: list[Crash] = []
    faults: list[Fault] = []
    return run_rule("some", "a.py", crashes, call, faults.append), crashes, faults


def test_a_rule_that_finds_nothing_leaves_nothing() -> None:
    assert ran(lambda: ()) == ([], [], [])
    assert ran(lambda: FOUND) == (FOUND, [], [])


def test_a_rule_that_yields_something_else_crashed() -> None:
    found, (crash,), faults = ran(lambda: [FOUND[0], "text"])
    assert (found, faults) == ([], [])
    assert (crash.rule, crash.subject, crash.stopped) == ("some", "a.py", False)
    assert crash.traceback.endswith("TypeError: a rule yields findings, not str\n")


@pytest.mark.parametrize(("most", "kept"), [(2, 2), (5, 5), (6, 5)])
def test_a_rule_that_finds_too_much_is_stopped_and_keeps_what_it_found(
    monkeypatch: pytest.MonkeyPatch, most: int, kept: int
) -> None:
    monkeypatch.setattr(limits, "FINDINGS", most)
    found, crashes, _ = ran(lambda: FOUND)
    assert found == FOUND[:kept]
    expected = [Crash("some", "a.py", "it found more than 2 places", stopped=True)]
    assert crashes == (expected if kept < 5 else [])


def test_a_file_that_a_rule_cannot_read_is_a_fault_and_what_it_found_before_stays() -> None:
    def broken() -> Iterator[Finding]:
        yield FOUND[0]
        raise Unreadable("it is broken", Location("b.toml"))

    assert ran(broken) == (FOUND[:1], [], [Fault("it is broken", Location("b.toml"))])
    assert run_rule("some", "a.py", [], broken) == FOUND[:1]


def test_a_rule_that_cannot_tell_says_so() -> None:
    def unmeasured() -> Iterator[Finding]:
        yield FOUND[0]
        raise Unmeasured("nothing to judge by")

    with pytest.raises(Unmeasured):
        ran(unmeasured)


def test_rules_on_a_file_and_on_its_nodes_run_where_it_is_at_hand() -> None:
    result = inspected("f(1, 2)\nx.g()\n\ndef h():\n    pass\n", call_told, module_told, alone_told)
    assert sorted(messages(result)) == [
        ("alone-told", "3 statements"),
        ("call-told", "2 arguments"),
        ("module-told", "1 definitions"),
    ]
    assert (result.crashes, result.directives, result.facts, result.generated) == ([], [], {}, False)
    assert result.summary.path == "a.py"


def test_a_rule_on_nodes_has_its_options() -> None:
    text = "f(1)\ng(1, 2)\n"
    found = inspected(text, call_told, options={"call-told": {"least": 2}})
    assert messages(found) == [("call-told", "2 arguments")]


def test_a_rule_that_raises_over_a_node_is_a_crash_of_its_file_and_others_go_on() -> None:
    result = inspected("f(1, 2, 3, 4, 5, 6)\ng(1)\n", call_told, alone_told)
    assert sorted(messages(result)) == [("alone-told", "2 statements"), ("call-told", "1 arguments")]
    assert [(crash.rule, crash.subject) for crash in result.crashes] == [("call-told", "a.py")]


def test_a_file_that_cannot_be_parsed_is_a_fault_alone() -> None:
    result = inspected("f(\n", *RULES)
    assert result.fault is not None
    assert (result.findings, result.summary, result.facts) == ([], None, {})


def test_a_file_says_itself_that_a_tool_wrote_it_and_which_ignores_it_has() -> None:
    result = inspected("# @generated by a tool\nf(1)  # roadworthy: ignore[call-told] why\n", call_told)
    assert result.generated
    assert [(found.rules, found.line) for found in result.directives] == [(("call-told",), 2)]


def test_facts_of_nodes_are_gathered_and_what_one_raises_is_a_crash_and_a_block() -> None:
    result = inspected("f()\nx.g()\nh()\nodd()\n", calls_told)
    (key,) = result.facts
    assert key == every(Call)
    given = result.facts[key]
    assert sorted(item.name for item in given if isinstance(item, Call)) == ["f", "h"]
    assert [str(item) for item in given if isinstance(item, Blocked)] == [
        "the fact `tuple[Call, ...]` crashed"
    ]
    assert [(crash.rule, crash.subject, crash.kind) for crash in result.crashes] == [
        ("tuple[Call, ...]", "a.py", "fact")
    ]


def test_facts_of_a_module_and_several_of_a_node_are_gathered() -> None:
    result = inspected("fg()\nx.y()\n\ndef h():\n    pass\n", all_told)
    assert result.facts == {
        every(Letter): [Letter("f"), Letter("g")],
        every(Length): [Length(3, 1)],
        every(Statements): [Statements(3)],
    }
    assert inspected("", all_told).facts == {every(Length): [Length(0, 0)], every(Statements): []}


# Of all files.


def stage(files: Mapping[str, str], *rules: Rule, **given: Any) -> tuple[FirstStage, list[Skipped]]:
    """Return a first stage over files, and where it notes what it leaves out."""
    tree = MemoryTree({path: text.encode() for path, text in files.items()})
    registry = Registry([call], GIVEN, [KIND])
    facts = Facts(registry, {**dict.fromkeys(registry.given), Tree: tree})
    skipped: list[Skipped] = []
    budget, means = given.pop("budget", TimeBudget()), given.pop("means", Means())
    return FirstStage(tree, schedule(rules, registry, {}), facts, skipped, budget, means, **given), skipped


def test_files_of_a_kind_are_inspected_in_their_order() -> None:
    files = {"b.py": "f(1)\n", "a.py": "f(1, 2)\n", "c.txt": "f(1)\n", "d.pyi": "f(1)\n"}
    made, skipped = stage(files, call_told)
    found = made.results()
    assert [result.path for result in found] == [path for path in made.tree.files if path.endswith(".py")]
    assert sorted(message for result in found for _, message in messages(result)) == [
        "1 arguments",
        "2 arguments",
    ]
    assert skipped == []


def test_only_the_files_that_are_asked_for_are_read() -> None:
    made, _ = stage({"a.py": "", "b.py": ""}, alone_told, only={"b.py"})
    assert [result.path for result in made.results()] == ["b.py"]


def test_who_asks_is_told_which_file_is_at_hand() -> None:
    class Told:
        def __init__(self) -> None:
            self.heard: list[tuple[str, int, int]] = []

        def __call__(self, path: str, number: int, count: int) -> None:
            self.heard.append((path, number, count))

        def end(self) -> None:
            raise AssertionError("the stage is not the run")

    told = Told()
    made, _ = stage({"a.py": "", "b.py": "", "c.txt": ""}, alone_told, means=Means(progress=told))
    made.results()
    assert told.heard == [("a.py", 0, 2), ("b.py", 1, 2)]


@pytest.mark.parametrize(
    ("jobs", "least", "size", "pays"),
    [(1, 0, 10, False), (2, 10, 10, True), (2, 11, 10, False), (2, 20, 10, False), (3, 10, 20, True)],
)
def test_several_processes_pay_where_there_is_much_to_read(
    monkeypatch: pytest.MonkeyPatch, jobs: int, least: int, size: int, pays: bool
) -> None:
    made, _ = stage({}, alone_told, means=Means(jobs))
    for method in ("fork", "spawn"):
        monkeypatch.setattr(workers, "start_method", lambda method=method: method)
        monkeypatch.setattr(limits, "FORK_BYTES", least if method == "fork" else 10**9)
        monkeypatch.setattr(limits, "SPAWN_BYTES", least if method == "spawn" else 10**9)
        assert made._pays([Task("a.py", size - 4, ".py"), Task("b.py", 4, ".py")]) is pays


def bounded(made: FirstStage, **values: Any) -> FirstStage:
    """Return a stage whose kind of file has other limits."""
    for rules in made.made.files:
        rules.known = known_kind(replace(rules.kind, **values))
    return made


def test_what_is_past_a_limit_is_left_out_and_suspicious_where_rules_would_judge_it() -> None:
    long = "x = 1\n" * 4
    texts = {"src/a.py": long, "tests/test_a.py": long, "src/b.py": "# @generated\n" + long, "src/c.py": ""}
    made, skipped = stage(texts, alone_told)
    assert [result.path for result in bounded(made, lines=3).results()] == ["src/c.py"]
    assert {(item.path, item.reason, item.weight) for item in skipped} == {
        ("src/a.py", "more than 3 lines", "suspicious"),
        ("tests/test_a.py", "more than 3 lines", "plain"),
        ("src/b.py", "more than 3 lines", "plain"),
    }
    made, skipped = stage({"a.py": long}, alone_told)
    assert len(bounded(made, lines=4).results()) == 1


def test_a_file_of_many_commas_is_data_and_no_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "COMMAS", 3)
    made, skipped = stage({"a.py": "x = 1, 2, 3, 4\n", "b.py": "x = 1, 2, 3, 4,\n"}, alone_told)
    assert [result.path for result in made.results()] == ["a.py"]
    assert [(item.path, item.reason) for item in skipped] == [("b.py", "more than 3 commas: data, not code")]


def test_a_file_of_more_bytes_than_its_kind_may_have_is_not_read() -> None:
    made, skipped = stage({"a.py": "x" * 21, "b.py": "x" * 20}, alone_told)
    assert [result.path for result in bounded(made, size=20).results()] == ["b.py"]
    assert [(item.path, item.reason) for item in skipped] == [("a.py", "larger than 0 MiB")]


def test_after_a_runs_time_what_is_left_is_not_read() -> None:
    made, skipped = stage({"a.py": "", "b.py": ""}, alone_told, budget=TimeBudget(0.0))
    assert made.results() == []
    assert [(item.path, item.reason, item.weight) for item in skipped] == [
        (path, "the run has taken too long", "suspicious") for path in ("a.py", "b.py")
    ]


class Others:
    """Stands for processes that inspect files: by their paths, what each says, or that it is lost."""

    says: ClassVar[dict[str, Any]] = {}

    def __init__(self, prepare: Callable[[], Any], jobs: int) -> None:
        self.work = prepare()
        self.lost: list[Task] = []

    def results(self, tasks: list[Task], spent: Callable[[], bool]) -> Iterator[tuple[Task, Any]]:
        """Yield what is said of each task, the last one first."""
        for task in reversed(tasks):
            said = self.says.get(task.path, "done")
            if said == "lost":
                self.lost.append(task)
            else:
                yield task, self.work(task) if said == "done" else said


def with_others(monkeypatch: pytest.MonkeyPatch, **says: Any) -> tuple[list[FileResult], Facts]:
    """Return the results of three files, and the facts, where others say something of them."""
    monkeypatch.setattr(workers, "Workers", Others)
    monkeypatch.setattr(workers, "start_method", lambda: "fork")
    monkeypatch.setattr(Others, "says", {f"{name}.py": said for name, said in says.items()})
    monkeypatch.setattr(limits, "FORK_BYTES", 0)
    texts = {"a.py": "f(1)\n", "b.py": "f(1, 2)\n", "c.py": "f(1, 2, 3)\n"}
    made, _ = stage(texts, call_told, means=Means(2))
    return made.results(), made.facts


ALL = [
    ("a.py", ["1 arguments"]),
    ("b.py", ["2 arguments"]),
    ("c.py", ["3 arguments"]),
]


def said_by(results: Iterable[FileResult]) -> list[tuple[str, list[str]]]:
    return [(result.path, [message for _, message in messages(result)]) for result in results]


@pytest.mark.parametrize("said", ["done", "again", ("another hash", b"{}")])
def test_what_others_have_not_done_or_did_of_other_bytes_is_done_here(
    monkeypatch: pytest.MonkeyPatch, said: Any
) -> None:
    results, facts = with_others(monkeypatch, b=said)
    assert said_by(results) == ALL
    assert facts.faults == {}


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("late", "inspecting it takes too long"),
        ("lost", "the processes that inspected it died"),
    ],
)
def test_a_file_that_others_give_up_is_a_fault(
    monkeypatch: pytest.MonkeyPatch, said: str, reason: str
) -> None:
    results, facts = with_others(monkeypatch, b=said)
    assert said_by(results) == [ALL[0], ("b.py", []), ALL[2]]
    assert [(fault.location.file, fault.message) for fault in facts.faults.values()] == [("b.py", reason)]


def test_a_file_on_which_time_runs_out_here_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(*_: Any) -> FileResult:
        raise Spent

    monkeypatch.setattr(first_stage, "inspect_file", slow)
    made, _ = stage({"a.py": ""}, alone_told)
    assert said_by(made.results()) == [("a.py", [])]
    assert [fault.message for fault in made.facts.faults.values()] == ["inspecting it takes too long"]
