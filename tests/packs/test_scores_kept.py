"""Scores that a training keeps, prints only, or divides by a wrong count, each beside a near case."""

from __future__ import annotations

from textwrap import indent

import pytest

from tests.packs.test_trainings import found

FITTED = """
import joblib
import numpy as np
from sklearn.linear_model import Ridge
from sklearn.metrics import mean_squared_error


def train(rows, target, held, known):
    model = Ridge().fit(rows, target)
{body}
"""
STORED = "joblib.dump(model, 'model.joblib')"


@pytest.mark.parametrize(
    ("body", "count"),
    [
        (f"print(mean_squared_error(known, model.predict(held)))\n{STORED}", 1),
        (f"error = np.sqrt(mean_squared_error(known, model.predict(held)))\nprint(error)\n{STORED}", 1),
        ("print(mean_squared_error(known, model.predict(held)))", 0),  # nothing is stored
        (f"error = mean_squared_error(known, model.predict(held))\nprint(error)\n{STORED}\nreturn error", 0),
        (f"errors = [mean_squared_error(known, held)]\nprint(errors)\n{STORED}\nkeep(errors)", 0),
        (f"error = mean_squared_error(known, held)\nprint(error)\n{STORED}\nkeep(lambda: error)", 0),
        (f"print(mean_squared_error(known, held))\n{STORED}\nplt.savefig('errors.png')", 0),
        ("print(mean_squared_error(known, held))\njoblib.dump(rows, 'rows.joblib')", 0),
    ],
)
def test_scores_that_are_only_printed(body: str, count: int) -> None:
    assert len(found("score-unrecorded", {"train.py": FITTED.format(body=indent(body, " " * 4))})) == count


SUMMED = """
import torch


def validate(model, loader, names):
    total = 0
{body}
"""


@pytest.mark.parametrize(
    ("body", "count"),
    [
        ("for i, row in enumerate(loader):\n    total += model(row)\nreturn total / i", 1),
        ("for i, row in enumerate(loader):\n    total += model(row)\ntotal /= float(i)\nreturn total", 1),
        ("for i in range(len(names)):\n    total += names[i]\nreturn total / i", 1),
        ("for i in range(1, 9):\n    total += names[i]\nreturn total / i", 0),
        ("for i, row in enumerate(loader, 1):\n    total += model(row)\nreturn total / i", 0),
        ("for i, row in enumerate(loader):\n    total += model(row)\ni += 1\nreturn total / i", 0),
        ("for i, row in enumerate(loader):\n    if i:\n        break\n    total += row\nreturn total / i", 0),
        ("for i, row in enumerate(loader):\n    total += (row - 7) ** 2\nreturn total / i", 0),
        ("for row, known in loader:\n    out = model(row)\n    total += (out == known).sum()\n"
         "return total / len(out)", 1),
        ("for row in names:\n    out = model(row)\n    total += out\nreturn total / len(out)", 0),
        ("for row, known in loader:\n    total += model(row)\nreturn total / len(names)", 0),
    ],
)  # fmt: skip
def test_sums_that_are_divided_by_a_wrong_count(body: str, count: int) -> None:
    assert len(found("mean-of-wrong-count", {"train.py": SUMMED.format(body=indent(body, " " * 4))})) == count


KEPT = """
import pickle
from sklearn.svm import SVC


def train(rows, target, path):
    model = SVC().fit(rows, target)
    with open(path, "wb") as file:
        pickle.dump({stored}, file)
"""


@pytest.mark.parametrize(
    ("stored", "other", "count"),
    [
        ("model", "", 1),
        ("rows", "", 0),
        ("model", "import json\n\n\ndef read(file):\n    return json.load(file)\n", 1),
        ("model", "from data import load_dataset\n\nload_dataset('rows.csv')\n", 1),
        ("model", "import pickle\n\n\ndef read(file):\n    return pickle.load(file)\n", 0),
        ("model", "from joblib import load\n\nprint(load('model.pkl'))\n", 0),
        ("model", "from hub import push_to_hub\n\npush_to_hub('model.pkl')\n", 0),
    ],
)
def test_models_that_nothing_loads(stored: str, other: str, count: int) -> None:
    files = {"train.py": KEPT.format(stored=stored), "other.py": other}
    assert len(found("model-never-loaded", files)) == count
    if other and not count:
        tests = {"train.py": KEPT.format(stored=stored), "tests/test_model.py": other}
        assert found("model-never-loaded", tests) == []


NUMBER = """
from tensorflow.keras import Sequential
from tensorflow.keras.layers import Dense


def build(units):
    model = Sequential()
    model.add(Dense(8))
    model.add({last})
    model.compile("adam", loss={loss}, metrics=["accuracy"])
    return model
"""


@pytest.mark.parametrize(
    ("last", "loss", "count"),
    [
        ("Dense(1)", "'mse'", 1),
        ("Dense(units=1, activation='linear')", "keras.losses.MeanSquaredError()", 1),
        ("Dense(units)", "'mse'", 0),
        ("Dense(1, 'sigmoid')", "'mse'", 0),
        ("Dense(1, activation='tanh')", "'mse'", 0),
        ("Dense(10)", "'mse'", 0),
        ("Dense(1)", "'binary_crossentropy'", 0),
    ],
)
def test_networks_that_predict_a_number(last: str, loss: str, count: int) -> None:
    text = NUMBER.format(last=last, loss=loss)
    assert len(found("accuracy-of-regression", {"train.py": text})) == count
    # That of a GAN says how sure it is that a row is real.
    assert found("accuracy-of-regression", {"train.py": text.replace("build", "discriminator")}) == []


SEARCHED = """
import optuna
from sklearn.model_selection import GridSearchCV


def main(model, rows, target, objective):
{body}
"""


@pytest.mark.parametrize(
    ("body", "count"),
    [
        ("search = GridSearchCV(model, {}).fit(rows, target)\nprint(search.best_params_, 1)", 1),
        ("search = GridSearchCV(model, {})\nsearch.fit(rows, target)\nprint(search.best_params_)", 1),
        ("search = GridSearchCV(model, {}).fit(rows, target)\nprint(search.best_params_)\nreturn search", 0),
        ("search = GridSearchCV(model, {}).fit(rows, target)\nprint(search.best_params_)\n"
         "best = search.best_estimator_", 0),
        ("search = GridSearchCV(model, {}).fit(rows, target)\nprint(search.predict(rows))", 0),
        ("search = GridSearchCV(model, {}).fit(rows, target)\nprint(search.best_score_)", 0),
        ("study = optuna.create_study()\nstudy.optimize(objective)\n"
         "for name, value in study.best_params.items():\n    print(name, value)", 1),
        ("study = optuna.create_study()\nstudy.optimize(objective)\n"
         "for name, value in study.best_params.items():\n    model.set(name, value)", 0),
        ("study = optuna.create_study(storage='sqlite:///a.db')\nstudy.optimize(objective)\n"
         "print(study.best_params)", 0),
    ],
)  # fmt: skip
def test_what_a_search_finds_is_only_printed(body: str, count: int) -> None:
    text = SEARCHED.format(body=indent(body, " " * 4))
    assert len(found("search-result-unused", {"train.py": text})) == count


PLATEAU = """
from torch.optim.lr_scheduler import ReduceLROnPlateau


def train(net, optimizer, validate):
    schedule = ReduceLROnPlateau(optimizer{mode})
    {given}
    schedule.step({value})
"""


@pytest.mark.parametrize(
    ("mode", "given", "value", "count"),
    [
        ("", "val_acc = validate(net)", "val_acc", 1),
        (", 'min'", "f1 = validate(net)", "f1", 1),
        (", mode='max'", "val_loss = validate(net)", "val_loss", 1),
        (", 'max'", "val_acc = validate(net)", "val_acc", 0),
        ("", "val_loss = validate(net)", "val_loss", 0),
        ("", "val_acc = -validate(net)", "val_acc", 0),
        ("", "val_acc = 1 - validate(net)", "val_acc", 0),
        ("", "val_acc = validate(net)", "-val_acc", 0),
        (", mode=optimizer.mode", "val_acc = validate(net)", "val_acc", 0),
        (", **optimizer.options", "val_acc = validate(net)", "val_acc", 0),
        ("", "acc_loss = validate(net)", "acc_loss", 0),
    ],
)
def test_direction_of_a_plateau(mode: str, given: str, value: str, count: int) -> None:
    text = PLATEAU.format(mode=mode, given=given, value=value)
    assert len(found("plateau-direction-wrong", {"train.py": text})) == count
