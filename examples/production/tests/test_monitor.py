import numpy as np
import pytest
from numpy.typing import NDArray

from churn.features import FEATURES
from churn.monitor import (
    DriftMonitor,
    find_outliers,
    fit_baselines,
    measure_drift,
    population_stability_index,
)

Array = NDArray[np.float64]


def test_fit_baselines_describes_each_feature(rows: Array) -> None:
    baselines = fit_baselines(rows)
    assert tuple(baselines) == FEATURES
    for baseline in baselines.values():
        assert len(baseline.shares) == len(baseline.edges) + 1
        assert sum(baseline.shares) == pytest.approx(1.0)
    assert baselines["tenure"].high > np.max(rows[:, 0])


def test_population_stability_index() -> None:
    expected = np.array([0.5, 0.5])
    actual = np.array([0.25, 0.75])
    by_hand = -0.25 * np.log(0.5) + 0.25 * np.log(1.5)
    assert population_stability_index(expected, expected) == 0.0
    assert population_stability_index(expected, actual) == pytest.approx(by_hand)


def test_population_stability_index_of_an_empty_bin_is_finite() -> None:
    index = population_stability_index(np.array([1.0, 0.0]), np.array([0.0, 1.0]))
    assert 10 < index < 20


def test_measure_drift_is_zero_on_the_training_rows(rows: Array) -> None:
    scores = measure_drift(fit_baselines(rows), rows)
    assert scores == dict.fromkeys(FEATURES, 0.0)


def test_measure_drift_finds_the_feature_that_moved(rows: Array) -> None:
    moved = rows.copy()
    moved[:, 1] += 40
    scores = measure_drift(fit_baselines(rows), moved)
    assert scores["monthly_charges"] > 0.25
    assert scores["tenure"] == 0.0


def test_find_outliers(rows: Array) -> None:
    baselines = fit_baselines(rows)
    strange = rows[0].copy()
    strange[0] = 900
    assert find_outliers(baselines, rows[0]) == ()
    assert find_outliers(baselines, strange) == ("tenure",)


def test_drift_monitor_observe_logs_a_change_once(
    rows: Array, caplog: pytest.LogCaptureFixture
) -> None:
    monitor = DriftMonitor(fit_baselines(rows), window=len(rows), minimum=len(rows))
    for row in rows:
        assert monitor.observe(row) == ()
    for row in rows + np.array([0, 40, 0, 0, 0, 0]):
        drifting = monitor.observe(row)
    assert drifting == ("monthly_charges",)
    assert [record.getMessage() for record in caplog.records] == [
        "drift changed: now monthly_charges"
    ]


def test_drift_monitor_scores_waits_for_enough_rows(rows: Array) -> None:
    monitor = DriftMonitor(fit_baselines(rows), minimum=len(rows))
    for row in rows[:-1]:
        monitor.observe(row)
    assert monitor.scores() == {}
    monitor.observe(rows[-1])
    assert monitor.scores() == dict.fromkeys(FEATURES, 0.0)
