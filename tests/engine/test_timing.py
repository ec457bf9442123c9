"""Where the seconds of a run go: told by a clock that the test sets."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from roadworthy.core.signature import loaded
from roadworthy.engine import timing
from roadworthy.engine.schedule import schedule
from roadworthy.engine.timing import Timing, stage
from roadworthy.testing.pages import plugins


class Clock:
    """A clock that goes on when it is told to."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(timing, "perf_counter", made)
    return made


def test_a_stage_takes_what_its_blocks_take_together(clock: Clock) -> None:
    told = Timing()
    for seconds in (1.0, 2.5):
        with stage(told, "each file"):
            clock.now += seconds
        clock.now += 10

    def stops() -> None:
        with stage(told, "all files"):
            clock.now += 4
            raise ValueError("it stops")

    with pytest.raises(ValueError, match="stops"):
        stops()
    assert told.stages == {"each file": 3.5, "all files": 4.0}


def test_nothing_is_counted_where_no_one_wants_to_know(clock: Clock) -> None:
    with stage(None, "each file"):
        clock.now += 1


def test_a_rule_takes_what_it_takes_and_the_rest_is_for_its_facts(clock: Clock) -> None:
    told = Timing()

    def function() -> Iterator[int]:
        clock.now += 2
        yield 1

    def run() -> list[int]:
        clock.now += 5  # the facts
        found: list[int] = told._counted("slow", function)()
        clock.now += 0.5
        return found

    assert told.rule("slow", run) == [1]
    assert told.rule("slow", run) == [1]
    assert (told.rules, told.facts) == ({"slow": 4.0}, {"slow": 11.0})


def test_a_rule_that_raises_is_counted_too(clock: Clock) -> None:
    told = Timing()

    def function() -> Iterator[int]:
        clock.now += 3
        raise ValueError("oops")
        yield 1

    def run() -> list[int]:
        found: list[int] = told._counted("broken", function)()
        return found

    with pytest.raises(ValueError, match="oops"):
        told.rule("broken", run)
    assert (told.rules, told.facts) == ({"broken": 3.0}, {"broken": 0.0})


def test_a_timed_schedule_runs_the_same_rules() -> None:
    known = plugins()
    names = ("breakpoint-left", "exception-swallowed", "tests-missing")
    made = schedule([known.rules[name] for name in names], known.registry, {})
    told = Timing()
    timed = told.timed(made)
    assert [one.rule.name for one in timed.facts] == [one.rule.name for one in made.facts]
    assert [files.known for files in timed.files] == [files.known for files in made.files]
    assert [files.gathered for files in timed.files] == [files.gathered for files in made.files]
    for before, after in zip(made.files, timed.files, strict=True):
        assert {one.rule.name for one in before.scheduled} == {one.rule.name for one in after.scheduled}
        assert {c: set(types) for c, types in before.nodes.items()} == {
            c: set(types) for c, types in after.nodes.items()
        }
        for one, other in zip(before.whole, after.whole, strict=True):
            assert loaded(one.rule.function) is not other.rule.function
    once = {id(one.rule) for files in timed.files for one in files.scheduled}
    assert len(once) == len({one.rule.name for files in timed.files for one in files.scheduled})
    assert timed.faults == made.faults


def test_what_takes_longest_comes_first() -> None:
    told = Timing(
        {"each file": 1.25, "all files": 10.5}, {"a": 0.5, "b": 2.0, "c": 1.0}, {"a": 1.0, "d": 1.5}
    )
    assert list(told.lines()) == [
        "   1.250 s  each file",
        "  10.500 s  all files",
        "    rule    facts  (seconds in a rule itself, and in facts that it was the first to ask for)",
        "   2.000    0.000  b",
        "   0.500    1.000  a",
        "   0.000    1.500  d",
        "   1.000    0.000  c",
    ]


def test_twenty_five_rules_are_listed() -> None:
    told = Timing({}, {f"rule-{number:02}": number for number in range(30)})
    _, *listed = told.lines()
    assert len(listed) == 25
    assert listed[0].endswith("rule-29")
    assert listed[-1].endswith("rule-05")
