"""Logistic regression by gradient descent, on standardised features."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Model:
    """A trained model: how to standardise each feature, its weight, and the bias."""

    mean: tuple[float, ...]
    scale: tuple[float, ...]
    weights: tuple[float, ...]
    bias: float


def train(
    rows: NDArray[np.float64],
    labels: NDArray[np.float64],
    rng: np.random.Generator,
    *,
    steps: int = 500,
    rate: float = 0.1,
) -> Model:
    """Fit a model to preprocessed rows; equal arguments and seed give an equal model.

    Raises ValueError where the labels are all the same: there is nothing to learn from them.
    """
    if np.unique(labels).size < 2:
        raise ValueError("training needs customers who left and customers who stayed")
    mean = rows.mean(axis=0)
    deviation = rows.std(axis=0)
    scale = np.where(deviation > 0, deviation, 1.0)
    standard = (rows - mean) / scale
    weights = 0.01 * rng.standard_normal(mean.shape)
    bias = 0.0
    for _ in range(steps):
        error = _sigmoid(standard @ weights + bias) - labels
        weights -= rate * standard.T @ error / len(labels)
        bias -= rate * float(error.mean())
    return Model(
        mean=tuple(mean.tolist()),
        scale=tuple(scale.tolist()),
        weights=tuple(weights.tolist()),
        bias=bias,
    )


def predict_proba(model: Model, rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return for each preprocessed row the probability that the customer leaves."""
    standard = (rows - np.array(model.mean)) / np.array(model.scale)
    return _sigmoid(standard @ np.array(model.weights) + model.bias)


def _sigmoid(values: NDArray[np.float64]) -> NDArray[np.float64]:
    probabilities: NDArray[np.float64] = 1.0 / (1.0 + np.exp(-np.clip(values, -30.0, 30.0)))
    return probabilities
