import numpy as np
import pytest
from numpy.typing import NDArray

from churn.data import Customer
from churn.evaluate import roc_auc
from churn.features import preprocess
from churn.model import Model, predict_proba, train

Array = NDArray[np.float64]


def test_train_learns(rows: Array, labels: Array) -> None:
    model = train(rows, labels, np.random.default_rng(3))
    assert roc_auc(labels, predict_proba(model, rows)) > 0.8


def test_train_is_reproducible(rows: Array, labels: Array) -> None:
    models = [train(rows, labels, np.random.default_rng(3)) for _ in range(2)]
    assert models[0] == models[1]
    assert models[0] != train(rows, labels, np.random.default_rng(4))


def test_train_survives_a_constant_feature(rows: Array, labels: Array) -> None:
    constant = rows.copy()
    constant[:, 1] = 5.0
    model = train(constant, labels, np.random.default_rng(3))
    assert np.isfinite(model.weights).all()


def test_train_needs_both_labels(rows: Array) -> None:
    with pytest.raises(ValueError, match="who left and customers who stayed"):
        train(rows, np.ones(len(rows)), np.random.default_rng(3))


def test_predict_proba_is_the_logistic_function() -> None:
    model = Model(mean=(1.0,), scale=(2.0,), weights=(4.0,), bias=0.5)
    probabilities = predict_proba(model, np.array([[1.0], [2.0]]))
    assert probabilities == pytest.approx([1 / (1 + np.exp(-0.5)), 1 / (1 + np.exp(-2.5))])


def test_predict_proba_stays_a_probability(rows: Array, labels: Array) -> None:
    model = train(rows, labels, np.random.default_rng(3))
    extreme = predict_proba(model, np.vstack([rows, rows * 1e6]))
    assert extreme.shape == (160,)
    assert ((extreme > 0) & (extreme < 1)).all()


def test_predict_proba_follows_the_support_calls(rows: Array, labels: Array) -> None:
    model = train(rows, labels, np.random.default_rng(3))
    quiet, annoyed = preprocess(
        [Customer(20, 60, 0, "month-to-month"), Customer(20, 60, 5, "month-to-month")]
    )
    assert predict_proba(model, annoyed[None])[0] > predict_proba(model, quiet[None])[0]
