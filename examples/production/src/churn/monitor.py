"""Notice when the customers of today are no longer those that the model learnt from."""

import logging
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from churn.features import FEATURES

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Baseline:
    """How a feature was distributed in training: shares between edges, and plausible limits."""

    edges: tuple[float, ...]
    shares: tuple[float, ...]
    low: float
    high: float


def fit_baselines(rows: NDArray[np.float64], bins: int = 5) -> dict[str, Baseline]:
    """Describe each feature of the training rows, in quantile bins."""
    baselines = {}
    for name, column in zip(FEATURES, rows.T, strict=True):
        edges = np.unique(np.quantile(column, np.linspace(0, 1, bins + 1)[1:-1]))
        margin = (column.max() - column.min()) / 2
        baselines[name] = Baseline(
            edges=tuple(edges.tolist()),
            shares=tuple(_shares(column, edges).tolist()),
            low=float(column.min() - margin),
            high=float(column.max() + margin),
        )
    return baselines


def population_stability_index(expected: NDArray[np.float64], actual: NDArray[np.float64]) -> float:
    """Compare two distributions given as shares of the same bins; 0 means equal.

    By custom, under 0.1 is stable and over 0.25 has shifted.
    """
    expected = np.maximum(expected, 1e-4)
    actual = np.maximum(actual, 1e-4)
    return float(np.sum((actual - expected) * np.log(actual / expected)))


def measure_drift(baselines: Mapping[str, Baseline], rows: NDArray[np.float64]) -> dict[str, float]:
    """Return the population stability index of each feature of the rows."""
    return {
        name: population_stability_index(
            np.array(baselines[name].shares), _shares(column, np.array(baselines[name].edges))
        )
        for name, column in zip(FEATURES, rows.T, strict=True)
    }


def find_outliers(baselines: Mapping[str, Baseline], row: NDArray[np.float64]) -> tuple[str, ...]:
    """Return the features whose value lies far outside the range of the training data."""
    return tuple(
        name
        for name, value in zip(FEATURES, row, strict=True)
        if not baselines[name].low <= value <= baselines[name].high
    )


class DriftMonitor:
    """Watches the latest requests, and logs when a feature starts or stops to drift."""

    def __init__(
        self,
        baselines: Mapping[str, Baseline],
        *,
        window: int = 500,
        minimum: int = 100,
        threshold: float = 0.25,
    ) -> None:
        """Watch the last `window` rows, once there are `minimum` of them."""
        self._baselines = baselines
        self._rows: deque[NDArray[np.float64]] = deque(maxlen=window)
        self._minimum = min(minimum, window)
        self._threshold = threshold
        self._drifting: tuple[str, ...] = ()
        self._lock = Lock()

    def observe(self, row: NDArray[np.float64]) -> tuple[str, ...]:
        """Take in one preprocessed row and return the features that are drifting."""
        with self._lock:
            self._rows.append(row)
            scores = self._measure()
            drifting = tuple(name for name, psi in scores.items() if psi > self._threshold)
            if drifting != self._drifting:
                logger.warning("drift changed: now %s", ", ".join(drifting) or "none")
                self._drifting = drifting
        return drifting

    def scores(self) -> dict[str, float]:
        """Return the index of each feature, or nothing while there are too few rows."""
        with self._lock:
            return self._measure()

    def _measure(self) -> dict[str, float]:
        if len(self._rows) < self._minimum:
            return {}
        return measure_drift(self._baselines, np.stack(self._rows))


def _shares(column: NDArray[np.float64], edges: NDArray[np.float64]) -> NDArray[np.float64]:
    bins = np.searchsorted(edges, column, side="left")
    return np.bincount(bins, minlength=len(edges) + 1) / len(column)
