"""Counters and gauges in the text format that Prometheus reads."""

from collections import Counter
from collections.abc import Mapping
from threading import Lock


class Metrics:
    """Counts what happens; may be shared between threads."""

    def __init__(self) -> None:
        """Start with no counter."""
        self._counts: Counter[str] = Counter()
        self._lock = Lock()

    def increment(self, name: str, **labels: str) -> None:
        """Add one to a counter."""
        with self._lock:
            self._counts[_series(name, labels)] += 1

    def render(self, drift: Mapping[str, float]) -> str:
        """Return all counters, and the drift of each feature as a gauge."""
        with self._lock:
            lines = [f"{series} {count}" for series, count in sorted(self._counts.items())]
        lines += [
            f"{_series('churn_feature_drift', {'feature': name})} {psi:.6f}"
            for name, psi in drift.items()
        ]
        return "".join(f"{line}\n" for line in lines)


def _series(name: str, labels: Mapping[str, str]) -> str:
    if not labels:
        return name
    pairs = ",".join(f'{key}="{value}"' for key, value in labels.items())
    return f"{name}{{{pairs}}}"
