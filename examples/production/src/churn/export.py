"""Save a release as JSON, and load it without running anything that is in the file."""

import json
import math
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from churn.features import FEATURES
from churn.model import Model
from churn.monitor import Baseline

FORMAT = "churn-model/1"


class InvalidModel(ValueError):
    """A file that holds no model of this package; the message says why."""


@dataclass(frozen=True, slots=True)
class Release:
    """A model with its version, what drift is measured against, and where it came from."""

    version: str
    model: Model
    baselines: dict[str, Baseline]
    training: dict[str, str | int]


def save_model(release: Release, path: Path) -> None:
    """Write a release to a JSON file."""
    document = {"format": FORMAT, "features": FEATURES, **asdict(release)}
    path.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")


def load_model(path: Path) -> Release:
    """Read a release back; raises InvalidModel where the file does not hold one."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        if document["format"] != FORMAT or document["features"] != list(FEATURES):
            raise InvalidModel("the format or the features are those of another version")
        return Release(
            version=str(document["version"]),
            model=_model(document["model"]),
            baselines={name: _baseline(document["baselines"][name]) for name in FEATURES},
            training=dict(document["training"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise InvalidModel(f"{path}: {error}") from error


def _model(fields: dict[str, Any]) -> Model:
    count = len(FEATURES)
    return Model(
        mean=_floats(fields["mean"], count),
        scale=_floats(fields["scale"], count),
        weights=_floats(fields["weights"], count),
        bias=_float(fields["bias"]),
    )


def _baseline(fields: dict[str, Any]) -> Baseline:
    edges = fields["edges"]
    return Baseline(
        edges=_floats(edges, len(edges)),
        shares=_floats(fields["shares"], len(edges) + 1),
        low=_float(fields["low"]),
        high=_float(fields["high"]),
    )


def _floats(values: list[Any], count: int) -> tuple[float, ...]:
    if len(values) != count:
        raise ValueError(f"expected {count} numbers, found {len(values)}")
    return tuple(_float(value) for value in values)


def _float(value: Any) -> float:
    number = float(value)
    if not math.isfinite(number):
        raise ValueError(f"{number} is not finite")
    return number
