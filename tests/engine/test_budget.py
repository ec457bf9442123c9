"""The time that a step of a run may take, by a clock that tests set."""

from __future__ import annotations

import signal
import threading

import pytest

from roadworthy.engine.budget import Spent, TimeBudget
from roadworthy.engine.crash import crash_of, name_of

_needs_timer = pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="the system has no such timer")


def test_a_run_has_spent_its_time_once_it_is_over_and_not_before() -> None:
    now = [100.0]
    budget = TimeBudget(10.0, clock=lambda: now[0])
    assert not budget.spent
    now[0] = 109.9
    assert not budget.spent
    now[0] = 110.0
    assert budget.spent


def _armed(seconds: float, left: float) -> float:
    """Return what a timer is set to for a step of so many seconds in a run with so many left."""
    now = [0.0]
    budget = TimeBudget(left, clock=lambda: now[0])
    with budget.step(seconds):
        return signal.getitimer(signal.ITIMER_REAL)[0]


@_needs_timer
def test_a_step_has_its_own_time_but_no_more_than_is_left_of_the_run() -> None:
    assert 40 < _armed(60, 1000) <= 60
    assert 4 < _armed(60, 20) <= 20
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)
    assert signal.getsignal(signal.SIGALRM) == signal.SIG_IGN


def _spins(budget: TimeBudget) -> None:
    with budget.step(60):
        while True:
            pass


@_needs_timer
def test_of_a_run_without_time_a_step_is_over_at_once() -> None:
    with pytest.raises(Spent):
        _spins(TimeBudget(0.0))


@_needs_timer
def test_a_timer_is_never_set_to_nothing_which_would_stop_it(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[float] = []
    monkeypatch.setattr(signal, "setitimer", lambda which, seconds: asked.append(seconds))
    with TimeBudget(0.0).step(60):
        pass
    assert asked == [0.001, 0]


@_needs_timer
def test_what_is_raised_in_a_step_is_not_kept_back() -> None:
    with pytest.raises(KeyError), TimeBudget().step(60):
        raise KeyError
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)


@_needs_timer
def test_a_signal_before_a_step_and_a_late_one_raise_nothing() -> None:
    budget = TimeBudget()
    budget._over()
    with budget.step(60):
        pass
    budget._over()
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)


@_needs_timer
def test_code_that_catches_everything_is_interrupted_again() -> None:
    budget = TimeBudget()
    with budget.step(60):
        with pytest.raises(Spent):
            budget._over()
        assert 1 < signal.getitimer(signal.ITIMER_REAL)[0] <= 5


@_needs_timer
def test_in_another_thread_no_timer_is_set() -> None:
    found: list[object] = []

    def look() -> None:
        with TimeBudget().step(60):
            found.append(signal.getitimer(signal.ITIMER_REAL))

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert found == [(0, 0)]


@_needs_timer
def test_a_timer_that_runs_already_is_left_alone() -> None:
    signal.signal(signal.SIGALRM, signal.SIG_IGN)
    signal.setitimer(signal.ITIMER_REAL, 500)
    try:
        with TimeBudget().step(60):
            assert signal.getitimer(signal.ITIMER_REAL)[0] > 400
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def test_a_crash_has_the_innermost_frames_of_its_traceback() -> None:
    def fail(depth: int) -> None:
        if depth:
            fail(depth - 1)
        raise KeyError("gone")

    with pytest.raises(KeyError) as caught:
        fail(9)
    crash = crash_of("some-rule", "a.py", caught.value)
    assert (crash.rule, crash.subject, crash.kind, crash.stopped) == ("some-rule", "a.py", "rule", False)
    assert crash.traceback.count("in fail") == 4
    assert "repeated" not in crash.traceback
    assert crash.traceback.endswith("KeyError: 'gone'\n")
    assert crash.text == "rule `some-rule` crashed"


def test_a_step_that_was_stopped_crashed_without_a_traceback() -> None:
    crash = crash_of("Some", "the project", Spent(), "fact")
    assert (crash.traceback, crash.stopped) == ("it took too long", True)
    assert crash.text == "fact `Some` was stopped"


def test_a_subject_is_called_by_its_path_its_file_or_its_name() -> None:
    class Subject:
        def __init__(self, **values: object) -> None:
            vars(self).update(values)

    assert name_of(Subject(path="p", file="f", name="n")) == "p"
    assert name_of(Subject(path=1, file="f", name="n")) == "f"
    assert name_of(Subject(name="n")) == "n"
    assert name_of(Subject()) == "Subject"
