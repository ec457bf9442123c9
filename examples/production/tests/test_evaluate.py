import numpy as np
import pytest

from churn.evaluate import accuracy, evaluate, log_loss, roc_auc

LABELS = np.array([0.0, 0.0, 1.0, 1.0])
PROBABILITIES = np.array([0.1, 0.6, 0.6, 0.9])


def test_accuracy() -> None:
    assert accuracy(LABELS, PROBABILITIES) == 0.75
    assert accuracy(LABELS, PROBABILITIES, threshold=0.95) == 0.5


def test_roc_auc_counts_a_tie_half() -> None:
    assert roc_auc(LABELS, PROBABILITIES) == 0.875
    assert roc_auc(LABELS, 1 - PROBABILITIES) == 0.125


def test_roc_auc_needs_both_labels() -> None:
    with pytest.raises(ValueError, match="who left and customers who stayed"):
        roc_auc(np.ones(4), PROBABILITIES)


def test_log_loss() -> None:
    expected = -np.mean(np.log([0.9, 0.4, 0.6, 0.9]))
    assert log_loss(LABELS, PROBABILITIES) == pytest.approx(expected)


def test_log_loss_of_a_wrong_certainty_is_finite() -> None:
    assert 30 < log_loss(np.array([1.0]), np.array([0.0])) < 40


def test_evaluate_names_all_measures() -> None:
    measures = evaluate(LABELS, PROBABILITIES)
    assert list(measures) == ["accuracy", "roc_auc", "log_loss"]
    assert measures["roc_auc"] == roc_auc(LABELS, PROBABILITIES)
