"""Measure predictions against what customers did."""

import numpy as np
from numpy.typing import NDArray


def accuracy(
    labels: NDArray[np.float64], probabilities: NDArray[np.float64], threshold: float = 0.5
) -> float:
    """Return the share of customers that lie on the right side of the threshold."""
    return float(np.mean((probabilities >= threshold) == (labels == 1)))


def roc_auc(labels: NDArray[np.float64], probabilities: NDArray[np.float64]) -> float:
    """Return how often a customer who left scores above one who stayed; a tie counts half.

    Raises ValueError where all labels are the same.
    """
    left = probabilities[labels == 1]
    stayed = np.sort(probabilities[labels == 0])
    if not left.size or not stayed.size:
        raise ValueError("the ROC curve needs customers who left and customers who stayed")
    below = np.searchsorted(stayed, left, side="left")
    not_above = np.searchsorted(stayed, left, side="right")
    return float(np.mean(below + not_above) / (2 * stayed.size))


def log_loss(labels: NDArray[np.float64], probabilities: NDArray[np.float64]) -> float:
    """Return the mean negative log-likelihood of the labels."""
    clipped = np.clip(probabilities, 1e-15, 1 - 1e-15)
    return float(-np.mean(labels * np.log(clipped) + (1 - labels) * np.log(1 - clipped)))


def evaluate(labels: NDArray[np.float64], probabilities: NDArray[np.float64]) -> dict[str, float]:
    """Return all measures by name."""
    return {
        "accuracy": accuracy(labels, probabilities),
        "roc_auc": roc_auc(labels, probabilities),
        "log_loss": log_loss(labels, probabilities),
    }
